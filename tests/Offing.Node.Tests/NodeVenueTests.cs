using Offing.Gateway.Venue;
using Offing.Log.Testing;
using Offing.Node.Tests.Support;
using Offing.Primitives;
using Offing.Protocol;
using Offing.Protocol.Commands;
using Offing.Protocol.Entries;
using Offing.Protocol.Events;
using Offing.Settlement.Contracts;
using Offing.Settlement.L1;
using Offing.Settlement.Posting;

namespace Offing.Node.Tests;

public sealed class NodeVenueTests : IDisposable
{
    private static readonly Address Key = Address.OfSystem("session key");
    private readonly NodeWorld _world = new NodeWorld().Ready();
    private readonly FakeChain _chain = new();
    private readonly FinalBatches _final;
    private readonly NodeVenue _venue;

    public NodeVenueTests()
    {
        _final = new FinalBatches(new SettlementContract(_chain, default).IsFinal, _world.Core.Ledger);
        var facts = new VenueFacts(
            Repository.Genesis, 31337, Entries.Alice, Entries.Alice, Entries.Alice, true, true, true, 20);
        _venue = new NodeVenue(_world.Core, facts, _world.Clock, _final);
    }

    public void Dispose() => _world.Dispose();

    [Fact]
    public void A_key_acts_for_whoever_granted_it_also_when_somebody_deposits_for_its_address()
    {
        Assert.Equal(new SignerView(Entries.Alice, false), _venue.FindSigner(Entries.Alice));
        Assert.Null(_venue.FindSigner(Key));
        Grant(Key, "bot");
        Assert.Equal(new SignerView(Entries.Alice, true), _venue.FindSigner(Key));
        _world.Deposit(Key, 10);
        Assert.Equal(new SignerView(Entries.Alice, true), _venue.FindSigner(Key));
    }

    [Fact]
    public void A_key_that_was_replaced_or_has_expired_acts_for_nobody()
    {
        Grant(Key, "bot");
        Grant(Address.OfSystem("next key"), "bot");
        Assert.Null(_venue.FindSigner(Key));
        Assert.Equal([Address.OfSystem("next key")], _venue.Sessions(Entries.Alice).Select(s => s.Key));

        // Expiry is by the venue's time, which is that of the last entry.
        _world.Clock.Advance(3_600_001);
        _world.Run();
        Assert.Null(_venue.FindSigner(Address.OfSystem("next key")));
        Assert.Empty(_venue.Sessions(Entries.Alice));
    }

    [Fact]
    public void The_terms_of_an_order_are_told_while_it_is_open_and_to_its_owner()
    {
        const string orders =
            """{"type":"offingOrder","orders":[ORDERS],"grouping":"na"}""";
        const string iceberg =
            """{"a":0,"b":true,"p":"59000","s":"0.1","r":false,"t":{"limit":{"tif":"Gtc"}},"stp":"decrem"""
            + "ent\",\"sub\":true,\"display\":\"0.02\",\"expiry\":1700000900000}";
        const string trailing =
            """{"a":0,"b":false,"p":"58000","s":"0.1","r":false,"t":{"trailing":{"isMarket":false,"offset":"""
            + "\"500\"}},\"stp\":\"expireTaker\"}";
        _world.Run(
            Entries.L1(Entries.Alice, _world.NextNonce, orders.Replace(
                "ORDERS", $"{iceberg},{trailing}", StringComparison.Ordinal)),
            Entries.Order(Entries.Alice, _world.NextNonce, Side.Buy, 59_000));
        Assert.Equal(
            new OrderTermsView(
                SelfTradeMode.Decrement, true, new Lots(2_000), new Lots(2_000), 1_700_000_900_000),
            _venue.FindTerms(Entries.Alice, new OrderId(1)));
        Assert.Equal(
            new OrderTermsView(SelfTradeMode.ExpireTaker, false, null, Lots.Zero, null),
            _venue.FindTerms(Entries.Alice, new OrderId(2)));
        Assert.Equal(
            new OrderTermsView(SelfTradeMode.ExpireMaker, false, null, new Lots(1_000), null),
            _venue.FindTerms(Entries.Alice, new OrderId(3)));
        Assert.Null(_venue.FindTerms(Entries.Bob, new OrderId(1)));
        _world.Run(Entries.Cancel(Entries.Alice, _world.NextNonce, 1));
        Assert.Null(_venue.FindTerms(Entries.Alice, new OrderId(1)));
    }

    [Fact]
    public void Orders_that_belong_together_tell_one_group()
    {
        const string pair =
            """{"type":"offingOrder","orders":[LIMIT,STOP],"grouping":"oco"}""";
        const string limit =
            """{"a":0,"b":true,"p":"59000","s":"0.1","r":false,"t":{"limit":{"tif":"Gtc"}}}""";
        const string stop =
            """{"a":0,"b":true,"p":"63000","s":"0.1","r":false,"t":{"trigger":"""
            + """{"isMarket":true,"triggerPx":"63000","tpsl":"sl"}}}""";
        _world.Run(Entries.L1(
            Entries.Alice, _world.NextNonce,
            pair.Replace("LIMIT", limit, StringComparison.Ordinal)
                .Replace("STOP", stop, StringComparison.Ordinal)));
        var terms = new ulong[] { 1, 2, 3, 4 }
            .Select(id => _venue.FindTerms(Entries.Alice, new OrderId(id))?.Group).OfType<ulong>().ToArray();
        Assert.Equal(2, terms.Length);
        Assert.Equal(terms[0], terms[1]);
    }

    [Fact]
    public void A_nonce_is_examined_against_the_set_of_its_signer_and_the_clock()
    {
        Grant(Key, "bot");
        var used = _world.NextNonce;
        _world.Run(Entries.Noop(Key, used));
        Assert.Equal(RejectCode.NonceUsed, _venue.CheckNonce(Key, used));
        Assert.Equal(RejectCode.None, _venue.CheckNonce(Entries.Alice, used));
        Assert.Equal(RejectCode.None, _venue.CheckNonce(Key, used + 1));
        Assert.Equal(RejectCode.NonceOutOfWindow, _venue.CheckNonce(Key, 1));
        Assert.Equal(RejectCode.None, _venue.CheckNonce(Address.OfSystem("nobody"), 1));
    }

    [Fact]
    public void An_account_is_shown_at_current_marks_with_its_positions_by_market()
    {
        _world.Run(
            Entries.Order(Entries.Bob, _world.NextNonce, Side.Sell, 60_000, "1"),
            Entries.Order(Entries.Alice, _world.NextNonce, Side.Buy, 60_000, "1"));
        _world.Clock.Advance(1_000);
        _world.Price(601_000);
        var view = _venue.FindAccount(Entries.Alice)!;
        var slot = Assert.Single(view.Slots);
        Assert.Equal(Entries.Btc, slot.Market);
        Assert.True(slot.Size > Lots.Zero && slot.IsCross);
        Assert.Equal(new MicroUsd(100_000_000), slot.UnrealizedPnl);
        Assert.Equal(view.Collateral + slot.UnrealizedPnl, view.Equity);
        Assert.Equal(slot.Value, view.Notional);
        Assert.True(view.Withdrawable < view.Equity);
        Assert.Null(_venue.FindAccount(Key));
        Assert.Empty(_venue.Sessions(Key));
    }

    [Fact]
    public void A_withdrawal_is_queued_then_pending_with_its_claim_then_final()
    {
        _world.Run(Entries.Withdraw(Entries.Alice, _world.NextNonce, 100));
        Assert.Equal((WithdrawalState.Queued, null), State());
        var number = _world.Cut();
        Assert.Equal((WithdrawalState.Queued, (ulong?)number), State());
        Assert.Null(_venue.Withdrawals(Entries.Alice).Single().Claim);

        _world.Core.Ledger.Posted(new PostedBatch(number, [], 1, 1, 1, 1));
        Assert.Equal((WithdrawalState.Pending, (ulong?)number), State());
        var claim = _venue.Withdrawals(Entries.Alice).Single().Claim!;
        Assert.Equal(_world.Core.Ledger.Header(number), claim.Header);

        _chain.Final = number + 1;
        _final.Tick(_world.Clock.Now);
        Assert.Equal((WithdrawalState.Final, (ulong?)number), State());
        Assert.Equal(number, _venue.Status().LastFinal);
    }

    [Fact]
    public void Trouble_with_the_chain_client_delays_finality_and_ends_nothing()
    {
        var number = _world.Cut();
        _world.Core.Ledger.Posted(new PostedBatch(number, [], 1, 1, 1, 1));
        _chain.Final = number + 1;
        foreach (var trouble in new Exception[]
        {
            new L1UnavailableException(new Uri("http://127.0.0.1:1/"), "is silent"),
            new L1RefusedException("eth_call", -32000, "header not found", []),
            new FormatException("half an answer"),
        })
        {
            _chain.Trouble = trouble;
            _final.Tick(_world.Clock.Now);
            Assert.Null(_final.Last);
            _world.Clock.Advance(1_000);
        }

        _chain.Trouble = null;
        _final.Tick(_world.Clock.Now);
        Assert.Equal(number, _final.Last);
    }

    [Fact]
    public void The_status_names_the_head_the_batches_and_what_each_publisher_sends_next()
    {
        var number = _world.Cut();
        var status = _venue.Status();
        Assert.Equal((ulong)_world.Records().Sum(record => record.Count), status.HeadSeq);
        Assert.Equal((_world.Clock.Now, number, 0UL, 0UL),
            (status.HeadTime, status.LastCut, status.LastPosted, status.LastFinal));
        Assert.Equal(Picture.Root(_world.Core), status.StateRoot);
        Assert.Equal(Repository.Genesis.Publishers, status.Publishers.Select(publisher => publisher.Key));
        Assert.All(
            status.Publishers, publisher => Assert.Equal([2UL, 1UL, 1UL, 1UL, 1UL], publisher.NextSequence));
    }

    [Fact]
    public void A_preview_tells_what_the_order_then_does_and_does_nothing_itself()
    {
        _world.Run(Entries.Order(Entries.Bob, _world.NextNonce, Side.Sell, 60_000, "0.02"));
        var order = Entries.Order(Entries.Alice, _world.NextNonce, Side.Buy, 60_100, "0.03");
        var place = (PlaceOrders)order.Command;
        var preview = _venue.Preview(Entries.Alice, null, place)!;
        Assert.Empty(_world.Market.OpenOrders(Entries.Alice));
        Assert.Equal((2_000, 1_000), (preview.Filled.Value, preview.Rests.Value));
        Assert.Equal(_world.Core.Read(state => state.InputCursor), preview.Seq);
        Assert.Null(_venue.Preview(Key, null, place));
        Assert.Equal(RejectCode.UnknownSigner, _venue.Preview(Entries.Alice, Key, place)!.Code);

        _world.Run(order);
        var account = _venue.FindAccount(Entries.Alice)!;
        Assert.Equal(
            (account.Equity, account.MarginUsed, account.Withdrawable, account.Slots[0].Liquidation),
            (preview.After!.Cross.Equity, preview.After.Cross.Initial, preview.After.Cross.Withdrawable,
                preview.After.Liquidation));
        Assert.Equal(1_000, Assert.Single(_world.Market.OpenOrders(Entries.Alice)).Remaining.Value);
    }

    [Fact]
    public async Task A_submission_completes_with_what_the_entry_did_and_only_after_its_round()
    {
        var submitted = _venue.SubmitAsync(
            Entries.Order(Entries.Alice, _world.NextNonce, Side.Buy, 59_000), default);
        Assert.False(submitted.IsCompleted);
        _world.Run();
        var result = await submitted;
        Assert.Equal(RejectCode.None, result.Refusal);
        Assert.Contains(result.Output!.Events, happened => happened is OrderRested);
        Assert.Single(_world.Market.OpenOrders(Entries.Alice));
    }

    [Fact]
    public async Task To_cancel_a_submission_stops_the_waiting_and_not_the_entry()
    {
        using var cancel = new CancellationTokenSource();
        var submitted = _venue.SubmitAsync(
            Entries.Order(Entries.Alice, _world.NextNonce, Side.Buy, 59_000), cancel.Token);
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(submitted.AsTask);
        Assert.Empty(_world.Market.OpenOrders(Entries.Alice));
        _world.Run();
        Assert.Single(_world.Market.OpenOrders(Entries.Alice));
    }

    [Fact]
    public async Task A_failed_log_gives_unknown_to_what_was_in_flight_and_halted_to_the_rest()
    {
        var inFlight = _venue.SubmitAsync(Entries.Noop(Entries.Alice, _world.NextNonce), default);
        _world.Memory.Fails = (call, _) => call == DiskCall.Sync;
        _world.Tick();
        Assert.Equal(SubmitResult.Refused(RejectCode.OutcomeUnknown), await inFlight);
        var late = await _venue.SubmitAsync(Entries.Noop(Entries.Alice, _world.NextNonce), default);
        Assert.Equal(SubmitResult.Refused(RejectCode.Halted), late);
        Assert.Null(await _venue.SettleAsync(default));
    }

    [Fact]
    public async Task To_settle_waits_until_the_chain_holds_the_batch()
    {
        var settling = _venue.SettleAsync(default).AsTask();
        _world.Run();
        _world.Commit();
        Assert.False(settling.IsCompleted);
        var number = _world.Core.Ledger.Last.Number;
        _world.Core.Ledger.Posted(new PostedBatch(number, [], 1, 1, 1, 1));
        Assert.Equal(number, await settling.WaitAsync(TimeSpan.FromSeconds(30)));
    }

    private (WithdrawalState, ulong?) State()
    {
        var view = Assert.Single(_venue.Withdrawals(Entries.Alice));
        Assert.Equal(new MicroUsd(100_000_000), view.Amount);
        return (view.State, view.Batch);
    }

    private void Grant(Address key, string name)
    {
        var until = new Time(NodeWorld.Start_Ms + 3_600_000);
        _world.Run(Entries.Grant(Entries.Alice, _world.NextNonce, key, name, until));
        Assert.Contains(_world.Told[^1].Outcome.Output!.Events, happened => happened is SessionGranted);
    }
}
