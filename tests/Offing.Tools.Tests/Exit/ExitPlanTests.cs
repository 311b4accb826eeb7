using System.Numerics;
using Offing.Commitment.Batches;
using Offing.Node.Verification;
using Offing.Primitives;
using Offing.Protocol.Batches;
using Offing.Protocol.Entries;
using Offing.Settlement.Contracts;
using Offing.Tools.Exit;

namespace Offing.Tools.Tests.Exit;

/// <summary>What comes next out of a venue, from each place where one may stand.</summary>
public sealed class ExitPlanTests
{
    private const long Usdc = 1_000_000;

    private static readonly Address Key = Address.OfSystem("key");
    private static readonly Address Sub = Address.OfSystem("sub");
    private static readonly MarketId Btc = new(0);

    private static ExitView Running => new()
    {
        Key = Key, Now_S = 1_000, Deadlines = new VenueDeadlines(5, 60, 60, 60, 1), IsFrozen = false,
        End = new VenueEnd(4, 7, false), SilentAt_S = 1_050, SettledAt_S = 995, RequestPrice = 1_000_000,
        Wallet = 100_000_000,
    };

    private static ExitView Ended => Running with { IsFrozen = true, End = new VenueEnd(4, 7, true) };

    private static ExitAccount Account(
        long usdc = 100, int orders = 0, bool isSub = false, params MarketId[] markets) => new(
        isSub ? Sub : Key, 0, isSub, new MicroUsd(usdc * Usdc), orders,
        [.. markets.Select(market => new ExitPosition(market, "BTC", new Lots(3)))], usdc * Usdc);

    private static ExitWithdrawal Withdrawal(ulong finalAt_S) => new(
        new BatchHeader(
            3, default, default, 1, 1, default, default, default, 0, default, default, 1, default),
        new WithdrawalLeaf(5, Key, new MicroUsd(Usdc)), new DenseProof(0, []), finalAt_S);

    private static ExitRequest Request(
        RequestType type, ulong index, bool isConsumed, ulong time_S = 990, params byte[] rest) => new(
        new QueueRequest(index, type, Key, Key, time_S, [0, 0, 0, 0, 0, 15, 66, 64, .. rest]), isConsumed);

    private static ExitEscape Escape(
        bool isOpen = true, bool isFixed = false, ulong proved = 3, bool isResolved = true,
        bool isProved = true, bool isPaid = false) => new(
        Key, new EscapeOpening(3, isOpen ? 1_060UL : 0, 9, proved), isFixed, isResolved ? [] : [Btc],
        isProved ? [] : [Key], isPaid ? [] : [Key], 0);

    [Fact]
    public void Who_has_nothing_there_is_done_and_ends_no_venue()
    {
        Assert.IsType<DoneStep>(Next(Running));
        Assert.IsType<DoneStep>(Next(Running with { Now_S = 9_999 }));
        Assert.IsType<DoneStep>(Next(Running with { Accounts = [Account(usdc: -3)] }));
        Assert.IsType<DoneStep>(Next(Ended with { Escape = Escape(isOpen: false, isPaid: true) }));
    }

    [Fact]
    public void What_is_final_is_claimed_first_and_what_is_not_is_waited_for()
    {
        Sends(Running with { Withdrawals = [Withdrawal(1_000)] }, ExitCallKind.Claim);
        Sends(Ended with { Withdrawals = [Withdrawal(1_000)] }, ExitCallKind.Claim);
        Assert.Equal(1_003UL, Waits(Running with { Withdrawals = [Withdrawal(1_003)] }));
    }

    [Fact]
    public void Orders_positions_and_money_are_asked_for_in_one_round()
    {
        Sends(
            Running with { Accounts = [Account(orders: 2, markets: [Btc])] },
            ExitCallKind.Approve, ExitCallKind.CancelAll, ExitCallKind.Close, ExitCallKind.Withdraw);
        Sends(Running with { Accounts = [Account()] }, ExitCallKind.Approve, ExitCallKind.Withdraw);
    }

    [Fact]
    public void Sub_accounts_go_before_their_master_to_whom_the_price_comes_back()
    {
        var both = Running with { Accounts = [Account(), Account(isSub: true)] };
        var step = Assert.IsType<SendStep>(Next(both));
        Assert.Equal([Key, Sub, Key], step.Calls.Select(call => call.Account));
        var alone = Running with { Accounts = [Account(usdc: 0), Account(isSub: true)] };
        Sends(alone, ExitCallKind.Approve, ExitCallKind.Withdraw, ExitCallKind.Withdraw);
    }

    [Fact]
    public void No_more_than_eight_requests_of_an_account_are_open()
    {
        var markets = Enumerable.Range(0, 12).Select(i => new MarketId((uint)i)).ToArray();
        var step = Assert.IsType<SendStep>(
            Next(Running with { Accounts = [Account(orders: 1, markets: markets)] }));
        Assert.Equal(1 + 8, step.Calls.Count);
    }

    [Fact]
    public void What_is_asked_for_is_not_asked_again_while_the_venue_may_still_serve_it()
    {
        var asked = Running with
        {
            Accounts = [Account(markets: [Btc])], Requests = [Request(RequestType.Withdraw, 7, false)],
        };
        Assert.Equal(990UL + 60 + 1, Waits(asked));
        Sends(
            asked with { Requests = [Request(RequestType.Close, 7, false, 990, 0, 0, 0, 0)] },
            ExitCallKind.Approve, ExitCallKind.Withdraw);
        var closing = Account(markets: [Btc]) with
        {
            Positions = [new ExitPosition(Btc, "BTC", new Lots(3), IsClosing: true)],
        };
        Assert.Equal(1_051UL, Waits(asked with { Accounts = [closing], Requests = [] }));
        Sends(
            asked with { Requests = [] }, ExitCallKind.Approve, ExitCallKind.Close, ExitCallKind.Withdraw);
        var refused = Enumerable.Range(4, 3)
            .Select(i => Request(RequestType.Withdraw, (ulong)i, true)).ToList();
        Waits(Running with { Accounts = [Account()], Requests = refused });
    }

    [Fact]
    public void A_wallet_without_the_price_is_told_what_it_lacks()
    {
        var poor = Running with { Accounts = [Account()], Wallet = 999_999 };
        Assert.Contains("send it some", Assert.IsType<StuckStep>(Next(poor)).What, StringComparison.Ordinal);
        Sends(
            poor with { Accounts = [Account(orders: 1)], Wallet = 1_500_000 },
            ExitCallKind.Approve, ExitCallKind.CancelAll);
    }

    [Fact]
    public void Silence_and_an_overdue_request_end_the_venue()
    {
        var ours = Running with { Accounts = [Account()] };
        Sends(ours with { Now_S = 1_051 }, ExitCallKind.FreezeForSilence);
        var oldest = Request(RequestType.Deposit, 7, false, 930).Request;
        Sends(ours with { Now_S = 991, Oldest = oldest }, ExitCallKind.FreezeForRequest);
        Sends(
            ours with { Now_S = 990, Oldest = oldest, Wallet = 9_000_000 },
            ExitCallKind.Approve, ExitCallKind.Withdraw);
    }

    [Fact]
    public void A_batch_that_does_not_hold_is_waited_out_until_it_is_final()
    {
        var finding = new BatchFinding(4, "newRoot is another", Hash32.Zero);
        Assert.Equal(1_051UL, Waits(Running with { Finding = finding }));
        Sends(
            Running with { Finding = finding, Withdrawals = [Withdrawal(1_000)] }, ExitCallKind.Claim);
        Assert.IsType<StuckStep>(Next(Ended with { Finding = finding }));
    }

    [Fact]
    public void After_the_freeze_the_last_batches_become_final_and_deposits_come_back()
    {
        var frozen = Ended with { End = new VenueEnd(4, 7, false), SettledAt_S = 1_004 };
        Assert.Equal(1_004UL, Waits(frozen));
        var deposit = Request(RequestType.Deposit, 8, false).Request;
        Sends(Ended with { Refundable = [deposit] }, ExitCallKind.Refund);
    }

    [Fact]
    public void The_escape_is_opened_resolved_proved_fixed_and_paid()
    {
        var ours = Ended with { Accounts = [Account(markets: [Btc])] };
        Sends(ours with { Escape = Escape(isOpen: false, isPaid: true) }, ExitCallKind.OpenEscape);
        Sends(
            ours with { Escape = Escape(isResolved: false, isProved: false, isPaid: true) },
            ExitCallKind.ResolveMarket);
        Sends(ours with { Escape = Escape(isProved: false, isPaid: true) }, ExitCallKind.Prove);
        Assert.Equal(1_060UL, Waits(ours with { Escape = Escape(), Now_S = 1_059 }));
        Sends(ours with { Escape = Escape(), Now_S = 1_060 }, ExitCallKind.Fix);
        Sends(ours with { Escape = Escape(proved: 9) }, ExitCallKind.Fix);
        Sends(ours with { Escape = Escape(isFixed: true) }, ExitCallKind.ClaimEscape);
        Assert.IsType<DoneStep>(Next(ours with { Escape = Escape(isFixed: true, isPaid: true) }));
        Sends(ours with { Escape = Escape() with { Bounty = 5 } }, ExitCallKind.Collect);
    }

    [Fact]
    public void Who_proves_everybody_needs_no_account_of_his_own()
    {
        var plan = new ExitPlan(ExitScope.ProveAll);
        Assert.Equal(
            ExitCallKind.FreezeForSilence,
            Assert.IsType<SendStep>(plan.Next(Running with { Now_S = 1_051 })).Calls[0].Kind);
        Assert.Equal(
            ExitCallKind.OpenEscape,
            Assert.IsType<SendStep>(plan.Next(Ended with { Escape = Escape(isOpen: false) })).Calls[0].Kind);
    }

    [Fact]
    public void What_it_will_do_and_cost_is_told_from_every_place()
    {
        var ours = Running with
        {
            Accounts = [Account(orders: 2, markets: [Btc])], Withdrawals = [Withdrawal(1_003)],
        };
        var text = string.Join('\n', ExitOutline.Of(ours, ExitScope.Own, 2_000_000_000));
        Assert.Contains("100 USDC, +3 lots of BTC, 2 order(s)", text, StringComparison.Ordinal);
        Assert.Contains("3 request(s) on chain", text, StringComparison.Ordinal);
        Assert.Contains("3 USDC for the requests", text, StringComparison.Ordinal);
        Assert.Contains("ETH at the price of now", text, StringComparison.Ordinal);
        var ended = string.Join('\n', ExitOutline.Of(
            Ended with { Accounts = [Account()] }, ExitScope.Own, 1));
        Assert.Contains("The venue has ended", ended, StringComparison.Ordinal);
        Assert.Contains(
            "has no account here", string.Join('\n', ExitOutline.Of(Running, ExitScope.Own, 1)),
            StringComparison.Ordinal);
    }

    private static ExitStep Next(ExitView view) => new ExitPlan(ExitScope.Own).Next(view);

    private static void Sends(ExitView view, params ExitCallKind[] kinds) =>
        Assert.Equal(kinds, Assert.IsType<SendStep>(Next(view)).Calls.Select(call => call.Kind));

    private static ulong Waits(ExitView view) => Assert.IsType<WaitStep>(Next(view)).Until_S;
}
