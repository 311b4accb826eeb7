using Offing.Engine.Accounts;
using Offing.Engine.Margin;
using Offing.Primitives;
using Offing.Protocol.Genesis;

namespace Offing.Engine.Fees;

/// <summary>
/// The rates of an owner on a UTC day: those of the highest tier whose volume its accounts traded, together,
/// in the fourteen days before. They are looked up once a day, and remembered.
/// </summary>
internal static class FeeRates
{
    /// <summary>Of a fill of the account now.</summary>
    // Without tiers that is one comparison, with them two: the sum over the days is made at the first look of
    // a day, or after the schedule has changed.
    public static FeeTier Of(VenueState state, Account account)
    {
        if (state.Fees.Tiers.Count == 0)
        {
            return state.BaseFees;
        }

        var owner = account.Root;
        if (owner.RatesOf != state.FeeEpoch)
        {
            owner.Rates = Tier(state.Fees, Volume(owner, state.Today));
            owner.RatesOf = state.FeeEpoch;
        }

        return owner.Rates;
    }

    /// <summary>Traded by all accounts of the owner in the fourteen days before, micro-USDC.</summary>
    public static Int128 Volume(Account owner, uint today)
    {
        var volume = owner.Volume.Before(today);
        foreach (var account in owner.SubAccounts)
        {
            volume += account.Volume.Before(today);
        }

        return volume;
    }

    /// <summary>The fourteen days before, and today.</summary>
    public static IReadOnlyList<(uint Day, MicroUsd Taker, MicroUsd Maker)> Days(Account owner, uint today)
    {
        var days = new List<(uint, MicroUsd, MicroUsd)>();
        for (var day = today - Math.Min(today, FeeVolume.Days - 1U); ; day++)
        {
            var (taker, maker) = owner.Volume.On(day);
            foreach (var account in owner.SubAccounts)
            {
                var (takers, makers) = account.Volume.On(day);
                (taker, maker) = (taker + takers, maker + makers);
            }

            days.Add((day, AccountView.Cut(taker), AccountView.Cut(maker)));
            if (day == today)
            {
                return days;
            }
        }
    }

    public static FeeTier Tier(FeeParameters fees, Int128 volume)
    {
        var tier = new FeeTier(MicroUsd.Zero, fees.Taker, fees.Maker);
        foreach (var higher in fees.Tiers)
        {
            tier = volume >= higher.Volume.Value ? higher : tier;
        }

        return tier;
    }
}
