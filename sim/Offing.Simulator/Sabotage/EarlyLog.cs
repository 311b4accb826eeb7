using Offing.Log;

namespace Offing.Simulator.Sabotage;

/// <summary>Says "durable" first and writes afterwards, with the next record.</summary>
internal sealed class EarlyLog(ICommitLog inner) : SabotagedLog(inner)
{
    private (RecordStamp Stamp, byte[] Body)? _held;

    public override ulong Tail => Inner.Tail + (_held is null ? 0UL : 1UL);

    public override AppendResult Append(ulong n, RecordStamp stamp, ReadOnlySpan<byte> body)
    {
        var result = AppendResult.Won;
        if (_held is { } held)
        {
            _held = null;
            result = Inner.Append(n - 1, held.Stamp, held.Body);
        }

        _held = (stamp, body.ToArray());
        return result;
    }
}
