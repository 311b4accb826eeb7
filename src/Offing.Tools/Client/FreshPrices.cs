using Offing.Primitives;

namespace Offing.Tools.Client;

/// <summary>
/// Waits until a venue has prices that orders may go by: after each start they come with the first reports.
/// </summary>
public static class FreshPrices
{
    private const int Poll_Ms = 50;
    private const int Polls = 600;

    /// <param name="say">Told while it waits.</param>
    /// <exception cref="VenueException">One of the markets has had none for half a minute.</exception>
    public static async Task AwaitAsync(
        VenueClient venue, IReadOnlyCollection<MarketId> markets, Action<string> say, CancellationToken stop)
    {
        for (var poll = 0; poll < Polls; poll++)
        {
            var risk = await venue.NativeAsync("risk", null, stop);
            if (risk["data"]!["markets"]!.AsArray()
                .Where(market => markets.Contains(new MarketId(market!["market"]!.GetValue<uint>())))
                .All(market =>
                    market!["hasQuorum"]!.GetValue<bool>() && market["mark"]!.GetValue<uint>() > 0))
            {
                return;
            }

            say("waiting for fresh prices of the publishers");
            await Task.Delay(Poll_Ms, stop);
        }

        throw new VenueException("the venue has no fresh prices: its publishers do not report");
    }
}
