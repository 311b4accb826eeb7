using Offing.Log;
using Offing.Protocol.Codec;
using Offing.Protocol.Entries;

namespace Offing.Simulator.Sabotage;

/// <summary>A restore that takes nothing back: where a reversal stands, only time passes.</summary>
internal sealed class OneWayLog(ICommitLog inner) : SabotagedLog(inner)
{
    public override LogRecord Read(ulong n)
    {
        var record = Inner.Read(n);
        var entries = EntryCodec.DecodeRecord(record.Body);
        return entries.Any(placed => placed.Entry is Reversal)
            ? record with { Body = EntryCodec.EncodeRecord([.. entries.Select(Changed)]) }
            : record;
    }

    private static SequencedEntry Changed(SequencedEntry placed) =>
        placed.Entry is Reversal ? placed with { Entry = new Tick() } : placed;
}
