using Offing.Settlement.Deployments;
using Offing.Signing;

namespace Offing.Node.Receipts;

/// <summary>Where the sequencer's key comes from.</summary>
public static class SequencerKeyFile
{
    /// <summary>The key of a file with 64 hexadecimal digits; the development key without a file.</summary>
    /// <exception cref="VenueStartException">It cannot be read or is none; the text is not repeated.
    /// </exception>
    public static PrivateKey Read(string? path)
    {
        if (path is null)
        {
            return DevelopmentKeys.Sequencer;
        }

        try
        {
            return PrivateKey.TryParse(File.ReadAllText(path).Trim(), out var key)
                ? key
                : throw new VenueStartException(
                    $"{path} is no key: it must hold 64 hexadecimal digits and nothing else");
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new VenueStartException(
                $"the sequencer's key cannot be read ({error.Message}): name its file with --sequencer-key",
                error);
        }
    }
}
