using Offing.Log;
using Offing.Protocol.Codec;
using Offing.Protocol.Entries;
using Offing.Simulator.Worlds;

namespace Offing.Simulator.Sabotage;

/// <summary>
/// A restore after which some nonces count as unused: replay sees them under another number.
/// </summary>
internal sealed class ForgetfulLog(ICommitLog inner, SimRandom random) : SabotagedLog(inner)
{
    public override LogRecord Read(ulong n)
    {
        var record = Inner.Read(n);
        if (!random.Chance(2))
        {
            return record;
        }

        var entries = EntryCodec.DecodeRecord(record.Body).Select(Changed).ToArray();
        return record with { Body = EntryCodec.EncodeRecord(entries) };
    }

    private static SequencedEntry Changed(SequencedEntry placed) => placed.Entry is SignedAction action
        ? placed with { Entry = action with { Nonce = action.Nonce - 1_000_000 } }
        : placed;
}
