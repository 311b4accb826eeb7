using Offing.Engine;
using Offing.Engine.Accounts;
using Offing.Primitives;
using Offing.Protocol.Deleveraging;
using Offing.Protocol.Events;
using Offing.Protocol.Genesis;
using Offing.Tools.Risk.Comparing;

namespace Offing.Tools.Risk.Running;

/// <summary>Looks at the accounts at the moment of a certificate, which comes before its cuts.</summary>
internal static class Moments
{
    public static DeleverageMoment Of(VenueState state, int second, in DeleverageCertificate certificate)
    {
        var market = certificate.Market;
        var direction = certificate.Side == Side.Buy ? 1 : -1;
        var (others, last) = (new List<Candidate>(), new List<Candidate>());
        foreach (var account in state.Accounts)
        {
            var slot = account.FindSlot(market);
            if (slot is null || Math.Sign(slot.Size.Value) != direction)
            {
                continue;
            }

            var (notional, equity) = Sight.Of(state, account, slot);
            (IsOfVenue(account) ? last : others).Add(new Candidate(
                (uint)account.Index, Math.Abs(slot.Size.Value), notional, equity,
                Math.Abs(slot.EntryNotional.Value)));
        }

        // Insurance and vault stand aside while others are enough.
        Int128 found = 0;
        foreach (var candidate in others)
        {
            found += candidate.Size;
        }

        return new DeleverageMoment(
            second, market.Value, direction, certificate.Mark.Value, certificate.Line,
            certificate.Deficit.Value,
            found >= certificate.Deficit.Value
                ? others
                : [.. others.Concat(last).OrderBy(candidate => candidate.Account)]);
    }

    /// <summary>
    /// What the checker of certificates says to one, with the accounts as they are seen here.
    /// </summary>
    public static IReadOnlyList<string> Check(VenueState state, in DeleverageCertificate certificate)
    {
        var direction = certificate.Side == Side.Buy ? 1 : -1;
        var before = new List<DeleverageCandidate>();
        foreach (var account in state.Accounts)
        {
            if (account.FindSlot(certificate.Market) is { } slot
                && Math.Sign(slot.Size.Value) == direction)
            {
                var (notional, equity) = Sight.Of(state, account, slot);
                before.Add(new DeleverageCandidate(
                    (uint)account.Index, slot.Size.Abs, notional, equity, IsOfVenue(account)));
            }
        }

        return DeleverageChecker.Check(certificate, before);
    }

    public static IReadOnlyList<long> Cuts(DeleverageMoment moment, in DeleverageCertificate certificate)
    {
        var cuts = new Dictionary<uint, long>();
        foreach (var cut in certificate.Cuts)
        {
            cuts[cut.Account] = cut.Size.Value;
        }

        return [.. moment.Candidates.Select(candidate => cuts.GetValueOrDefault(candidate.Account))];
    }

    private static bool IsOfVenue(Account account) =>
        account.Owner == SystemAccounts.Insurance || account.Owner == SystemAccounts.Backstop;
}
