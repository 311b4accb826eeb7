using Offing.Log;
using Offing.Protocol.Codec;
using Offing.Simulator.Worlds;

namespace Offing.Simulator.Sabotage;

/// <summary>Writes two neighbours of a micro-batch in the other order than they are executed in.</summary>
internal sealed class SwappingLog(ICommitLog inner, SimRandom random) : SabotagedLog(inner)
{
    public override AppendResult Append(ulong n, RecordStamp stamp, ReadOnlySpan<byte> body)
    {
        if (stamp.Count < 2 || !random.Chance(20))
        {
            return Inner.Append(n, stamp, body);
        }

        var entries = EntryCodec.DecodeRecord(body).ToArray();
        var at = random.Below(entries.Length - 1);
        var (one, other) = (entries[at], entries[at + 1]);
        (entries[at], entries[at + 1]) = (one with { Entry = other.Entry }, other with { Entry = one.Entry });
        return Inner.Append(n, stamp, EntryCodec.EncodeRecord(entries));
    }
}
