using System.Diagnostics.CodeAnalysis;
using Offing.Gateway.Venue;
using Offing.Gateway.Wire;
using Offing.Primitives;
using Offing.Protocol;
using Offing.Protocol.Entries;
using Offing.Protocol.Wire;
using Offing.Signing;

namespace Offing.Gateway.Native;

/// <summary>
/// Checks a kill switch before anything is logged: shape, market, the operator's signature.
/// </summary>
internal sealed class OperatorDoor(VenueFacts facts, MarketDirectory markets)
{
    private static readonly string[] Keys = ["market", "reason", "sequence", "signature"];

    private readonly OffingDomain _domain = new(facts.ChainId, facts.Vault);

    /// <summary>A switch that may be logged, or why not.</summary>
    public bool TryAdmit(
        ReadOnlyMemory<byte> body, [NotNullWhen(true)] out OperatorSwitch? thrown,
        [NotNullWhen(false)] out WireError? error)
    {
        OperatorSwitch? found = null;
        error = ReportBody.Read(body, Keys, json =>
        {
            var (market, reason) = (ReportBody.Number(json, "market"), ReportBody.Number(json, "reason"));
            var sequence = ReportBody.Number(json, "sequence");
            if (facts.Genesis.Operator.IsZero)
            {
                return new WireError(RejectCode.OperatorUnknown, "");
            }

            if (market >= (ulong)markets.All.Count && market != OperatorSwitch.Venue.Value)
            {
                return new WireError(RejectCode.UnknownMarket, "");
            }

            if (reason > ushort.MaxValue)
            {
                return new WireError(RejectCode.BadNumber, "reason is over 65,535");
            }

            var digest = _domain.Digest(new SwitchMessage((uint)market, (ushort)reason, sequence));
            var wrong = ReportBody.Signature(json, digest, facts.Genesis.Operator, out var signature);
            found = new OperatorSwitch(new MarketId((uint)market), (ushort)reason, sequence, signature);
            return wrong;
        });
        thrown = error is null ? found : null;
        return thrown is not null;
    }
}
