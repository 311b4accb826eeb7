using System.Diagnostics;
using Offing.Node.Batches;
using Offing.Node.Verification;
using Offing.Protocol.Batches;

namespace Offing.Tools.Verification;

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
    private const int ResponseMost_Bytes = 1 << 28;

    private static readonly HttpClient Http = new()
    {
        Timeout = Timeout.InfiniteTimeSpan, MaxResponseContentBufferSize = ResponseMost_Bytes,
    };

    /// <summary>A web server has so long for one batch.</summary>
    public TimeSpan Patience { get; set; } = TimeSpan.FromSeconds(20);

    /// <inheritdoc/>
    public byte[] InputsOf(BatchHeader header)
    {
        var name = InputFiles.NameOf(header.Number);
        var watch = Stopwatch.StartNew();
        using var late = new CancellationTokenSource(Patience);
        try
        {
            return Uri.TryCreate(place.TrimEnd('/') + "/", UriKind.Absolute, out var url)
                && url.Scheme is "http" or "https"
                    ? Http.GetByteArrayAsync(new Uri(url, name), late.Token).GetAwaiter().GetResult()
                    : File.ReadAllBytes(Path.Combine(place, name));
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException
            or HttpRequestException or OperationCanceledException)
        {
            var what = late.IsCancellationRequested
                ? $"nothing came in {Patience.TotalSeconds:0.#} s"
                : error.Message;
            throw new InputsWithheldException(
                header, $"--inputs {place} does not give its inputs, {name}: {what}")
            {
                Waited = watch.Elapsed,
            };
        }
    }
}
