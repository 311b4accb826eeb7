using Offing.Primitives;
using Offing.Protocol;
using Offing.Protocol.Commands;
using Offing.Protocol.Entries;
using Offing.Protocol.Events;
using Offing.Protocol.Genesis;
using static Offing.Engine.Tests.Venue;

namespace Offing.Engine.Tests.Requests;

/// <summary>What an owner demands through the chain, but closes.</summary>
public class DemandTests
{
    private const long Price = 1_000_000;

    private static readonly Address Key = Who("a key");

    [Theory]
    [InlineData(RequestType.Withdraw, 8)]
    [InlineData(RequestType.Close, 12)]
    [InlineData(RequestType.CancelAll, 0)]
    [InlineData(RequestType.Grant, 57)]
    [InlineData(RequestType.Revoke, 20)]
    [Trait("rule", "ENG-REQ-002")]
    public void Nobody_asks_for_the_account_of_another(RequestType type, int length)
    {
        var venue = Ready();
        var sub = venue.Sub(Alice, "sub");
        venue.Act(Alice, new ApproveAgent(Key, "k", 0, SessionLimits.None));
        (Address Account, Address Sender)[] cases =
        [
            (Who(Alice), Who(Bob)), (Who(Alice), Key), (sub, Who(Bob)), (sub, sub), (sub, Key),
            (Who(Alice), sub), (SystemAccounts.Insurance, SystemAccounts.Insurance),
            (SystemAccounts.Backstop, SystemAccounts.Backstop), (Who("nobody"), Who(Bob)),
        ];
        foreach (var (account, sender) in cases)
        {
            var before = venue.State.WithdrawalCount;
            var events = venue.Apply(venue.Demand(type, account, new byte[length], sender));
            Assert.Equal(RejectCode.RequestNotOwner, events.OfType<RequestRefused>().Single().Code);
            Assert.Equal(before, venue.State.WithdrawalCount);
        }
    }

    [Fact]
    [Trait("rule", "ENG-REQ-003")]
    public void A_withdrawal_pays_what_is_asked_or_all_that_may_leave()
    {
        var venue = Ready();
        Assert.Equal(
            [
                new Deposited(3, Who(Alice), new MicroUsd(Price)),
                new WithdrawalQueued(0, Who(Alice), new MicroUsd(3)),
                new RequestServed(3, Who(Alice), RequestType.Withdraw),
            ],
            venue.Apply(venue.Demand(RequestType.Withdraw, Who(Alice), Bytes(3))));
        foreach (var (asked, name) in new[] { (ulong.MaxValue, Alice), (0UL, Bob) })
        {
            var all = venue.Account(name).Collateral.Value + Price;
            var events = venue.Apply(venue.Demand(RequestType.Withdraw, Who(name), Bytes(asked)));
            Assert.Equal(all, events.OfType<WithdrawalQueued>().Single().Amount.Value);
            Assert.Equal(MicroUsd.Zero, venue.Account(name).Collateral);
        }
    }

    [Fact]
    [Trait("rule", "ENG-REQ-003")]
    public void With_a_position_the_margin_stays()
    {
        var venue = Ready();
        venue.Sell(Bob, Btc, "30000", "1");
        venue.Buy(Alice, Btc, "30000", "1");
        var events = venue.Apply(venue.Demand(RequestType.Withdraw, Who(Alice), Bytes(0)));
        // A tenth of the notional, and a twentieth is the initial margin at twenty times.
        var paid = events.OfType<WithdrawalQueued>().Single().Amount.Value;
        Assert.Equal(100_000_000_000 + Price - 13_500_000 - 3_000_000_000, paid);
    }

    [Fact]
    [Trait("rule", "ENG-REQ-003")]
    public void A_withdrawal_waits_for_nothing_and_is_refused_by_name()
    {
        var venue = Ready();
        venue.Sell(Bob, Btc, "30000", "1");
        venue.Buy(Alice, Btc, "30000", "1");
        venue.Now += 11_000;
        Refused(venue, RejectCode.NoMark, venue.Demand(RequestType.Withdraw, Who(Alice), Bytes(0)));
        Refused(
            venue, RejectCode.RequestMalformed,
            venue.Demand(RequestType.Withdraw, Who(Carol), [.. Bytes(0), 1]));
        venue = new Venue().Price(Btc, "30000").Deposit(Alice, 10_000);
        var free = venue.Demand(RequestType.Withdraw, Who(Bob), Bytes(0)) with { Payload = new byte[16] };
        Refused(venue, RejectCode.RequestNotOwner, free);
        venue.Deposit(Bob, 1);
        venue.Apply(venue.Demand(RequestType.Withdraw, Who(Bob), Bytes(0)));
        free = free with { Index = venue.State.QueueCursor };
        Refused(venue, RejectCode.InsufficientBalance, free);
    }

    [Fact]
    [Trait("rule", "ENG-REQ-003")]
    public void The_master_gets_what_a_sub_account_has()
    {
        var venue = Ready();
        var sub = venue.Sub(Alice, "sub");
        venue.Act(Alice, new TransferSubAccount(sub, true, new MicroUsd(500)));
        var before = venue.Account(Alice).Collateral.Value;
        var events = venue.Apply(venue.Demand(RequestType.Withdraw, sub, Bytes(0), Who(Alice)));
        Assert.Equal(
            [
                new Deposited(3, Who(Alice), new MicroUsd(Price)),
                new CollateralMoved(sub, Who(Alice), new MicroUsd(500)),
                new WithdrawalQueued(0, Who(Alice), new MicroUsd(500)),
                new RequestServed(3, sub, RequestType.Withdraw),
            ],
            events);
        Assert.Equal(before + Price, venue.Account(Alice).Collateral.Value);
    }

    [Fact]
    [Trait("rule", "ENG-REQ-003")]
    [Trait("rule", "ENG-REQ-004")]
    public void What_the_operator_stops_does_not_stop_an_exit()
    {
        var venue = Ready();
        venue.Buy(Alice, Btc, "29000", "1");
        venue.Switch(OperatorSwitch.Venue, 7);
        venue.Stop(Who(Alice), 7);
        Assert.Single(
            venue.Apply(venue.Demand(RequestType.CancelAll, Who(Alice), [])).OfType<OrderClosed>());
        Assert.Single(
            venue.Apply(venue.Demand(RequestType.Withdraw, Who(Alice), Bytes(0))).OfType<WithdrawalQueued>());
    }

    [Fact]
    [Trait("rule", "ENG-REQ-004")]
    public void Everything_that_rests_or_waits_is_cancelled()
    {
        var venue = Ready();
        venue.Buy(Alice, Btc, "29000", "1");
        var stop = Order(Btc, Side.Sell, "28000", "0.5") with
        {
            Trigger = new TriggerSpec(TriggerKind.StopLoss, Number("28500"), IsMarket: true),
        };
        venue.Act(Alice, new PlaceOrders([stop], null));
        venue.Act(Alice, new PlaceTwap(Eth, Side.Buy, Number("10"), false, 30, false));
        venue.Buy(Bob, Btc, "29000", "1");
        var events = venue.Apply(venue.Demand(RequestType.CancelAll, Who(Alice), []));
        Assert.All(events.OfType<OrderClosed>(), end => Assert.Equal(OrderStatus.Canceled, end.Status));
        Assert.Equal(2, events.OfType<OrderClosed>().Count());
        Assert.Equal(TwapStatus.Terminated, events.OfType<TwapEnded>().Single().Status);
        Assert.Equal(0, venue.Account(Alice).OpenCount);
        Assert.Equal(1, venue.Account(Bob).OpenCount);
    }

    [Fact]
    [Trait("rule", "ENG-REQ-005")]
    public void A_grant_by_request_is_what_a_signed_one_would_be()
    {
        var venue = Ready();
        var events = venue.Apply(venue.Demand(RequestType.Grant, Who(Alice), Limits(0, 3)));
        var granted = events.OfType<SessionGranted>().Single();
        Assert.Equal((Key, Key.ToString().Substring(2, 16)), (granted.Key, granted.Name));
        var session = venue.Account(Alice).Sessions.Single();
        Assert.Equal((5_000_000, 7U, true), (
            session.Limits.MaxOrderNotional.Value, session.Limits.MaxLeverage, session.Limits.ReduceOnly));
        Assert.Equal([Btc, new MarketId(3)], session.Limits.Markets);
        Refused(
            venue, RejectCode.AgentAddressUsed, venue.Demand(RequestType.Grant, Who(Alice), Limits(0, 3)));
    }

    [Fact]
    [Trait("rule", "ENG-REQ-002")]
    [Trait("rule", "ENG-REQ-005")]
    public void Limits_that_are_none_are_refused()
    {
        var venue = Ready();
        (byte[] Form, RejectCode Code)[] cases =
        [
            (Limits(3, 0), RejectCode.RequestMalformed), (Limits(1, 1), RejectCode.RequestMalformed),
            (Limits(0)[..^1], RejectCode.RequestMalformed), ([.. Limits(0), 1], RejectCode.RequestMalformed),
            (Limits(99), RejectCode.GrantLimits), (new byte[57], RejectCode.AgentAddressUsed),
        ];
        foreach (var (rest, code) in cases)
        {
            Refused(venue, code, venue.Demand(RequestType.Grant, Who(Alice), rest));
        }

        var sub = venue.Sub(Alice, "sub");
        Refused(
            venue, RejectCode.SubAccountUnknown,
            venue.Demand(RequestType.Grant, sub, Limits(0), Who(Alice)));
    }

    [Fact]
    [Trait("rule", "ENG-REQ-006")]
    public void A_revoked_key_acts_no_more_and_is_revoked_once()
    {
        var venue = Ready();
        venue.Act(Alice, new ApproveAgent(Key, "k", 0, SessionLimits.None));
        Refused(venue, RejectCode.RequestKeyUnknown, Revocation(venue, Bob));
        Assert.Contains(new SessionRevoked(Who(Alice), Key), venue.Apply(Revocation(venue, Alice)));
        Rejected(RejectCode.UnknownSigner, venue.Act("a key", new Noop(false)), nonceUsed: false);
        Refused(venue, RejectCode.RequestKeyUnknown, Revocation(venue, Alice));
    }

    private static QueueRequest Revocation(Venue venue, string name) =>
        venue.Demand(RequestType.Revoke, Who(name), Key.ToArray());

    private static byte[] Limits(params uint[] markets)
    {
        var rest = new Offing.Protocol.Codec.ByteWriter(96)
            .Address(Key).U64(0).U64(5_000_000).U64(0).U64(0).U32(7).Bool(true);
        foreach (var market in markets)
        {
            rest.U32(market);
        }

        return rest.ToArray();
    }

    private static void Refused(Venue venue, RejectCode code, QueueRequest request)
    {
        var events = venue.Apply(request);
        Assert.Equal(new RequestRefused(request.Index, request.Account, code), events[^1]);
        Assert.DoesNotContain(events, happened => happened is RequestServed);
    }
}
