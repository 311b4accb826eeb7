using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using Offing.Primitives;
using Offing.Protocol.Commands;
using Offing.Protocol.Wire;
using Offing.Tools.Client;
using Offing.Tools.Demo;

namespace Offing.Host.Tests;

public sealed class DurabilityTests
{
    private const int Clients = 4;

    [Fact]
    public async Task Stopping_and_starting_keeps_chain_balances_orders_and_history()
    {
        using var venue = RunningVenue.Start();
        using var client = new VenueClient(venue.Http);
        var market = (await VenueSite.AskAsync(client, default)).Market("BTC");
        var alice = await venue.TraderAsync(client, "Alice");
        var bob = await venue.TraderAsync(client, "Bob");
        await alice.OrderAsync(market, Side.Sell, 600_000, 1_000, TimeInForce.Gtc, default);
        await bob.OrderAsync(market, Side.Buy, 600_000, 400, TimeInForce.Ioc, default);
        await client.NativeAsync("settle", "{}", default);
        var before = await PictureAsync(client, alice, bob);

        venue.Stop();
        Assert.Empty(venue.Orphans());
        venue.Up();

        Assert.Equal(before, await PictureAsync(client, alice, bob));
        var settled = await client.NativeAsync("settle", "{}", default);
        Assert.Null(VenueClient.ErrorOf(settled));
    }

    [Fact]
    public async Task Kill_9_under_load_loses_nothing_acknowledged_and_doubles_nothing()
    {
        using var venue = RunningVenue.Start();
        using var client = new VenueClient(venue.Http);
        var market = (await VenueSite.AskAsync(client, default)).Market("BTC");
        var traders = new Trader[Clients];
        for (var i = 0; i < Clients; i++)
        {
            traders[i] = await venue.TraderAsync(client, $"client {i}");
        }

        for (var kill = 0; kill < 3; kill++)
        {
            var acknowledged = new ConcurrentBag<(Trader Trader, ClientOrderId Id)>();
            var load = traders.Select(
                (trader, i) => LoadAsync(trader, i, kill, market.Id, acknowledged)).ToArray();
            while (acknowledged.Count < 100)
            {
                // A client that failed tells why here, instead of being waited for.
                await Task.WhenAny([.. load, Task.Delay(10)]).Unwrap();
            }

            venue.Kill();
            await Task.WhenAll(load);
            venue.Up();
            await MustAllBeThereAsync(client, traders, acknowledged);

            // The next batch is taken by the contract only if
            // it begins at the very root that the chain holds.
            Assert.Null(VenueClient.ErrorOf(await client.NativeAsync("settle", "{}", default)));
        }
    }

    private static async Task LoadAsync(
        Trader trader, int client, int kill, MarketId market,
        ConcurrentBag<(Trader, ClientOrderId)> acknowledged)
    {
        try
        {
            for (var n = 1; ; n++)
            {
                var id = new ClientOrderId((UInt128)((((client * 10) + kill) * 1_000_000) + n));
                var order = new OrderSpec(
                    market, Side.Buy, new WireDecimal(55_000, 0), new WireDecimal(2, 4), false,
                    TimeInForce.Gtc, id);
                var reply = await trader.TrySendAsync(ActionJson.Orders(order), default);
                var status = reply["response"]!["data"]!["statuses"]![0]!;
                if (status["resting"] is not null)
                {
                    acknowledged.Add((trader, id));
                    continue;
                }

                // A machine that stalls starves the publishers too, and without a quorum nothing is taken.
                Assert.Contains("oracle price", $"{status["error"]}", StringComparison.Ordinal);
                await Task.Delay(20);
            }
        }
        catch (VenueException)
        {
            // The venue was killed: what had no answer may be there or not.
        }
    }

    private static async Task MustAllBeThereAsync(
        VenueClient client, Trader[] traders, ConcurrentBag<(Trader Trader, ClientOrderId Id)> acknowledged)
    {
        foreach (var trader in traders)
        {
            var open = await client.InfoAsync(
                new JsonObject { ["type"] = "frontendOpenOrders", ["user"] = trader.Account.ToString() },
                default);
            var ids = open.AsArray().Select(order => order!["cloid"]!.GetValue<string>()).ToArray();
            Assert.Equal(ids.Length, ids.Distinct().Count());
            var lost = acknowledged.Where(a => a.Trader == trader).Select(a => a.Id.ToString()).Except(ids);
            Assert.Empty(lost);
        }
    }

    private static async Task<string> PictureAsync(VenueClient client, params Trader[] traders)
    {
        var picture = new JsonArray();
        foreach (var trader in traders)
        {
            var account = await client.NativeAsync($"account?user={trader.Account}", null, default);
            var orders = await client.InfoAsync(
                new JsonObject { ["type"] = "openOrders", ["user"] = trader.Account.ToString() }, default);
            picture.Add(account["data"]!["collateral"]!.DeepClone());
            picture.Add(account["data"]!["positions"]!.DeepClone());
            picture.Add(account["data"]!["sessions"]!.DeepClone());
            picture.Add(orders.DeepClone());
            picture.Add(
                new JsonArray([.. (await trader.FillsAsync(default)).Select(fill => fill.DeepClone())]));
        }

        return picture.ToJsonString();
    }
}
