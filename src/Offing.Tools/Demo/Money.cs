using System.Text.Json.Nodes;
using Offing.Primitives;
using Offing.Protocol.Genesis;
using Offing.Tools.Client;

namespace Offing.Tools.Demo;

/// <summary>
/// What a trader's money should be, from the trader's own fills, against what the venue says.
/// </summary>
/// <param name="Trades">Fills of this trader.</param>
/// <param name="Fees">Paid on them.</param>
/// <param name="Expected">Deposits - withdrawals - what fills
/// cost - fees: collateral less entry notional.</param>
/// <param name="Reported">The venue's account value less the signed value of all positions.</param>
public sealed record Money(int Trades, MicroUsd Fees, MicroUsd Expected, MicroUsd Reported, MicroUsd Equity)
{
    /// <exception cref="VenueException">The two differ by a micro-dollar or more.</exception>
    public void MustAddUp(string trader)
    {
        if (Expected != Reported)
        {
            throw new VenueException(
                $"the sums of {trader} do not add up: fills and transfers give {Expected.Value} micro-USDC, "
                + $"the venue says {Reported.Value}");
        }
    }

    public static async Task<Money> OfAsync(
        VenueClient venue, Trader trader, IReadOnlyList<MarketParameters> markets, MicroUsd transfers,
        CancellationToken stop)
    {
        var fills = await trader.FillsAsync(stop);
        var (cost, fees) = (MicroUsd.Zero, MicroUsd.Zero);
        foreach (var fill in fills)
        {
            var market = markets.First(m => m.Name == fill["coin"]!.GetValue<string>());
            var notional = Notional(fill["px"]!, fill["sz"]!, market);
            cost += fill["side"]!.GetValue<string>() == "B" ? notional : -notional;
            fees += VenueClient.Usd(fill["fee"]!);
        }

        var state = await venue.ClearinghouseAsync(trader.Account, stop);
        var reported = VenueClient.Usd(state["marginSummary"]!["totalRawUsd"]!);
        var equity = VenueClient.Usd(state["marginSummary"]!["accountValue"]!);
        return new Money(fills.Count, fees, transfers - cost - fees, reported, equity);
    }

    private static MicroUsd Notional(JsonNode price, JsonNode size, MarketParameters market)
    {
        Check.That(VenueClient.TryUnits(price, market.PriceDecimals, out var ticks));
        Check.That(VenueClient.TryUnits(size, market.SzDecimals, out var lots));
        return new Ticks((uint)ticks) * new Lots((long)lots);
    }
}
