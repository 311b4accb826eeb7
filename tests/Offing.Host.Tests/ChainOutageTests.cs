using System.Text.Json.Nodes;
using Offing.Primitives;
using Offing.Tools.Client;
using Offing.Tools.Demo;

namespace Offing.Host.Tests;

/// <summary>
/// The chain client of a real venue stands still: trading goes on to the bound, then no more risk is taken,
/// and all goes on by itself when it answers again.
/// </summary>
public sealed class ChainOutageTests : IDisposable
{
    private readonly RunningVenue _venue = RunningVenue.Start("--batch-seconds", "1", "--posting-lag", "6");
    private readonly VenueClient _http;

    public ChainOutageTests() => _http = new VenueClient(_venue.Http);

    public void Dispose()
    {
        Chain("CONT");
        _http.Dispose();
        _venue.Dispose();
    }

    [Fact]
    public async Task Trading_goes_on_to_the_bound_and_then_takes_no_more_risk_until_the_chain_is_back()
    {
        var trader = await _venue.TraderAsync(_http, "trader");
        var first = await trader.SendAsync(Order(), default);
        var order = first["data"]!["statuses"]![0]!["resting"]!["oid"]!.GetValue<ulong>();
        Chain("STOP");
        var taken = 0;
        var refusal = "";
        for (var waited = 0; refusal.Length == 0; waited++)
        {
            Assert.True(waited < 600, "no order is ever refused");
            refusal = await RefusalAsync(trader);
            taken += refusal.Length == 0 ? 1 : 0;
            await Task.Delay(100);
        }

        Assert.StartsWith("POSTING_LATE: ", refusal, StringComparison.Ordinal);
        Assert.True(taken > 10, $"{taken} orders were taken before");
        var cancelled = await trader.SendAsync(ActionJson.Cancel(default, new OrderId(order)), default);
        Assert.Equal("success", cancelled["data"]!["statuses"]![0]!.GetValue<string>());

        Chain("CONT");
        for (var waited = 0; (await RefusalAsync(trader)).Length > 0; waited++)
        {
            Assert.True(waited < 600, $"orders are refused for ever: {_venue.Process.Error}");
            await Task.Delay(100);
        }

        _venue.Process.AwaitError("offing: batches: the chain has them again");
    }

    private void Chain(string signal)
    {
        foreach (var id in _venue.Orphans().Where(id => id != _venue.Process.Id))
        {
            using var kill = System.Diagnostics.Process.Start("kill", [$"-{signal}", $"{id}"]);
            kill.WaitForExit();
        }
    }

    // Empty: it was taken.
    private static async Task<string> RefusalAsync(Trader trader)
    {
        var reply = await trader.TrySendAsync(Order(), default);
        return VenueClient.ErrorOf(reply)
            ?? reply["response"]!["data"]!["statuses"]![0]!["error"]?.GetValue<string>() ?? "";
    }

    private static JsonObject Order() => WireOrders.Limit(true, "59000", "0.001");
}
