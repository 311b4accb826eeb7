using Offing.Protocol.Batches;
using Offing.Settlement.Contracts;

namespace Offing.Node.Verification;

/// <summary>
/// The inputs of a batch of net data are not to be had from the holder that was asked: it gives none, or
/// bytes that are not they.
/// </summary>
public sealed class InputsWithheldException(BatchHeader header, string what)
    : BatchDataException(header.Number, what)
{
    /// <summary>The batch.</summary>
    public BatchHeader Header => header;

    /// <summary>How long the holder was waited for.</summary>
    public TimeSpan Waited { get; init; }
}
