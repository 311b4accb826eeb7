using Offing.Primitives;
using Offing.Protocol;
using Offing.Protocol.Genesis;

namespace Offing.Engine.Parameters;

/// <summary>Whether a change makes sense now: the rules of genesis, and those of a listed market.</summary>
internal static class Soundness
{
    /// <summary>The first reason why not, or None.</summary>
    public static RejectCode Examine(VenueState state, ParameterChange change)
    {
        MarketId? of = change switch
        {
            TiersChange tiers => tiers.Market,
            OpenInterestChange interest => interest.Market,
            ReduceOnlyChange reduce => reduce.Market,
            DelistChange delist => delist.Market,
            _ => null,
        };
        if (of is { } market && state.FindMarket(market) is not { IsSettled: false })
        {
            return state.FindMarket(market) is null ? RejectCode.UnknownMarket : RejectCode.MarketSettled;
        }

        return change switch
        {
            TiersChange tiers => Margins(tiers.MaxLeverage, tiers.Tiers),
            FeesChange fees => IsSound(fees.Fees) ? RejectCode.None : RejectCode.FeeSchedule,
            OpenInterestChange interest => Capped(
                new OpenInterestParameters(interest.Lower, interest.Upper, interest.Cap),
                state.MarketOf(interest.Market).IsListed),
            ListingChange listing => Listing(state, listing.Parameters),
            PublisherChange publisher => PublisherSet.Examine(state, publisher),
            _ => RejectCode.None,
        };
    }

    private static RejectCode Listing(VenueState state, MarketParameters market)
    {
        static bool IsBand(Nano band) => band.Value is > 0 and <= Nano.One;

        return !IsName(market.Name) ? RejectCode.MarketName
            : state.Markets.Any(other => other.Parameters.Name == market.Name) ? RejectCode.MarketNameTaken
            : market.SzDecimals > 6 ? RejectCode.MarketDecimals
            : !IsBand(market.Band) || !IsBand(market.FarBand) ? RejectCode.MarketBand
            : market.ImpactNotional.Value is <= 0 or > Limits.OrderMaxNotional_MicroUsd
                ? RejectCode.MarketImpact
            : state.Markets.Count >= Limits.Markets ? RejectCode.TooManyMarkets
            : Margins(market.MaxLeverage, market.Tiers) is not RejectCode.None and var margins ? margins
            : Capped(market.OpenInterest, isListed: true);
    }

    // Letters that look like others would let one market pass for another.
    private static bool IsName(string name) =>
        name.Length is > 0 and <= Limits.MarketName_Chars
        && name.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '.' or '_');

    private static RejectCode Margins(uint maxLeverage, IReadOnlyList<MarginTier> tiers)
    {
        if (maxLeverage is 0 or > Limits.LeverageMax)
        {
            return RejectCode.MarketLeverage;
        }

        return AreSound(maxLeverage, tiers) ? RejectCode.None : RejectCode.MarketTiers;
    }

    private static bool AreSound(uint maxLeverage, IReadOnlyList<MarginTier> tiers)
    {
        if (tiers.Count > Limits.TiersPerMarket
            || (tiers.Count > 0 && tiers[0] != new MarginTier(MicroUsd.Zero, maxLeverage)))
        {
            return false;
        }

        for (var i = 1; i < tiers.Count; i++)
        {
            if (tiers[i].LowerBound <= tiers[i - 1].LowerBound || tiers[i].MaxLeverage == 0
                || tiers[i].MaxLeverage >= tiers[i - 1].MaxLeverage
                || tiers[i].LowerBound.Value > Limits.AmountMax_MicroUsd)
            {
                return false;
            }
        }

        return true;
    }

    private static bool IsSound(FeeParameters fees)
    {
        static bool IsRate(Nano rate) => Int128.Abs(rate.Value) <= Nano.One;

        return IsRate(fees.Taker) && IsRate(fees.Maker)
            && fees.Tiers.All(tier => IsRate(tier.Taker) && IsRate(tier.Maker)
                && tier.Volume.Value <= Limits.AmountMax_MicroUsd)
            && fees.AreSound();
    }

    // A market that was listed keeps some cap for ever: only genesis is without.
    private static RejectCode Capped(OpenInterestParameters interest, bool isListed)
    {
        var isSound = interest.Cap.Value <= Limits.AmountMax_MicroUsd
            && interest.Upper.Value <= Limits.AmountMax_MicroUsd
            && (interest.Upper.IsZero ? interest.Lower.IsZero : interest.Lower < interest.Upper)
            && !(isListed && interest.Cap.IsZero);
        return isSound ? RejectCode.None : RejectCode.MarketOpenInterest;
    }
}
