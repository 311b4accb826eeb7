using System.Text.Json;
using Offing.Gateway.Tests.Support;
using Offing.Primitives;
using Offing.Protocol;
using Offing.Protocol.Events;

namespace Offing.Gateway.Tests.Streams;

/// <summary>Conditional orders and TWAPs on the channels of an account.</summary>
public sealed class SurfaceSocketTests : IAsyncLifetime
{
    private static readonly string Alice = FakeVenue.Alice.Address.ToString();
    private RunningVenue _running = null!;

    public async Task InitializeAsync() => _running = await RunningVenue.StartAsync();

    public Task DisposeAsync() => _running.DisposeAsync().AsTask();

    [Fact]
    public async Task Every_step_of_a_conditional_order_is_told()
    {
        using var client = await SubscribedAsync("orderUpdates");
        await DoAsync(Surface.Orders("na", Surface.Sell(Surface.Stop)));
        Assert.Equal("open", await StatusAsync(client));
        _running.Venue.Emit([Surface.Triggered(1, RejectCode.InsufficientMargin)]);
        Assert.Equal("triggered", await StatusAsync(client));
        _running.Venue.Emit([Surface.Ended(1, OrderStatus.Rejected)]);
        Assert.Equal("perpMarginRejected", await StatusAsync(client));
    }

    [Theory]
    [InlineData(OrderStatus.SiblingFilledCanceled, true)]
    [InlineData(OrderStatus.ReduceOnlyCanceled, true)]
    [InlineData(OrderStatus.ScheduledCancel, true)]
    [InlineData(OrderStatus.Expired, true)]
    [InlineData(OrderStatus.ParentCanceled, true)]
    [InlineData(OrderStatus.Rejected, true)]
    [InlineData(OrderStatus.Canceled, false)]
    public async Task An_end_that_the_venue_made_is_an_event_of_the_user(OrderStatus status, bool isEvent)
    {
        await DoAsync(Surface.Orders("na", Surface.Sell(Surface.Stop), Surface.Sell(Surface.Stop)));
        using var client = await SubscribedAsync("userEvents");
        _running.Venue.Emit([Surface.Ended(1, status)]);
        _running.Venue.Emit([Surface.Ended(2, OrderStatus.MarginCanceled)]);
        var told = await client.DataAsync("user");
        Assert.Equal(
            $$"""{"nonUserCancel":[{"coin":"BTC","oid":{{(isEvent ? 1 : 2)}} }]}""".Replace(
                " }", "}", StringComparison.Ordinal),
            told.GetRawText());
    }

    [Fact]
    public async Task The_channel_of_the_history_begins_with_what_was_and_tells_each_step()
    {
        await DoAsync(Surface.Orders("na", Surface.Sell(Surface.Stop)));
        using var client = await SubscribedAsync("userHistoricalOrders");
        var first = await client.DataAsync("userHistoricalOrders");
        Assert.True(first.GetProperty("isSnapshot").GetBoolean());
        Assert.Equal("open", first.GetProperty("orderHistory")[0].GetProperty("status").GetString());
        _running.Venue.Emit([Surface.Ended(1, OrderStatus.Canceled)]);
        var next = await client.DataAsync("userHistoricalOrders");
        Assert.False(next.TryGetProperty("isSnapshot", out _));
        var order = next.GetProperty("orderHistory")[0];
        Assert.Equal("canceled", order.GetProperty("status").GetString());
        Assert.True(order.GetProperty("order").GetProperty("isTrigger").GetBoolean());
    }

    [Fact]
    public async Task Twap_states_are_the_running_ones()
    {
        using var client = await SubscribedAsync("twapStates");
        Assert.Equal(
            $"{{\"dex\":\"\",\"user\":\"{Alice}\",\"states\":[]}}",
            (await client.DataAsync("twapStates")).GetRawText());
        await DoAsync(Surface.Twap);
        var state = (await client.DataAsync("twapStates")).GetProperty("states")[0];
        Assert.Equal((1, "0.25"), (state[0].GetInt32(), state[1].GetProperty("sz").GetString()));
        _running.Venue.Emit(Surface.Slice(twap: 1, order: 10));
        state = (await client.DataAsync("twapStates")).GetProperty("states")[0];
        Assert.Equal("0.01", state[1].GetProperty("executedSz").GetString());
        _running.Venue.Emit([new TwapEnded(
            1, FakeVenue.Alice.Address, TwapStatus.Finished, new Lots(1_000), FakeVenue.Usd(300))]);
        Assert.Equal(0, (await client.DataAsync("twapStates")).GetProperty("states").GetArrayLength());
    }

    [Fact]
    public async Task Twap_history_and_slices_begin_with_what_was_and_tell_what_comes()
    {
        await DoAsync(Surface.Twap);
        _running.Venue.Emit(Surface.Slice(twap: 1, order: 10));
        using var history = await SubscribedAsync("userTwapHistory");
        var first = await history.DataAsync("userTwapHistory");
        Assert.True(first.GetProperty("isSnapshot").GetBoolean());
        Assert.Equal(1, first.GetProperty("history").GetArrayLength());
        using var slices = await SubscribedAsync("userTwapSliceFills");
        Assert.Equal(
            1, (await slices.DataAsync("userTwapSliceFills")).GetProperty("twapSliceFills").GetArrayLength());
        using var events = await SubscribedAsync("userEvents");
        _running.Venue.Emit(Surface.Slice(twap: 1, order: 20));
        var slice = await slices.DataAsync("userTwapSliceFills");
        Assert.False(slice.TryGetProperty("isSnapshot", out _));
        Assert.Equal(1, slice.GetProperty("twapSliceFills")[0].GetProperty("twapId").GetInt32());
        Assert.True((await events.DataAsync("user")).TryGetProperty("fills", out _));
        Assert.True((await events.DataAsync("user")).TryGetProperty("twapSliceFills", out _));
        _running.Venue.Emit([new TwapEnded(
            1, FakeVenue.Alice.Address, TwapStatus.Finished, new Lots(2_000), FakeVenue.Usd(600))]);
        var ended = (await history.DataAsync("userTwapHistory")).GetProperty("history")[0];
        Assert.Equal("finished", ended.GetProperty("status").GetProperty("status").GetString());
        Assert.True((await events.DataAsync("user")).TryGetProperty("twapHistory", out _));
    }

    [Fact]
    public async Task The_channel_of_open_orders_follows_a_trailing_stop()
    {
        await DoAsync(Surface.Orders("na", Surface.Sell(Surface.Stop)));
        using var client = await SubscribedAsync("openOrders");
        Assert.Equal("28000.0", TriggerPrice(await client.DataAsync("openOrders")));
        _running.Venue.Emit([new TriggerMoved(new OrderId(1), FakeVenue.Alice.Address, new Ticks(281_000))]);
        Assert.Equal("28100.0", TriggerPrice(await client.DataAsync("openOrders")));
    }

    private Task DoAsync(string action) => _running.ExchangeAsync(Signed.L1(action, FakeVenue.Alice));

    private async Task<SocketClient> SubscribedAsync(string type)
    {
        var client = await SocketClient.ConnectAsync(_running);
        await client.SubscribeAsync($$"""{"type":"{{type}}","user":"{{Alice}}"}""");
        return client;
    }

    private static async Task<string> StatusAsync(SocketClient client) =>
        (await client.DataAsync("orderUpdates"))[0].GetProperty("status").GetString()!;

    private static string TriggerPrice(JsonElement data) =>
        data.GetProperty("orders")[0].GetProperty("triggerPx").GetString()!;
}
