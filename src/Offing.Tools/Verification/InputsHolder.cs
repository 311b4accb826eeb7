using Offing.Node.Batches;
using Offing.Protocol.Batches;
using Offing.Settlement.Contracts;

namespace Offing.Tools.Verification;

/// <summary>The inputs of a batch are not to be had from the holder that was asked.</summary>
public sealed class InputsWithheldException(BatchHeader header, string what)
    : BatchDataException(header.Number, what)
{
    /// <summary>The batch.</summary>
    public BatchHeader Header => header;
}

/// <summary>Whoever has the inputs of batches that do not carry them.</summary>
public interface IInputsHolder
{
    /// <summary>Bytes said to be the inputs of a batch; whoever asks holds them against it.</summary>
    /// <exception cref="InputsWithheldException">There are none now.</exception>
    byte[] InputsOf(BatchHeader header);
}

/// <summary>
/// A folder, or a web server's, with a file for each batch, as the venue's own `inputs` is.
/// </summary>
public sealed class InputsHolder(string place) : IInputsHolder
{
    private static readonly HttpClient Http = new() { Timeout = TimeSpan.FromSeconds(20) };

    /// <inheritdoc/>
    public byte[] InputsOf(BatchHeader header)
    {
        var name = InputFiles.NameOf(header.Number);
        try
        {
            return Uri.TryCreate(place.TrimEnd('/') + "/", UriKind.Absolute, out var url)
                && url.Scheme is "http" or "https"
                    ? Http.GetByteArrayAsync(new Uri(url, name)).GetAwaiter().GetResult()
                    : File.ReadAllBytes(Path.Combine(place, name));
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException
            or HttpRequestException or TaskCanceledException)
        {
            throw new InputsWithheldException(
                header, $"--inputs {place} does not give its inputs, {name}: {error.Message}");
        }
    }
}
