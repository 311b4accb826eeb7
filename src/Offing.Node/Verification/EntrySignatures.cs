using Offing.Engine;
using Offing.Gateway.Hyperliquid.Exchange;
using Offing.Primitives;
using Offing.Protocol.Entries;
using Offing.Signing;

namespace Offing.Node.Verification;

/// <summary>Whether the entries of a batch are signed by whom they claim, in the state before each.</summary>
internal sealed class EntrySignatures(OffingDomain domain)
{
    /// <summary>Signatures that were checked.</summary>
    public ulong Checked { get; private set; }

    /// <summary>Why the entry cannot stand in a batch; null when it can.</summary>
    /// <param name="entry">Comes back with its signer.</param>
    public string? FindDefect(VenueState state, ref SequencedEntry entry)
    {
        switch (entry.Entry)
        {
            case SignedAction action:
                Checked++;
                var defect = ActionDigest.FindDefect(action, domain, out var signer);
                entry = entry with { Entry = action with { Signer = signer } };
                return defect;
            case OracleReport report:
                return Publisher(state, report.Publisher) is { } key
                    ? Of(key, report.Signature, domain.Digest(new OracleReportMessage(
                        report.Market.Value, report.Price.Value, report.PublisherTime.Milliseconds,
                        report.Sequence)))
                    : $"there is no publisher {report.Publisher}";
            case VenueReport report:
                return Publisher(state, report.Publisher) is { } source
                    ? Of(source, report.Signature, domain.Digest(new VenueReportMessage(
                        report.Market.Value, report.Venue, report.Mid.Value, report.Premium.Value,
                        report.PublisherTime.Milliseconds, report.Sequence)))
                    : $"there is no publisher {report.Publisher}";
            // One out of turn does nothing, whoever signed it: the operator's place may have been handed over
            // while it was on its way.
            case OperatorSwitch { Sequence: var turn } when turn != state.SwitchSequence + 1:
            case OperatorStop { Sequence: var other } when other != state.SwitchSequence + 1:
                return null;
            case OperatorSwitch thrown:
                return Of(state.Operator, thrown.Signature, domain.Digest(
                    new SwitchMessage(thrown.Market.Value, thrown.Reason, thrown.Sequence)));
            case OperatorStop stop:
                return Of(state.Operator, stop.Signature, domain.Digest(
                    new StopMessage(stop.Target, stop.Reason, stop.Sequence)));
            default:
                return null;
        }
    }

    private static Address? Publisher(VenueState state, int place) =>
        place < state.Publishers.Count ? state.Publishers[place] : null;

    private string? Of(Address key, byte[] bytes, Hash32 digest)
    {
        Checked++;
        var isBy = Signature.TryRead(bytes, out var signature) && Secp256k1.Recover(digest, signature) == key;
        return isBy ? null : $"its signature is not by {key}";
    }
}
