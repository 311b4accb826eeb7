using Offing.Engine.Tests.Parameters;
using Offing.Primitives;
using Offing.Protocol;
using Offing.Protocol.Commands;
using Offing.Protocol.Entries;
using Offing.Protocol.Events;
using Offing.Protocol.Genesis;
using static Offing.Engine.Tests.Venue;

namespace Offing.Engine.Tests.Requests;

public class ReversalTests
{
    private const long Usdc = 1_000_000;

    private readonly Venue _venue = Ready(Genesis() with { ForcedDeadline_Ms = 60_000 });

    [Fact]
    [Trait("rule", "ENG-REV-001")]
    [Trait("rule", "ENG-REV-003")]
    public void A_deposit_that_the_chain_lost_is_debited_and_the_queue_is_where_it_was_before()
    {
        var (cursor, hash) = (_venue.State.QueueCursor, _venue.State.QueueHash);
        _venue.Deposit(Alice, 7_000);
        Assert.Equal(
            [
                new RequestTakenBack(3, Who(Alice), RequestType.Deposit),
                new DepositReversed(3, Who(Alice), new MicroUsd(7_000 * Usdc)),
            ],
            TakeBack());
        Assert.Equal((cursor, hash), (_venue.State.QueueCursor, _venue.State.QueueHash));
        Assert.Equal(100_000 * Usdc, _venue.Account(Alice).Collateral.Value);
        Assert.Equal(300_000 * Usdc, _venue.State.DepositsCredited);
    }

    [Fact]
    [Trait("rule", "ENG-REV-001")]
    public void Requests_come_back_one_by_one_from_the_last_to_the_first_and_no_others()
    {
        var first = _venue.Reversal()!;
        _venue.Deposit(Bob, 5);
        var second = _venue.Reversal()!;
        foreach (var wrong in (Reversal[])[
            first, second with { Previous = first.Previous },
            second with { Request = second.Request with { Sender = Who(Carol) } },
            second with { Request = second.Request with { L1Time = 1 } },
            second with { Request = second.Request with { Index = 99 } }])
        {
            Assert.Equal(
                new ReversalRefused(wrong.Request.Index, RejectCode.ReversalNotLast),
                Assert.Single(_venue.Apply(wrong)));
        }

        Assert.Equal(2, _venue.Apply(second).Count);
        Assert.Single(_venue.Apply(second));
        Assert.Equal(2, _venue.Apply(first).Count);
        Assert.Equal(0, _venue.Account(Carol).Collateral.Value);
        while (_venue.State.QueueCursor > 0)
        {
            TakeBack();
        }

        Assert.Equal(default, _venue.State.QueueHash);
        Assert.Equal(RejectCode.ReversalNotLast, Refusal(first));
    }

    [Fact]
    [Trait("rule", "ENG-REV-003")]
    public void Who_has_lost_it_owes_and_is_liquidated_with_the_next_tick_when_it_does_not_come_again()
    {
        var venue = new Venue(Genesis() with { ForcedDeadline_Ms = 60_000 });
        venue.Price(Btc, "30000").Price(Eth, "2000").Price(Sol, "100");
        venue.Deposit(Bob, 100_000).Apply(venue.Request(SystemAccounts.Insurance, 1_000_000_000));
        venue.Deposit(Alice, 10_000);
        venue.Buy(Alice, Btc, "30000", "3");
        venue.Sell(Bob, Btc, "30000", "3");
        var reversal = venue.Reversal()!;
        Assert.DoesNotContain(venue.Apply(reversal), happened => happened is LiquidationStep);
        var owed = venue.Account(Alice).Collateral.Value;
        Assert.True(owed < 0);
        Assert.Equal(300_000, venue.Slot(Alice, Btc).Size.Value);

        // What is mined again at another place is credited behind it, and nothing has happened to her.
        venue.Apply(reversal.Request with { L1Time = venue.Now / 1_000 });
        Assert.Equal(owed + (10_000 * Usdc), venue.Account(Alice).Collateral.Value);
        Assert.DoesNotContain(venue.Apply(new Tick()), happened => happened is LiquidationStep);

        venue.Apply(venue.Reversal()!);
        var steps = venue.Apply(new Tick()).OfType<LiquidationStep>().ToList();
        Assert.Equal(LiquidationMeans.Insurance, steps[0].Means);
        Assert.Contains(steps, step => step.Means == LiquidationMeans.Deleverage);
        Assert.Null(venue.Account(Alice).FindSlot(Btc));
    }

    [Fact]
    [Trait("rule", "ENG-REV-003")]
    public void Who_owes_without_a_position_is_filled_up_by_the_insurance_fund_as_soon_as_it_has_something()
    {
        _venue.Deposit(Alice, 5_000);
        _venue.Act(Alice, new Withdraw(Who(Alice), new MicroUsd(105_000 * Usdc)));
        TakeBack();
        Assert.Equal(-5_000 * Usdc, _venue.Account(Alice).Collateral.Value);
        _venue.Apply(new Tick());
        Assert.Equal(-5_000 * Usdc, _venue.Account(Alice).Collateral.Value);

        // The operator's bond comes in as a deposit of the fund.
        _venue.Apply(_venue.Request(SystemAccounts.Insurance, 6_000_000_000));
        _venue.Apply(new Tick());
        Assert.Equal(0, _venue.Account(Alice).Collateral.Value);
        Assert.Equal(1_000 * Usdc, _venue.State.FindAccount(SystemAccounts.Insurance)!.Collateral.Value);
    }

    [Fact]
    [Trait("rule", "ENG-REV-002")]
    public void A_withdrawal_stays_debited_with_its_index_and_only_its_price_goes()
    {
        var events = _venue.Apply(_venue.Demand(RequestType.Withdraw, Who(Alice), Bytes(500_000_000)));
        Assert.Contains(new WithdrawalQueued(0, Who(Alice), new MicroUsd(500 * Usdc)), events);
        var before = _venue.Account(Alice).Collateral.Value;
        Assert.Equal(
            [
                new RequestTakenBack(3, Who(Alice), RequestType.Withdraw),
                new DepositReversed(3, Who(Alice), new MicroUsd(Usdc)),
            ],
            TakeBack());
        Assert.Equal(before - Usdc, _venue.Account(Alice).Collateral.Value);
        Assert.Equal((500 * Usdc, 1UL), (_venue.State.WithdrawalsDebited, _venue.State.WithdrawalCount));
    }

    [Fact]
    [Trait("rule", "ENG-REV-002")]
    [Trait("rule", "ENG-REQ-010")]
    public void A_close_that_waits_ends_and_what_it_has_closed_stays_closed()
    {
        _venue.Buy(Alice, Btc, "30000", "1");
        _venue.Sell(Bob, Btc, "30000", "1");
        _venue.Buy(Carol, Btc, "29900", "0.4");
        byte[] all = [.. Bytes(Btc.Value)[4..], .. Bytes(0)];
        _venue.Apply(_venue.Demand(RequestType.Close, Who(Alice), all));
        Assert.Single(_venue.State.Waiting.Closes);
        Assert.Equal(
            new CloseEnded(3, Who(Alice), Btc, CloseEnd.TakenBack, RejectCode.None), TakeBack()[^1]);
        Assert.Empty(_venue.State.Waiting.Closes);
        Assert.Equal(0, _venue.State.Waiting.Timers.Count);
        Assert.Equal(60_000, _venue.Slot(Alice, Btc).Size.Value);

        // One that waits in the place of another is not the other.
        _venue.Apply(_venue.Demand(RequestType.Close, Who(Alice), all));
        _venue.Apply(_venue.Demand(RequestType.Close, Who(Alice), all));
        _venue.Deposit(Bob, 5);
        Assert.Equal(2, TakeBack().Count);
        Assert.Single(_venue.State.Waiting.Closes);
        Assert.Equal(3, TakeBack().Count);
        Assert.Equal(2, TakeBack().Count);
    }

    [Fact]
    [Trait("rule", "ENG-REV-002")]
    public void An_announced_change_does_not_come_and_one_that_holds_stays()
    {
        var listing = ChangeBytes.Rules(Keccak.Hash("next"u8));
        _venue.Apply(ChangeBytes.Request(_venue, listing));
        _venue.Apply(ChangeBytes.Request(_venue, ChangeBytes.ReduceOnly(Eth, true)));
        Assert.Equal(new RequestTakenBack(4, Who("operator"), RequestType.Parameter),
            Assert.Single(TakeBack()));
        Assert.True(_venue.State.MarketOf(Eth).IsReduceOnly);
        Assert.Equal(new ParameterDropped(1), TakeBack()[^1]);
        Assert.Empty(_venue.State.Pending);
        Assert.Equal(0, _venue.State.Waiting.Timers.Count);
    }

    [Fact]
    [Trait("rule", "ENG-REV-002")]
    public void A_key_that_was_granted_or_revoked_stays_so_and_the_same_request_again_changes_nothing()
    {
        var venue = _venue;
        byte[] grant =
        [
            .. Who("key").ToArray(), .. Bytes(0), .. Bytes(0), .. Bytes(0), .. Bytes(0), 0, 0, 0, 0, 0,
        ];
        var request = venue.Demand(RequestType.Grant, Who(Alice), grant);
        Assert.Contains(venue.Apply(request), happened => happened is SessionGranted);
        TakeBack();
        Assert.False(venue.State.FindSession(Who("key"))!.Value.Session.IsRevoked);
        Assert.DoesNotContain(
            venue.Apply(request with { L1Time = 9 }), happened => happened is SessionGranted);
        Assert.False(venue.State.FindSession(Who("key"))!.Value.Session.IsRevoked);
        venue.Apply(venue.Demand(RequestType.Revoke, Who(Alice), Who("key").ToArray()));
        TakeBack();
        Assert.True(venue.State.FindSession(Who("key"))!.Value.Session.IsRevoked);
    }

    [Fact]
    [Trait("rule", "ENG-REV-004")]
    public void The_batches_that_are_not_on_the_chain_are_cut_again_in_one()
    {
        _venue.Apply(new BatchCut(1));
        _venue.Apply(new BatchCut(2));
        _venue.Apply(new BatchCut(3));
        foreach (var wrong in (ulong[])[0, 5])
        {
            Assert.Equal(RejectCode.ReversalBatch, Refusal(_venue.Reversal()! with { Batch = wrong }));
        }

        Assert.Equal(new BatchesReopened(2), _venue.Apply(_venue.Reversal(2)!)[^1]);
        Assert.Equal(1UL, _venue.State.LastBatch);
        Assert.DoesNotContain(_venue.Apply(_venue.Reversal(2)!), happened => happened is BatchesReopened);
        Assert.Empty(_venue.Apply(new BatchCut(4)));
        Assert.Equal(new BatchEnded(2), Assert.Single(_venue.Apply(new BatchCut(2))));
    }

    [Fact]
    [Trait("rule", "ENG-REV-003")]
    public void What_went_elsewhere_comes_from_there_and_what_brought_nothing_takes_nothing()
    {
        var pool = SystemAccounts.FundingPool(Btc);
        _venue.Apply(_venue.Request(pool, 7_000_000) with { Sender = Who(Alice) });
        Assert.Contains(new DepositReversed(3, Who(Alice), new MicroUsd(7 * Usdc)), TakeBack());
        _venue.Apply(_venue.Request(pool, 8_000_000));
        Assert.Contains(
            new DepositReversed(3, SystemAccounts.Insurance, new MicroUsd(8 * Usdc)), TakeBack());
        _venue.Apply(_venue.Request(Who(Alice), 0));
        Assert.Single(TakeBack());
        var tooLong = _venue.Request(Who(Alice), 9) with { Payload = [0, 0, 0, 0, 0, 0, 0, 9, 1] };
        _venue.Apply(tooLong);
        Assert.Single(TakeBack());
        _venue.Apply(_venue.Request(RequestType.Parameter, Alice, 9));
        Assert.Single(TakeBack());
    }

    [Fact]
    [Trait("rule", "ENG-REV-003")]
    public void Nobody_comes_to_owe_more_than_sixty_four_bits_hold()
    {
        var most = (ulong)Limits.AmountMax_MicroUsd - 300_000_000_000;
        _venue.Apply(_venue.Request(Who(Alice), most));
        var account = _venue.Account(Alice);
        account.Collateral = new MicroUsd(-Engine.Accounts.Account.CollateralMax_MicroUsd);
        _venue.State.WithdrawalsDebited = Limits.AmountMax_MicroUsd;
        // A machine whose sums do not hold says so after each entry: only the refusal is looked at.
        var events = _venue.Machine.Apply(new SequencedEntry(
            _venue.State.InputCursor + 1, 9, new Time(_venue.Now), _venue.Reversal()!)).Events;
        Assert.Equal(new DepositReversed(3, SystemAccounts.Insurance, new MicroUsd((long)most)), events[1]);
        _venue.State.WithdrawalsDebited = 2 * (Int128)Limits.AmountMax_MicroUsd;
        var refused = _venue.Machine.Apply(new SequencedEntry(
            _venue.State.InputCursor + 1, 9, new Time(_venue.Now), _venue.Reversal()!)).Events;
        Assert.Equal(new ReversalRefused(2, RejectCode.ReversalAmount), Assert.Single(refused));
    }

    private IReadOnlyList<IEngineEvent> TakeBack() => _venue.Apply(_venue.Reversal()!);

    private RejectCode Refusal(Reversal reversal) =>
        Assert.IsType<ReversalRefused>(Assert.Single(_venue.Apply(reversal))).Code;
}
