using System.Net;
using System.Text.Json;
using Offing.Gateway.Limiting;
using Offing.Gateway.Tests.Support;
using Offing.Primitives;
using Offing.Protocol;
using Offing.Protocol.Commands;

namespace Offing.Gateway.Tests.Limiting;

public sealed class RateLimitTests
{
    private static readonly RateLimits Few = new()
    {
        AddressWeight_PerMinute = 40, Connections_PerMinute = 3, ConnectionsPerAddress = 2,
        Messages_PerMinute = 4,
    };

    private long _now = 1_000;

    [Fact]
    public async Task An_address_that_has_spent_its_weight_is_answered_429()
    {
        await using var venue = await StartAsync(Few);
        // 2 and 60: the second is let in with what is left, and owes the rest.
        await venue.InfoAsync("""{"type":"allMids"}""");
        await venue.InfoAsync($$"""{"type":"userRole","user":"{{FakeVenue.Alice.Address}}"}""");
        var (status, _, text) = await venue.PostAsync("/info", """{"type":"allMids"}""");
        Assert.Equal((429, "Too many requests"), (status, text));
        Assert.Equal(429, (await venue.PostAsync("/exchange", Signed.L1(Signed.Order(), FakeVenue.Alice)))
            .Status);
        Assert.Equal(
            429, await venue.StatusOfAsync(new HttpRequestMessage(HttpMethod.Get, "/native/status")));
        Assert.Empty(venue.Venue.Received);
        // Prices and kill switches have a bucket of their own.
        Assert.Equal(200, (await venue.PostAsync("/native/oracle", Signed.Report(1, FakeVenue.Publishers[1])))
            .Status);
    }

    [Fact]
    public async Task Sockets_are_limited_at_once_in_a_minute_and_by_their_messages()
    {
        await using var venue = await StartAsync(Few);
        using var first = await SocketClient.ConnectAsync(venue);
        using (var second = await SocketClient.ConnectAsync(venue))
        {
            await Assert.ThrowsAnyAsync<Exception>(() => SocketClient.ConnectAsync(venue));
        }

        // Four, and one more when a millisecond of the minute has come since.
        var answered = 0;
        while (await first.AskAsync("""{"method":"ping"}""") is { } reply
            && !reply.Contains("Too many messages", StringComparison.Ordinal))
        {
            Assert.Contains("pong", reply, StringComparison.Ordinal);
            Assert.InRange(++answered, 1, 5);
        }

        Assert.InRange(answered, 4, 5);
    }

    [Fact]
    public async Task An_address_follows_so_many_users_over_all_its_sockets()
    {
        await using var venue = await StartAsync(new RateLimits { UsersPerAddress = 2 });
        using var first = await SocketClient.ConnectAsync(venue);
        using (var second = await SocketClient.ConnectAsync(venue))
        {
            Assert.True(await FollowsAsync(first, 1));
            Assert.True(await FollowsAsync(second, 2));
            Assert.False(await FollowsAsync(first, 3));
            Assert.False(await FollowsAsync(second, 3));

            // Whoever is followed already is none more, however often, and none less until the last ends.
            Assert.True(await FollowsAsync(first, 2));
            Assert.True(await FollowsAsync(first, 2, "notification"));
            Assert.True(await FollowsAsync(first, 2, "notification", "unsubscribe"));
            Assert.True(await FollowsAsync(first, 2, method: "unsubscribe"));
            Assert.False(await FollowsAsync(first, 3));
            Assert.True(await FollowsAsync(first, 1, method: "unsubscribe"));
            Assert.True(await FollowsAsync(first, 3));

            // Markets are no users.
            const string mids = """{"method":"subscribe","subscription":{"type":"allMids"}}""";
            Assert.Contains("subscriptionResponse", await second.AskAsync(mids), StringComparison.Ordinal);
        }

        // With its socket ends what a client followed, as soon as the venue has noticed.
        while (!await FollowsAsync(first, 4))
        {
            await Task.Delay(10);
        }
    }

    [Fact]
    public async Task An_account_sends_as_many_as_it_trades_and_is_slowed_down_beyond()
    {
        await using var venue = await StartAsync(new RateLimits { AccountBuffer = 2 });
        Assert.Equal("ok", await SendAsync(venue));
        Assert.Equal("ok", await SendAsync(venue));
        Assert.Equal("ok", await SendAsync(venue));
        var reply = await venue.ExchangeAsync(Signed.L1(Signed.Order(), FakeVenue.Alice));
        Assert.StartsWith(
            "Too many cumulative requests sent (4 > 2) for cumulative volume traded $0.",
            reply.GetProperty("response").GetString(), StringComparison.Ordinal);
        // Its cancels may go on, and nobody else is concerned.
        var cancel = """{"type":"cancel","cancels":[{"a":0,"o":1}]}""";
        Assert.Equal("ok", Status(await venue.ExchangeAsync(Signed.L1(cancel, FakeVenue.Alice))));
        Assert.Equal("ok", Status(await venue.ExchangeAsync(Signed.L1(Signed.Order(), FakeVenue.Bob))));
        var limit = await venue.InfoAsync(
            $$"""{"type":"userRateLimit","user":"{{FakeVenue.Alice.Address}}"}""");
        Assert.Equal(
            (4, 2),
            (limit.GetProperty("nRequestsUsed").GetInt32(), limit.GetProperty("nRequestsCap").GetInt32()));
    }

    [Fact]
    public void Beyond_its_budget_an_account_has_one_action_in_a_while_and_more_when_it_trades()
    {
        var traded = new MicroUsd(0);
        var limits = new RateLimits { AccountBuffer = 1, CancelsBeyond = 5 };
        var budgets = new ActionBudgets(limits, _ => traded, () => _now);
        Assert.Null(Take(budgets, Orders(1)));
        Assert.Null(Take(budgets, Orders(1)));
        Assert.Equal(RejectCode.TooManyRequests, Take(budgets, Orders(1)));
        _now += limits.AccountPause_Ms;
        Assert.Null(Take(budgets, Orders(1)));
        Assert.Equal(RejectCode.TooManyRequests, Take(budgets, Orders(1)));
        traded = new MicroUsd(3_000_000);
        Assert.Null(Take(budgets, Orders(1)));
        Assert.Equal(RejectCode.TooManyRequests, Take(budgets, Orders(1)));
        // The cap of cancels is 8 of 4: four more.
        Assert.Null(Take(budgets, Cancels(4)));
        Assert.Equal(RejectCode.TooManyRequests, Take(budgets, Cancels(1)));
    }

    [Fact]
    public void A_key_has_a_bucket_of_its_own()
    {
        var budgets = new ActionBudgets(
            new RateLimits { KeyWeight_PerMinute = 3 }, _ => MicroUsd.Zero, () => _now);
        // 40 orders weigh two, and what is begun with anything left is let in.
        Assert.Null(Take(budgets, Orders(40)));
        Assert.Null(Take(budgets, Orders(40)));
        Assert.Equal(RejectCode.KeyTooFast, Take(budgets, Orders(1)));
        var other = budgets.Take(FakeVenue.Alice.Address, FakeVenue.AliceBot.Address, Orders(1));
        Assert.Null(other);
        _now += 20_001;
        Assert.Null(Take(budgets, Orders(1)));
    }

    [Theory]
    [InlineData("l2Book", 2)]
    [InlineData("orderStatus", 2)]
    [InlineData("userRole", 60)]
    [InlineData("userFills", 20)]
    public void Questions_weigh_as_on_the_wire(string type, int weight) =>
        Assert.Equal(weight, RequestWeights.OfInfo(type));

    [Theory]
    [InlineData(1, 1)]
    [InlineData(39, 1)]
    [InlineData(40, 2)]
    [InlineData(100, 3)]
    public void Actions_weigh_as_on_the_wire(int orders, int weight) =>
        Assert.Equal(weight, RequestWeights.Of(Orders(orders)));

    [Fact]
    public void Limits_can_be_a_number_of_times_those_of_the_wire()
    {
        var many = new RateLimits().Times(10);
        Assert.Equal(100, many.UsersPerAddress);
        Assert.Equal((12_000, 12_000, 100, 300, 20_000, 100_000), (
            many.AddressWeight_PerMinute, many.KeyWeight_PerMinute, many.ConnectionsPerAddress,
            many.Connections_PerMinute, many.Messages_PerMinute, many.AccountBuffer));
    }

    [Fact]
    public void An_open_connection_counts_until_it_is_closed()
    {
        var gate = new RateGate(new RateLimits { ConnectionsPerAddress = 1 }, () => _now);
        var (here, there) = (IPAddress.Loopback, IPAddress.Parse("10.0.0.1"));
        Assert.True(gate.TryPass(here, RequestKind.Connection));
        Assert.False(gate.TryPass(here, RequestKind.Connection));
        Assert.True(gate.TryPass(there, RequestKind.Connection));
        gate.Closed(here);
        Assert.True(gate.TryPass(here, RequestKind.Connection));
    }

    // False: it was told that it follows too many.
    private static async Task<bool> FollowsAsync(
        SocketClient client, int user, string type = "orderUpdates", string method = "subscribe")
    {
        var subscription = $$"""{"type":"{{type}}","user":"0x{{user:x40}}"}""";
        var answer = await client.AskAsync($$"""{"method":"{{method}}","subscription":{{subscription}}}""");
        if (answer == """{"channel":"error","data":"Cannot track more than 2 total users."}""")
        {
            return false;
        }

        Assert.Contains("subscriptionResponse", answer, StringComparison.Ordinal);
        return true;
    }

    private static RejectCode? Take(ActionBudgets budgets, Command command) =>
        budgets.Take(FakeVenue.Alice.Address, FakeVenue.Alice.Address, command)?.Code;

    private static PlaceOrders Orders(int count) => new(new OrderSpec[count], null);

    private static CancelOrders Cancels(int count) => new(new (MarketId, OrderId)[count]);

    private static Task<RunningVenue> StartAsync(RateLimits limits) =>
        RunningVenue.StartAsync(change: options => options with { Limits = limits });

    private static async Task<string?> SendAsync(RunningVenue venue) =>
        Status(await venue.ExchangeAsync(Signed.L1(Signed.Order(), FakeVenue.Alice)));

    private static string? Status(JsonElement reply) => reply.GetProperty("status").GetString();
}
