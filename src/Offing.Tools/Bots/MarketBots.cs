using System.Text.Json.Nodes;
using Offing.Primitives;
using Offing.Protocol.Commands;
using Offing.Protocol.Genesis;
using Offing.Protocol.Wire;
using Offing.Tools.Chain;
using Offing.Tools.Client;
using Offing.Tools.Demo;

namespace Offing.Tools.Bots;

/// <summary>
/// Bots that keep a development venue alive: one quotes both sides around the mark, one takes now and then.
/// They deposit on chain and sign with session keys, like anybody.
/// </summary>
public sealed class MarketBots(VenueClient venue, VenueSite site)
{
    private const int Round_Ms = 1_000;
    private const int Levels = 5;
    private const long Quote_MicroUsd = 500_000_000;
    private static readonly MicroUsd Deposit = new(1_000_000_000_000);
    private readonly Trader _maker = new(venue, "maker", "offing development bots");
    private readonly Trader _taker = new(venue, "taker", "offing development bots");
    private ulong _round;

    /// <summary>Funds the bots where needed, then trades until it is stopped.</summary>
    public async Task RunAsync(int chainPort, Action<string> say, CancellationToken stop)
    {
        using (var chain = new ChainSession(chainPort, site.Deployment))
        {
            foreach (var bot in new[] { _maker, _taker })
            {
                await PrepareAsync(chain, bot, stop);
            }
        }

        while (!stop.IsCancellationRequested)
        {
            try
            {
                await RoundAsync(stop);
            }
            catch (VenueException refused)
            {
                say($"bots: {refused.Message}");
            }

            await Task.Delay(Round_Ms, stop);
        }
    }

    private async Task PrepareAsync(ChainSession chain, Trader bot, CancellationToken stop)
    {
        if ((await FundCommand.DepositsAsync(venue, bot.Account, stop)).Count == 0)
        {
            await Task.Run(() => chain.Fund(bot.Account, Deposit), stop);
            await FundCommand.AwaitDepositAsync(venue, bot.Account, 0, stop);
        }

        var role = await venue.InfoAsync(
            new JsonObject { ["type"] = "userRole", ["user"] = bot.Session.Address.ToString() }, stop);
        if (role["role"]!.GetValue<string>() != "agent")
        {
            await bot.GrantAsync(site.Domain, stop);
        }
    }

    private async Task RoundAsync(CancellationToken stop)
    {
        _round++;
        var both = await venue.InfoAsync(new JsonObject { ["type"] = "metaAndAssetCtxs" }, stop);
        foreach (var market in site.Markets)
        {
            var text = both[1]![(int)market.Id.Value]!["markPx"]!;
            if (VenueClient.TryUnits(text, market.PriceDecimals, out var mark) && mark > 1_000)
            {
                await QuoteAsync(market, mark, stop);
                await TakeAsync(market, mark, stop);
            }
        }
    }

    private async Task QuoteAsync(MarketParameters market, ulong mark, CancellationToken stop)
    {
        var open = await venue.InfoAsync(
            new JsonObject { ["type"] = "openOrders", ["user"] = _maker.Account.ToString() }, stop);
        foreach (var order in open.AsArray().Where(o => o!["coin"]!.GetValue<string>() == market.Name))
        {
            var id = new OrderId(order!["oid"]!.GetValue<ulong>());
            await _maker.SendAsync(ActionJson.Cancel(market.Id, id), stop);
        }

        var quotes = new List<OrderSpec>();
        for (var level = 1ul; level <= Levels; level++)
        {
            var away = mark * level / 2_000;
            quotes.Add(Spec(market, Side.Buy, mark - away, mark, TimeInForce.Alo));
            quotes.Add(Spec(market, Side.Sell, mark + away, mark, TimeInForce.Alo));
        }

        await _maker.SendAsync(ActionJson.Orders(quotes), stop);
    }

    private async Task TakeAsync(MarketParameters market, ulong mark, CancellationToken stop)
    {
        // Both sides in turn, so that no bot's position grows for ever.
        var side = (_round + market.Id.Value) % 2 == 0 ? Side.Buy : Side.Sell;
        var limit = side == Side.Buy ? mark + (mark / 500) : mark - (mark / 500);
        await _taker.SendAsync(ActionJson.Orders(Spec(market, side, limit, mark, TimeInForce.Ioc)), stop);
    }

    private static OrderSpec Spec(
        MarketParameters market, Side side, ulong ticks, ulong mark, TimeInForce tif)
    {
        var lots = Math.Max(1, (ulong)Quote_MicroUsd / mark);
        return new OrderSpec(
            market.Id, side, Grid.Round(ticks, market), WireDecimal.FromUnits(lots, market.SzDecimals),
            false, tif, ClientOrderId.None);
    }
}
