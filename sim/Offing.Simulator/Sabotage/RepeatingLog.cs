using Offing.Log;
using Offing.Protocol.Codec;
using Offing.Simulator.Worlds;

namespace Offing.Simulator.Sabotage;

/// <summary>A restore that applies one micro-batch twice, and numbers all behind it on.</summary>
internal sealed class RepeatingLog : SabotagedLog
{
    private readonly ulong _twice;
    private readonly ulong _shift;

    public RepeatingLog(ICommitLog inner, SimRandom random)
        : base(inner)
    {
        _twice = inner.Tail < 10 ? ulong.MaxValue - 1 : inner.Tail - (ulong)random.Below(9);
        _shift = inner.Tail < 10 ? 0 : inner.Read(_twice).Stamp.Count;
    }

    public override ulong Tail => Inner.Tail + (_shift == 0 ? 0UL : 1UL);

    public override AppendResult Append(ulong n, RecordStamp stamp, ReadOnlySpan<byte> body) =>
        Inner.Append(_shift == 0 ? n : n - 1, stamp, body);

    public override LogRecord Read(ulong n)
    {
        if (_shift == 0 || n <= _twice)
        {
            return Inner.Read(n);
        }

        var record = Inner.Read(n - 1);
        var entries = EntryCodec.DecodeRecord(record.Body)
            .Select(e => e with { Seq = e.Seq + _shift, Arrival = e.Arrival + _shift }).ToArray();
        return record with { N = n, Body = EntryCodec.EncodeRecord(entries) };
    }
}
