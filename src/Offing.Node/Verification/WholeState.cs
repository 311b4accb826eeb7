using Offing.Commitment.State;
using Offing.Protocol.Codec;

namespace Offing.Node.Verification;

/// <summary>
/// Passes on the leaves of a whole state, and refuses those from which no machine can be made.
/// </summary>
internal sealed class WholeState(ILeafSink sink) : ILeafSink
{
    private int _taken;

    /// <inheritdoc/>
    public void Take(LeafKind kind, ReadOnlySpan<byte> bytes)
    {
        // The second leaf of a whole state.
        if (++_taken == 2 && kind != LeafKind.Settings)
        {
            throw new CodecException("it was made of net data alone, without inputs");
        }

        sink.Take(kind, bytes);
    }
}
