using System.Text.Json;
using Offing.Gateway.Tests.Support;
using Offing.Primitives;
using Offing.Protocol;
using Offing.Protocol.Commands;
using Offing.Protocol.Entries;
using Offing.Protocol.Events;
using Offing.Signing;

namespace Offing.Gateway.Tests.Hyperliquid;

public sealed class ExchangeTests : IAsyncLifetime
{
    private const string ClientId = "0x0000000000000000000000000000abcd";
    private RunningVenue _running = null!;

    public async Task InitializeAsync() => _running = await RunningVenue.StartAsync();

    public Task DisposeAsync() => _running.DisposeAsync().AsTask();

    [Theory]
    [InlineData(HyperliquidSource.Mainnet, SigningScheme.L1Mainnet)]
    [InlineData(HyperliquidSource.Testnet, SigningScheme.L1Testnet)]
    public async Task An_order_under_either_letter_reaches_the_venue_with_its_signer(
        HyperliquidSource source, SigningScheme scheme)
    {
        var reply = await _running.ExchangeAsync(
            Signed.L1(Signed.Order(clientId: ClientId), FakeVenue.Alice, source: source));
        Assert.Equal(
            """{"status":"ok","response":{"type":"order","data":{"statuses":[{"resting":{"oid":1,"cloid":"""
            + $"\"{ClientId}\"}}}}]}}}}}}",
            reply.GetRawText());
        var action = Assert.IsType<SignedAction>(Assert.Single(_running.Venue.Received));
        Assert.Equal((scheme, FakeVenue.Alice.Address), (action.Scheme, action.Signer));
        Assert.IsType<PlaceOrders>(action.Command);
    }

    [Fact]
    public async Task A_session_key_trades_for_its_owner()
    {
        await _running.ExchangeAsync(Signed.L1(Signed.Order(), FakeVenue.AliceBot));
        var open = await _running.InfoAsync(
            $$"""{"type":"openOrders","user":"{{FakeVenue.Alice.Address}}"}""");
        Assert.Equal(1, open.GetArrayLength());
    }

    [Fact]
    public async Task Fills_errors_and_rests_are_told_in_the_order_of_the_orders()
    {
        _running.Venue.Answer = _ =>
        [
            new ItemOutcome(
                1, OutcomeKind.Error, RejectCode.BelowMinimumValue, default, ClientOrderId.None,
                new MarketId(0),
                Lots.Zero, MicroUsd.Zero),
            new ItemOutcome(
                0, OutcomeKind.Resting, RejectCode.None, new OrderId(7), ClientOrderId.None, new MarketId(0),
                new Lots(2_000), new MicroUsd(600_010_000)),
        ];
        var order = """{"a":0,"b":true,"p":"30000","s":"0.1","r":false,"t":{"limit":{"tif":"Gtc"}}}""";
        var action = $$"""{"type":"order","orders":[{{order}},{{order}}],"grouping":"na"}""";
        var reply = await _running.ExchangeAsync(Signed.L1(action, FakeVenue.Alice));
        Assert.Equal(
            """[{"filled":{"totalSz":"0.02","avgPx":"30000.5","oid":7}},"""
            + """{"error":"Order must have minimum value of $10. asset=0"}]""",
            reply.GetProperty("response").GetProperty("data").GetProperty("statuses").GetRawText());
    }

    [Theory]
    [InlineData("""{"type":"cancel","cancels":[{"a":0,"o":5}]}""", "cancel", "[\"success\"]")]
    [InlineData("""{"type":"noop"}""", "default", null)]
    [InlineData("""{"type":"setReferrer","code":"CCXT1"}""", "default", null)]
    [InlineData("""{"type":"updateLeverage","asset":0,"isCross":true,"leverage":3}""", "default", null)]
    [InlineData("""{"type":"scheduleCancel","time":1700000009000}""", "default", null)]
    [InlineData("""{"type":"scheduleCancel"}""", "default", null)]
    [InlineData(
        """{"type":"subAccountTransfer","subAccountUser":"0x00000000000000000000000000000000000000aa","isD"""
        + "eposit\":true,\"usd\":1000000}", "default", null)]
    public async Task Every_other_action_has_the_reply_of_its_kind(
        string action, string type, string? statuses)
    {
        var reply = (await _running.ExchangeAsync(Signed.L1(action, FakeVenue.Alice))).GetProperty(
            "response");
        Assert.Equal(type, reply.GetProperty("type").GetString());
        Assert.Equal(statuses is not null, reply.TryGetProperty("data", out var data));
        if (statuses is not null)
        {
            Assert.Equal(statuses, data.GetProperty("statuses").GetRawText());
        }
    }

    [Fact]
    public async Task A_modify_that_fails_is_an_error_of_the_action_and_in_a_batch_one_of_its_item()
    {
        _running.Venue.Answer = _ =>
        [
            new ItemOutcome(
                0, OutcomeKind.Error, RejectCode.UnknownOrder, default, ClientOrderId.None, new MarketId(0),
                Lots.Zero,
                MicroUsd.Zero),
        ];
        var modify = """
            "oid":5,"order":{"a":0,"b":true,"p":"30000","s":"0.1","r":false,"t":{"limit":{"tif":"Gtc"}}}
            """;
        var single = await _running.ExchangeAsync(
            Signed.L1($$"""{"type":"modify",{{modify}}}""", FakeVenue.Alice));
        Assert.Equal("err", single.GetProperty("status").GetString());
        Assert.Contains("never placed", single.GetProperty("response").GetString(), StringComparison.Ordinal);
        var batch = await _running.ExchangeAsync(
            Signed.L1($$"""{"type":"batchModify","modifies":[{ {{modify}} }]}""", FakeVenue.Alice));
        Assert.Contains("\"type\":\"order\"", batch.GetRawText(), StringComparison.Ordinal);
        Assert.Contains("never placed", batch.GetRawText(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_action_that_the_engine_rejects_is_an_error_in_the_words_of_the_wire()
    {
        _running.Venue.Answer = _ =>
            [new ActionRejected(FakeVenue.Alice.Address, RejectCode.InsufficientBalance, NonceUsed: true)];
        var reply = await _running.ExchangeAsync(
            Signed.Withdraw(FakeVenue.Alice, FakeVenue.Alice.Address.ToString(), "10"));
        Assert.Equal(
            """{"status":"err","response":"Insufficient balance for withdrawal"}""", reply.GetRawText());
    }

    [Fact]
    public async Task The_owner_may_name_a_session_key_under_either_chain_name()
    {
        foreach (var chain in new[] { "Mainnet", "Testnet" })
        {
            var agent = PrivateKey.FromSeed(chain).Address;
            var reply = await _running.ExchangeAsync(
                Signed.ApproveAgent(FakeVenue.Alice, agent, "bot valid_until 1700000100000", chain: chain));
            Assert.Equal("""{"status":"ok","response":{"type":"default"}}""", reply.GetRawText());
        }

        var last = Assert.IsType<ApproveAgent>(((SignedAction)_running.Venue.Received.Last()).Command);
        Assert.Equal(("bot", 1_700_000_100_000UL), (last.Name, last.Expiry_Ms));
    }

    [Fact]
    public async Task A_wait_that_is_too_long_ends_as_unknown_and_overload_as_overload()
    {
        await using var venue = await RunningVenue.StartAsync(
            change: o => o with { OutcomeWait = TimeSpan.FromMilliseconds(20) });
        venue.Venue.IsStuck = true;
        var unknown = await venue.ExchangeAsync(Signed.L1(Signed.Order(), FakeVenue.Alice));
        Assert.StartsWith("UNKNOWN", unknown.GetProperty("response").GetString(), StringComparison.Ordinal);
        venue.Venue.Refusal = RejectCode.Overloaded;
        var refused = await venue.ExchangeAsync(Signed.L1(Signed.Order(), FakeVenue.Alice));
        Assert.StartsWith(
            "OVERLOADED", refused.GetProperty("response").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_signature_with_stripped_leading_zeros_and_v_of_0_or_1_is_taken()
    {
        for (var i = 0; i < 600; i++)
        {
            var body = Signed.L1(Signed.Order(), FakeVenue.Alice);
            if (!body.Contains("\"r\":\"0x0", StringComparison.Ordinal))
            {
                continue;
            }

            body = body.Replace("\"r\":\"0x0", "\"r\":\"0x", StringComparison.Ordinal)
                .Replace("\"v\":27", "\"v\":0", StringComparison.Ordinal)
                .Replace("\"v\":28", "\"v\":1", StringComparison.Ordinal);
            Assert.Equal("ok", (await _running.ExchangeAsync(body)).GetProperty("status").GetString());
            return;
        }

        Assert.Fail("no signature of 600 began with a zero");
    }

    [Fact]
    public async Task A_bug_of_ours_is_told_to_us_and_the_client_gets_no_answer_that_looks_like_one()
    {
        var defects = new System.Collections.Concurrent.ConcurrentQueue<string>();
        await using var venue = await RunningVenue.StartAsync(
            change: o => o with { OnDefect = defect => defects.Enqueue(defect.Message) });
        venue.Venue.Answer = _ => throw new AssertionFailedException("a bug");
        Assert.Equal(
            500, (await venue.PostAsync("/exchange", Signed.L1(Signed.Order(), FakeVenue.Alice))).Status);
        using var client = await SocketClient.ConnectAsync(venue);
        var action = Signed.L1(Signed.Order(), FakeVenue.Alice);
        Assert.Equal(
            """{"channel":"post","data":{"id":1,"response":{"type":"error","payload":"Internal error"}}}""",
            await client.AskAsync(
                $$"""{"method":"post","id":1,"request":{"type":"action","payload":{{action}} } }"""));
        Assert.Equal(["a bug", "a bug"], defects);
    }

    [Fact]
    public async Task A_null_vault_and_expiry_stand_for_none()
    {
        var body = Signed.L1(Signed.Order(), FakeVenue.Alice);
        body = body[..^1] + ",\"vaultAddress\":null,\"expiresAfter\":null}";
        Assert.Equal("ok", (await _running.ExchangeAsync(body)).GetProperty("status").GetString());
    }

    [Fact]
    public async Task A_vault_address_may_lack_its_0x()
    {
        var vault = Address.OfSystem("sub-account");
        var body = Signed.L1(Signed.Order(), FakeVenue.Alice, vault: vault)
            .Replace($"\"{vault}\"", $"\"{vault.ToString()[2..]}\"", StringComparison.Ordinal);
        Assert.Equal("ok", (await _running.ExchangeAsync(body)).GetProperty("status").GetString());
        Assert.Equal(vault, ((SignedAction)_running.Venue.Received.Single()).Vault);
    }

    [Fact]
    public async Task Outside_development_only_the_letter_b_and_our_own_grant_are_taken()
    {
        await using var strict = await RunningVenue.StartAsync(new FakeVenue(isDevelopment: false));
        foreach (var (body, isTaken) in new[]
        {
            (Signed.L1(Signed.Order(), FakeVenue.Alice, source: HyperliquidSource.Mainnet), false),
            (Signed.L1(Signed.Order(), FakeVenue.Alice, source: HyperliquidSource.Testnet), true),
            (Signed.ApproveAgent(FakeVenue.Alice, FakeVenue.Nobody.Address, "bot"), false),
        })
        {
            var reply = await strict.ExchangeAsync(body);
            Assert.Equal(isTaken ? "ok" : "err", reply.GetProperty("status").GetString());
        }

        Assert.Single(strict.Venue.Received);
        Assert.Equal(JsonValueKind.Object, (await strict.JsonAsync(
            "/native/grant",
            Signed.Grant(FakeVenue.Alice, FakeVenue.Alice.Address, FakeVenue.Nobody.Address)))
            .GetProperty("data").ValueKind);
    }
}
