using System.Text.Json;
using Offing.Gateway.Tests.Support;
using Offing.Primitives;
using Offing.Protocol;
using Offing.Protocol.Commands;
using Offing.Protocol.Entries;
using Offing.Protocol.Events;

namespace Offing.Gateway.Tests.Hyperliquid;

/// <summary>Replies to conditional, grouped and native orders, TWAPs and sub-accounts.</summary>
public sealed class OrderSurfaceTests : IAsyncLifetime
{
    private RunningVenue _running = null!;

    public async Task InitializeAsync() => _running = await RunningVenue.StartAsync();

    public Task DisposeAsync() => _running.DisposeAsync().AsTask();

    [Fact]
    public async Task A_stop_that_stands_alone_is_answered_with_its_id() =>
        Assert.Equal(
            """{"status":"ok","response":{"type":"order","data":{"statuses":[{"resting":{"oid":1}}]}}}""",
            await DoAsync(Surface.Orders("na", Surface.Sell(Surface.Stop))));

    [Fact]
    public async Task The_children_of_a_resting_parent_wait_for_its_fill() =>
        Assert.Equal(
            """[{"resting":{"oid":1}},"waitingForFill","waitingForFill"]""",
            await StatusesAsync(Surface.Orders(
                "normalTpsl", Surface.Buy(), Surface.Sell(Surface.Target), Surface.Sell(Surface.Stop))));

    [Fact]
    public async Task The_orders_of_a_position_wait_for_their_trigger() =>
        Assert.Equal(
            """["waitingForTrigger","waitingForTrigger"]""",
            await StatusesAsync(Surface.Orders(
                "positionTpsl", Surface.Sell(Surface.Target, size: "0"),
                Surface.Sell(Surface.Stop, size: "0"))));

    [Fact]
    public async Task A_modify_may_make_another_stop_of_a_stop()
    {
        var order = Surface.Sell(Surface.Stop);
        Assert.Equal(
            """{"status":"ok","response":{"type":"default"}}""",
            await DoAsync($"{{\"type\":\"modify\",\"oid\":1,\"order\":{order}}}"));
        Assert.Equal(
            """[{"resting":{"oid":2}}]""",
            await StatusesAsync(
                $"{{\"type\":\"batchModify\",\"modifies\":[{{\"oid\":1,\"order\":{order}}}]}}"));
    }

    [Fact]
    public async Task The_native_action_is_answered_with_every_id()
    {
        const string cloid = "0x0000000000000000000000000000abcd";
        var stop = Surface.Sell(Surface.Stop, more: $",\"c\":\"{cloid}\"");
        Assert.Equal(
            """{"status":"ok","response":{"type":"offingOrder","data":{"statuses":[{"resting":{"oid":1}},"""
            + $"{{\"waitingForFill\":{{\"oid\":2,\"cloid\":\"{cloid}\"}}}}]}}}}}}",
            await DoAsync(Surface.Native("normalTpsl", Surface.Buy(), stop)));
        var trailing = Surface.Sell(
            """{"trailing":{"isMarket":true,"offset":"150"}}""", more: ",\"stp\":\"decrement\"");
        Assert.Equal(
            """[{"waitingForTrigger":{"oid":3}}]""", await StatusesAsync(Surface.Native("oco", trailing)));
        var place = Assert.IsType<PlaceOrders>(((SignedAction)_running.Venue.Received.Last()).Command);
        Assert.Equal((true, OrderGrouping.Oco), (place.IsNative, place.Grouping));
        Assert.Equal(SelfTradeMode.Decrement, place.Orders[0].Options.SelfTrade);
    }

    [Fact]
    public async Task A_session_key_may_sign_the_native_action_and_every_timed_one()
    {
        foreach (var action in new[]
        {
            Surface.Native("na", Surface.Buy()), Surface.Twap, """{"type":"twapCancel","a":0,"t":2}""",
            """{"type":"scheduleCancel","time":1700000009000}""",
        })
        {
            var reply = await _running.ExchangeAsync(Signed.L1(action, FakeVenue.AliceBot));
            Assert.Equal("ok", reply.GetProperty("status").GetString());
        }
    }

    [Fact]
    public async Task A_twap_is_answered_with_its_id_and_its_cancel_with_success()
    {
        Assert.Equal(
            """{"status":"ok","response":{"type":"twapOrder","data":{"status":{"running":{"twapId":1}}}}}""",
            await DoAsync(Surface.Twap));
        Assert.Equal(
            """{"status":"ok","response":{"type":"twapCancel","data":{"status":"success"}}}""",
            await DoAsync("""{"type":"twapCancel","a":0,"t":1}"""));
    }

    [Theory]
    [InlineData(RejectCode.TwapTooSmall, "twapOrder", "TWAP order value too small.")]
    [InlineData(RejectCode.UnknownTwap, "twapCancel", "TWAP was never placed")]
    public async Task A_twap_that_is_refused_says_so_in_its_status(
        RejectCode code, string type, string words)
    {
        _running.Venue.Answer = _ => [new ActionRejected(FakeVenue.Alice.Address, code, NonceUsed: true)];
        var reply = (await ReplyAsync(
            type == "twapOrder" ? Surface.Twap : """{"type":"twapCancel","a":0,"t":1}""")).GetProperty(
            "response");
        Assert.Equal(type, reply.GetProperty("type").GetString());
        var error = reply.GetProperty("data").GetProperty("status").GetProperty("error").GetString();
        Assert.StartsWith(words, error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_twap_whose_nonce_is_refused_is_an_error_of_the_action()
    {
        _running.Venue.Answer = _ =>
            [new ActionRejected(FakeVenue.Alice.Address, RejectCode.NonceUsed, NonceUsed: false)];
        Assert.Equal("err", (await ReplyAsync(Surface.Twap)).GetProperty("status").GetString());
    }

    [Fact]
    public async Task A_group_that_does_not_fit_is_refused_item_by_item()
    {
        _running.Venue.Answer = _ =>
        [
            new ItemOutcome(
                0, OutcomeKind.Error, RejectCode.BadGrouping, default, ClientOrderId.None, new MarketId(0),
                Lots.Zero, MicroUsd.Zero),
        ];
        Assert.Equal(
            """[{"error":"Orders do not fit the grouping. asset=0"}]""",
            await StatusesAsync(Surface.Orders("normalTpsl", Surface.Buy())));
    }

    [Fact]
    public async Task A_sub_account_is_answered_with_its_address_and_listed()
    {
        var (master, sub) = (FakeVenue.Alice.Address, Address.OfSystem("example"));
        Assert.Equal(
            $$"""{"status":"ok","response":{"type":"createSubAccount","data":"{{sub}}"} }""".Replace(
                "} }", "}}", StringComparison.Ordinal),
            await DoAsync("""{"type":"createSubAccount","name":"example"}"""));
        var list = await _running.InfoAsync($$"""{"type":"subAccounts","user":"{{master}}"}""");
        var only = Assert.Single(list.EnumerateArray());
        Assert.Equal(
            ["name", "subAccountUser", "master", "clearinghouseState", "spotState"],
            only.EnumerateObject().Select(p => p.Name));
        Assert.Equal(("example", sub.ToString(), master.ToString()),
            (only.GetProperty("name").GetString(), only.GetProperty("subAccountUser").GetString(),
                only.GetProperty("master").GetString()));
        var role = await _running.InfoAsync($$"""{"type":"userRole","user":"{{sub}}"}""");
        Assert.Equal(
            $"{{\"role\":\"subAccount\",\"data\":{{\"master\":\"{master}\"}}}}", role.GetRawText());
    }

    [Fact]
    public async Task Owner_and_session_key_reach_the_venue_for_a_sub_account()
    {
        var sub = Address.OfSystem("example");
        foreach (var key in new[] { FakeVenue.Alice, FakeVenue.AliceBot })
        {
            await _running.ExchangeAsync(Signed.L1(Surface.Orders("na", Surface.Buy()), key, vault: sub));
        }

        Assert.Equal(
            [(FakeVenue.Alice.Address, sub), (FakeVenue.AliceBot.Address, sub)],
            _running.Venue.Received.Cast<SignedAction>().Select(a => (a.Signer, a.Vault!.Value)));
        _running.Venue.Answer = _ =>
            [new ActionRejected(FakeVenue.Alice.Address, RejectCode.SubAccountUnknown, NonceUsed: true)];
        var reply = await _running.ExchangeAsync(
            Signed.L1(Surface.Orders("na", Surface.Buy()), FakeVenue.Alice, vault: FakeVenue.Bob.Address));
        Assert.StartsWith(
            "vaultAddress names no sub-account", reply.GetProperty("response").GetString(),
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task Money_between_master_and_sub_account_is_told_to_both()
    {
        var (master, sub) = (FakeVenue.Alice.Address, Address.OfSystem("example"));
        _running.Venue.Emit([new CollateralMoved(master, sub, FakeVenue.Usd(7))]);
        foreach (var user in new[] { master, sub })
        {
            var list = await _running.InfoAsync(
                $$"""{"type":"userNonFundingLedgerUpdates","user":"{{user}}"}""");
            Assert.Equal(
                $"{{\"type\":\"subAccountTransfer\",\"usdc\":\"7.0\",\"user\":\"{master}\","
                + $"\"destination\":\"{sub}\"}}",
                list[0].GetProperty("delta").GetRawText());
        }
    }

    private Task<JsonElement> ReplyAsync(string action) =>
        _running.ExchangeAsync(Signed.L1(action, FakeVenue.Alice));

    private async Task<string> DoAsync(string action) => (await ReplyAsync(action)).GetRawText();

    private async Task<string> StatusesAsync(string action) => (await ReplyAsync(action))
        .GetProperty("response").GetProperty("data").GetProperty("statuses").GetRawText();
}
