using System.Text.Json;
using Offing.Gateway.Tests.Support;
using Offing.Gateway.Venue;
using Offing.Primitives;
using Offing.Protocol;
using Offing.Protocol.Batches;
using Offing.Protocol.Commands;
using Offing.Protocol.Entries;
using Offing.Protocol.Events;

namespace Offing.Gateway.Tests.Native;

public sealed class NativeTests : IAsyncLifetime
{
    private RunningVenue _running = null!;

    public async Task InitializeAsync() => _running = await RunningVenue.StartAsync();

    public Task DisposeAsync() => _running.DisposeAsync().AsTask();

    [Fact]
    public async Task The_status_names_the_contracts_the_batches_and_the_publishers()
    {
        var status = await _running.GetAsync("/native/status");
        Assert.Equal(JsonValueKind.Null, status.GetProperty("chain").ValueKind);
        Assert.Equal(31337, status.GetProperty("chainId").GetInt32());
        Assert.Equal(Address.OfSystem("vault").ToString(), status.GetProperty("vault").GetString());
        Assert.Equal(
            (3, 2, 1),
            (status.GetProperty("lastBatch").GetInt32(), status.GetProperty("lastPosted").GetInt32(),
                status.GetProperty("lastFinal").GetInt32()));
        Assert.Equal(3, status.GetProperty("publishers").GetArrayLength());
    }

    [Fact]
    public async Task The_status_tells_how_the_venue_stands_with_its_chain()
    {
        var (ours, other) = (Address.OfSystem("ours"), Address.OfSystem("other"));
        _running.Venue.Chain = new SettlementView("None", "NotOperator", ours, other, ours, new Time(7_000));
        Assert.Equal(
            $$"""
            {"deposits":"None","batches":"NotOperator","key":"{{ours}}","operator":"{{other}}",
            "nextOperator":"{{ours}}","nextOperatorFrom":7000}
            """.ReplaceLineEndings(""),
            (await _running.GetAsync("/native/status")).GetProperty("chain").GetRawText());
        _running.Venue.Chain = _running.Venue.Chain with { Next = default, NextFrom = default };
        Assert.Contains(
            "\"nextOperator\":null,\"nextOperatorFrom\":0",
            (await _running.GetAsync("/native/status")).GetProperty("chain").GetRawText(),
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_grant_under_our_own_domain_makes_a_session_key()
    {
        var key = FakeVenue.Nobody.Address;
        var reply = await _running.JsonAsync(
            "/native/grant", Signed.Grant(
                FakeVenue.Alice, FakeVenue.Alice.Address, key, maxOrder: 7, reduceOnly: true));
        Assert.Equal("""{"status":"ok","data":{"seq":1,"receipt":null}}""", reply.GetRawText());
        var action = Assert.IsType<SignedAction>(_running.Venue.Received.Single());
        Assert.Equal(SigningScheme.Offing, action.Scheme);
        var grant = Assert.IsType<ApproveAgent>(action.Command);
        Assert.Equal((key, 7, true), (
            grant.Key, grant.Limits.MaxOrderNotional.Value, grant.Limits.ReduceOnly));
    }

    [Fact]
    public async Task A_report_reaches_the_venue_and_what_the_engine_says_of_it_comes_back()
    {
        var reply = await _running.JsonAsync("/native/oracle", Signed.Report(1, FakeVenue.Publishers[1]));
        Assert.Equal("ok", reply.GetProperty("status").GetString());
        var report = Assert.IsType<OracleReport>(_running.Venue.Received.Single());
        Assert.Equal(FakeVenue.Publishers[1].Address, report.Key);
        Assert.Equal((1, 300_000u), (report.Publisher, report.Price.Value));
        _running.Venue.Answer = _ => [new ReportRefused(new MarketId(0), 1, RejectCode.ReportSequence)];
        reply = await _running.JsonAsync(
            "/native/oracle", Signed.Report(1, FakeVenue.Publishers[1], sequence: 9));
        Assert.Equal("REPORT_SEQUENCE", reply.GetProperty("code").GetString());
    }

    [Fact]
    public async Task A_report_about_another_venue_reaches_the_venue_when_its_publisher_signed_it()
    {
        var reply = await _running.JsonAsync(
            "/native/venue", Signed.VenueReport(1, FakeVenue.Publishers[1]));
        Assert.Equal("ok", reply.GetProperty("status").GetString());
        var report = Assert.IsType<VenueReport>(_running.Venue.Received.Single());
        Assert.Equal(FakeVenue.Publishers[1].Address, report.Key);
        Assert.Equal((1, 0, 300_100u, -7L), (
            report.Publisher, report.Venue, report.Mid.Value, report.Premium.Value));
        foreach (var (body, code) in new[]
        {
            (Signed.VenueReport(0, FakeVenue.Publishers[1]), "BAD_SIGNATURE"),
            (Signed.VenueReport(1, FakeVenue.Publishers[1], venue: 1), "VENUE_UNKNOWN"),
            (Signed.VenueReport(3, FakeVenue.Publishers[1]), "PUBLISHER_UNKNOWN"),
        })
        {
            reply = await _running.JsonAsync("/native/venue", body);
            Assert.Equal(code, reply.GetProperty("code").GetString());
        }

        Assert.Single(_running.Venue.Received);
    }

    [Fact]
    public async Task A_kill_switch_is_the_operators_alone()
    {
        var stop = Signed.Switch(FakeVenue.Operator, uint.MaxValue, 7);
        var reply = await _running.JsonAsync("/native/operator", stop);
        Assert.Equal("""{"status":"ok","data":{"seq":1,"receipt":null}}""", reply.GetRawText());
        var thrown = Assert.IsType<OperatorSwitch>(_running.Venue.Received.Single());
        Assert.Equal(FakeVenue.Operator.Address, thrown.Key);
        Assert.Equal((OperatorSwitch.Venue, 7), (thrown.Market, thrown.Reason));
        foreach (var (body, code) in ((string, string)[])[
            (Signed.Switch(FakeVenue.Alice, 0, 7), "BAD_SIGNATURE"),
            (Signed.Switch(FakeVenue.Operator, 99, 7), "UNKNOWN_MARKET"),
            (stop.Replace("\"reason\":7", "\"reason\":0", StringComparison.Ordinal), "BAD_SIGNATURE"),
            (Signed.Switch(FakeVenue.Publishers[0], uint.MaxValue, 7), "BAD_SIGNATURE")])
        {
            reply = await _running.JsonAsync("/native/operator", body);
            Assert.Equal(code, reply.GetProperty("code").GetString());
        }

        Assert.Single(_running.Venue.Received);
        _running.Venue.Answer = _ => [new SwitchRefused(new MarketId(0), RejectCode.SwitchSequence)];
        reply = await _running.JsonAsync("/native/operator", Signed.Switch(FakeVenue.Operator, 0, 7, 9));
        Assert.Equal("SWITCH_SEQUENCE", reply.GetProperty("code").GetString());
    }

    [Fact]
    public async Task Who_followed_the_operator_throws_switches_and_the_one_before_no_more()
    {
        _running.Venue.OperatorNow = FakeVenue.Bob.Address;
        foreach (var (body, isTaken) in ((string, bool)[])[
            (Signed.Switch(FakeVenue.Operator, 0, 7), false), (Signed.Switch(FakeVenue.Bob, 0, 7), true),
            (Signed.Stop(FakeVenue.Operator, FakeVenue.Alice.Address, 7, 5), false),
            (Signed.Stop(FakeVenue.Bob, FakeVenue.Alice.Address, 7, 5), true)])
        {
            var reply = await _running.JsonAsync("/native/operator", body);
            Assert.Equal(isTaken ? "ok" : "err", reply.GetProperty("status").GetString());
        }

        var shown = (await _running.GetAsync("/native/operator")).GetProperty("data");
        Assert.Equal(FakeVenue.Bob.Address.ToString(), shown.GetProperty("operator").GetString());
    }

    [Fact]
    public async Task A_stop_of_an_address_is_the_operators_alone()
    {
        var stop = Signed.Stop(FakeVenue.Operator, FakeVenue.Bob.Address, 7, 5);
        var reply = await _running.JsonAsync("/native/operator", stop);
        Assert.Equal("""{"status":"ok","data":{"seq":1,"receipt":null}}""", reply.GetRawText());
        var thrown = Assert.IsType<OperatorStop>(_running.Venue.Received.Single());
        Assert.Equal((FakeVenue.Bob.Address, 7, 5UL), (thrown.Target, thrown.Reason, thrown.Sequence));
        foreach (var (body, code) in ((string, string)[])[
            (Signed.Stop(FakeVenue.Bob, FakeVenue.Bob.Address, 0), "BAD_SIGNATURE"),
            (stop.Replace("\"reason\":7", "\"reason\":0", StringComparison.Ordinal), "BAD_SIGNATURE"),
            (stop.Replace("\"target\":\"0x", "\"target\":\"0y", StringComparison.Ordinal), "BAD_ADDRESS")])
        {
            reply = await _running.JsonAsync("/native/operator", body);
            Assert.Equal(code, reply.GetProperty("code").GetString());
        }

        foreach (var body in (string[])[
            stop.Replace("{", "{\"market\":0,", StringComparison.Ordinal),
            stop.Replace("\"target\"", "\"of\"", StringComparison.Ordinal)])
        {
            Assert.Equal(422, (await _running.PostAsync("/native/operator", body)).Status);
        }

        Assert.Single(_running.Venue.Received);
        _running.Venue.Answer = _ => [new StopRefused(FakeVenue.Bob.Address, RejectCode.StopUnknown)];
        reply = await _running.JsonAsync("/native/operator", stop);
        Assert.Equal("STOP_UNKNOWN", reply.GetProperty("code").GetString());
    }

    [Fact]
    public async Task What_the_operator_has_set_is_told_to_everybody()
    {
        _running.Venue.Emit([
            new StopThrown(FakeVenue.Alice.Address, FakeVenue.AliceBot.Address, 4),
            new StopThrown(FakeVenue.Bob.Address, FakeVenue.Bob.Address, 9),
            new StopThrown(FakeVenue.Bob.Address, FakeVenue.Bob.Address, 0)]);
        var told = (await _running.GetAsync("/native/operator")).GetProperty("data");
        Assert.Equal(5, told.GetProperty("nextSwitch").GetInt32());
        Assert.Equal(
            $"[{{\"target\":\"{FakeVenue.AliceBot.Address}\",\"account\":"
                + $"\"{FakeVenue.Alice.Address}\",\"reason\":4}}]",
            told.GetProperty("stopped").GetRawText());
        Assert.Equal(
            $$"""[{"number":1,"due":{{FakeVenue.Now_Ms + 9}},"payload":"0x00040000000101"}]""",
            told.GetProperty("pending").GetRawText());
        Assert.Equal(["BTC", "ETH"], told.GetProperty("markets").EnumerateArray().Select(
            market => market.GetProperty("name").GetString()));
        Assert.Equal(1, (await _running.GetAsync("/native/status")).GetProperty("nextSwitch").GetInt32());
    }

    [Fact]
    public async Task Settling_by_hand_is_for_development_only()
    {
        Assert.Equal(
            """{"status":"ok","data":{"batch":4}}""",
            (await _running.JsonAsync("/native/settle", "")).GetRawText());
        await using var strict = await RunningVenue.StartAsync(new FakeVenue(isDevelopment: false));
        Assert.Equal(
            "UNSUPPORTED_ACTION",
            (await strict.JsonAsync("/native/settle", "")).GetProperty("code").GetString());
    }

    [Fact]
    public async Task A_withdrawal_carries_its_claim_once_its_batch_is_posted()
    {
        var header = new BatchHeader(
            2, Hash32.Zero, Hash32.Zero, 5, 9, Hash32.Zero, Hash32.Zero, Hash32.Zero, 1, Hash32.Zero,
            new Time(FakeVenue.Now_Ms), 9, Hash32.Zero);
        var owner = FakeVenue.Alice.Address;
        _running.Venue.AliceWithdrawals.Add(new WithdrawalView(
            0, owner, FakeVenue.Usd(7), 2, WithdrawalState.Final,
            new ClaimView(header, 1, [Keccak.Hash("s"u8)])));
        _running.Venue.AliceWithdrawals.Add(new WithdrawalView(
            1, owner, FakeVenue.Usd(8), null, WithdrawalState.Queued, null));
        var list = (await _running.GetAsync($"/native/withdrawals?account={owner}")).GetProperty("data");
        Assert.Equal("final", list[0].GetProperty("state").GetString());
        Assert.Equal(
            Hex.Encode(header.Encode()), list[0].GetProperty("claim").GetProperty("header").GetString());
        Assert.Equal(JsonValueKind.Null, list[1].GetProperty("claim").ValueKind);
    }

    [Fact]
    public async Task An_account_is_shown_in_whole_units()
    {
        var account = (
            await _running.GetAsync($"/native/account?user={FakeVenue.Alice.Address}")).GetProperty("data");
        Assert.Equal(5_000_000_000, account.GetProperty("collateral").GetInt64());
        Assert.Equal("bot", account.GetProperty("sessions")[0].GetProperty("name").GetString());
        var missing = await _running.GetAsync($"/native/account?user={FakeVenue.Nobody.Address}");
        Assert.Equal("NOT_DEPOSITED", missing.GetProperty("code").GetString());
    }

    [Fact]
    public async Task A_position_says_of_a_close_that_its_owner_demanded_and_that_waits()
    {
        var view = _running.Venue.AliceView!;
        var slot = new SlotView(
            new MarketId(0), new Lots(1_000), FakeVenue.Usd(300), FakeVenue.Usd(300), FakeVenue.Usd(0),
            FakeVenue.Usd(15), 20, IsCross: true, Liquidation: null)
        {
            Closing = new ClosingView(7, new Lots(250), new Time(1_800)),
        };
        _running.Venue.AliceView = view with { Slots = [slot, slot with { Closing = null }] };
        var positions = (await _running.GetAsync($"/native/account?user={FakeVenue.Alice.Address}"))
            .GetProperty("data").GetProperty("positions");
        Assert.Equal(
            """{"request":7,"left":250,"deadline":1800}""", positions[0].GetProperty("closing").GetRawText());
        Assert.Equal(JsonValueKind.Null, positions[1].GetProperty("closing").ValueKind);
    }

    [Fact]
    public async Task An_account_is_told_its_requirements_and_what_they_are_made_of()
    {
        var bucket = new BucketView(
            FakeVenue.Usd(100), FakeVenue.Usd(3_000), FakeVenue.Usd(150), FakeVenue.Usd(150),
            FakeVenue.Usd(120), FakeVenue.Usd(0));
        _running.Venue.AliceMarkets.Add(new RequirementView(
            new MarketId(0), 20, new Ticks(300_000), true, new Lots(10_000), FakeVenue.Usd(2_990),
            FakeVenue.Usd(3_000), FakeVenue.Usd(10), FakeVenue.Usd(-1), FakeVenue.Usd(0), 40,
            FakeVenue.Usd(0), new Nano(0), FakeVenue.Usd(150), FakeVenue.Usd(38),
            new OrdersView(
                new Lots(5), Lots.Zero, FakeVenue.Usd(6), FakeVenue.Usd(0), new Lots(10_005),
                FakeVenue.Usd(7), FakeVenue.Usd(8)),
            FakeVenue.Usd(15), new Ticks(270_000), bucket, FakeVenue.Usd(91)));
        var data = (
            await _running.GetAsync($"/native/account?user={FakeVenue.Alice.Address}")).GetProperty("data");
        var buckets = data.GetProperty("buckets");
        Assert.Equal(JsonValueKind.Null, buckets[0].GetProperty("market").ValueKind);
        Assert.Equal("healthy", buckets[0].GetProperty("state").GetString());
        Assert.Equal(0, buckets[1].GetProperty("market").GetInt32());
        Assert.Equal("book", buckets[1].GetProperty("state").GetString());
        Assert.Equal(-20_000_000, buckets[1].GetProperty("cushion").GetInt64());
        Assert.Equal(1_200_000_000, buckets[1].GetProperty("danger").GetInt64());
        var requirement = Assert.Single(data.GetProperty("requirements").EnumerateArray());
        Assert.Equal(270_000, requirement.GetProperty("liquidationPrice").GetInt64());
        Assert.Equal(100_000_000, requirement.GetProperty("distance").GetInt64());
        Assert.Equal(40, requirement.GetProperty("tier").GetProperty("maxLeverage").GetInt32());
        Assert.Equal(10_005, requirement.GetProperty("orders").GetProperty("worst").GetInt64());
        Assert.Equal(150_000, data.GetProperty("restingFees").GetProperty("rate").GetInt64());
        Assert.Equal(0, data.GetProperty("sessions")[0].GetProperty("dayLoss").GetInt64());
    }

    [Fact]
    public async Task What_stands_behind_the_accounts_is_public()
    {
        var data = (await _running.GetAsync("/native/risk")).GetProperty("data");
        Assert.Equal(123_000_000, data.GetProperty("insurance").GetInt64());
        Assert.Equal(456_000_000, data.GetProperty("backstop").GetProperty("equity").GetInt64());
        Assert.True(data.GetProperty("markets")[0].GetProperty("mayLiquidate").GetBoolean());
    }

    [Fact]
    public async Task A_port_that_is_taken_is_named()
    {
        var venue = new FakeVenue();
        var error = await Assert.ThrowsAsync<PortTakenException>(() => VenueServer.StartAsync(
            venue, venue.Fold, new VenueServerOptions { Port = _running.Server.BaseAddress.Port }));
        Assert.Equal(_running.Server.BaseAddress.Port, error.Port);
    }
}
