using Offing.Engine.Funding;
using Offing.Engine.Oracle;
using Offing.Primitives;

namespace Offing.Engine.Previews;

/// <summary>Another venue as it counts in funding now (ENG-ORA-008).</summary>
/// <param name="Venue">Its place in genesis.</param>
/// <param name="Premium">Median of what the publishers report, 1e-9.</param>
/// <param name="Rate">What an hour would cost by that premium alone, 1e-9.</param>
public readonly record struct OtherVenue(MarketId Market, int Venue, Nano Premium, Nano Rate)
{
    /// <summary>Those that count, by market and place.</summary>
    public static IReadOnlyList<OtherVenue> Of(VenueState state)
    {
        var found = new List<OtherVenue>();
        foreach (var market in state.Markets)
        {
            for (var venue = 0; market.HasQuotes && venue < state.Genesis.Venues.Count; venue++)
            {
                if (VenueQuotes.Premium(state, market, venue) is { } premium)
                {
                    var rate = FundingFormula.Paid(
                        FundingFormula.Rate(premium), FundingFormula.Hour_Ms);
                    found.Add(new OtherVenue(market.Id, venue, new Nano(premium), rate));
                }
            }
        }

        return found;
    }
}
