using Offing.Primitives;
using Offing.Protocol.Deleveraging;
using Offing.Protocol.Events;
using Offing.Protocol.Genesis;

namespace Offing.Engine.Tests.Life;

/// <summary>
/// Holds a certificate against candidates built from public state alone, before anything moves.
/// </summary>
internal static class Certificates
{
    public static void Check(VenueState state, in DeleverageCertificate certificate)
    {
        var market = certificate.Market;
        StepChecker.That(
            certificate.Mark == state.MarketOf(market).Mark, "a certificate at another mark", state);
        var candidates = new List<DeleverageCandidate>();
        foreach (var account in state.Accounts)
        {
            var copy = AccountCopy.Of(account);
            var size = copy.SizeIn(market);
            if (size == 0 || (size > 0) != (certificate.Side == Side.Buy))
            {
                continue;
            }

            var health = copy.Health(state, copy.BucketOf(market));
            var isLast = account.Owner == SystemAccounts.Insurance
                || account.Owner == SystemAccounts.Backstop;
            candidates.Add(new DeleverageCandidate(
                (uint)account.Index, new Lots(Math.Abs(size)), (Int128)health.Notional,
                (Int128)health.Equity, isLast));
        }

        var faults = DeleverageChecker.Check(certificate, candidates);
        StepChecker.That(faults.Count == 0, $"{certificate}: {string.Join("; ", faults)}", state);
    }
}
