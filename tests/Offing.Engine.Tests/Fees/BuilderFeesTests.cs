using Offing.Engine.Margin;
using Offing.Primitives;
using Offing.Protocol;
using Offing.Protocol.Commands;
using Offing.Protocol.Events;
using Offing.Protocol.Genesis;
using static Offing.Engine.Tests.Venue;

namespace Offing.Engine.Tests.Fees;

public class BuilderFeesTests
{
    private const string Builder = "builder";

    [Fact]
    [Trait("rule", "ENG-FEE-004")]
    [Trait("rule", "ENG-FEE-001")]
    public void Whose_order_carries_the_code_pays_whether_it_takes_or_makes()
    {
        var venue = Ready();
        Approve(venue, Alice, 100);
        Approve(venue, Bob, 3);
        Place(venue, Alice, Order(Btc, Side.Sell, "30001", "0.00037"), 100);
        Assert.Null(venue.State.FindAccount(Who(Builder)));
        var events = Place(venue, Bob, Order(Btc, Side.Buy, "30001", "0.00037"), 3);
        var trade = events.OfType<Traded>().Single();
        // Of 11.10037 USDC: 4,995.2 and 333.01 µ of the taker, 1,665.06 and 11,100.37 of the maker.
        Assert.Equal((4_996 + 334, 1_666 + 11_101), (trade.Taker.Fee.Value, trade.Maker.Fee.Value));
        Assert.Equal([334, 11_101], events.OfType<BuilderPaid>().Select(paid => paid.Amount.Value));
        Assert.Equal(334 + 11_101, venue.Account(Builder).Collateral.Value);
        Assert.Equal(4_996 + 1_666, venue.State.FindAccount(SystemAccounts.Fees)!.Collateral.Value);
    }

    [Fact]
    [Trait("rule", "ENG-FEE-004")]
    public void A_builder_may_be_on_either_side_of_the_trade_that_pays_it()
    {
        var venue = Ready();
        venue.Act(Alice, new ApproveBuilderFee(Who(Bob), 50));
        venue.Act(Bob, new ApproveBuilderFee(Who(Bob), 50));
        venue.Act(Bob, new PlaceOrders(
            [Order(Btc, Side.Sell, "30000", "1")], new BuilderCode(Who(Bob), 50)));
        venue.Act(Alice, new PlaceOrders(
            [Order(Btc, Side.Buy, "30000", "1")], new BuilderCode(Who(Bob), 50)));
        Assert.Equal(100_000_000_000 - 4_500_000 + 15_000_000, venue.Account(Bob).Collateral.Value);
        Assert.Equal(100_000_000_000 - 13_500_000 - 15_000_000, venue.Account(Alice).Collateral.Value);
    }

    [Fact]
    [Trait("rule", "ENG-MRG-004")]
    public void What_a_resting_order_may_come_to_pay_to_its_builder_is_reserved()
    {
        var venue = Ready();
        Approve(venue, Alice, 100);
        Place(venue, Alice, Order(Btc, Side.Buy, "30000", "1"), 100);
        var bucket = Bucket.Of(venue.State, venue.Account(Alice));
        // 30,000 at leverage 20, 0.015 % and 0.1 % of it.
        Assert.Equal(1_500_000_000 + 4_500_000 + 30_000_000, bucket.Reserved);
        venue.Sell(Bob, Btc, "30000", "0.4");
        bucket = Bucket.Of(venue.State, venue.Account(Alice));
        Assert.Equal(1_500_000_000 + 2_700_000 + 18_000_000, bucket.Reserved);
        venue.Act(Alice, new CancelOrders([(Btc, venue.Account(Alice).Orders.InIdOrder.Single().Id)]));
        Assert.Equal(600_000_000, Bucket.Of(venue.State, venue.Account(Alice)).Reserved);
        Assert.Equal(0, venue.Slot(Alice, Btc).BuilderReserve);
    }

    [Fact]
    [Trait("rule", "ENG-MRG-004")]
    [Trait("rule", "ENG-MON-007")]
    public void Nobody_takes_out_what_an_order_at_rest_owes_its_builder_when_it_is_filled()
    {
        var venue = Ready();
        Approve(venue, Alice, 100);
        Place(venue, Alice, Order(Btc, Side.Buy, "30000", "1"), 100);
        var most = 100_000_000_000 - 1_534_500_000;
        Rejected(
            RejectCode.InsufficientBalance,
            venue.Act(Alice, new Withdraw(Who(Alice), new MicroUsd(most + 1))));
        Assert.Single(venue.Act(Alice, new Withdraw(Who(Alice), new MicroUsd(most)))
            .OfType<WithdrawalQueued>());
        venue.Sell(Bob, Btc, "30000", "1");
        var bucket = Bucket.Of(venue.State, venue.Account(Alice));
        Assert.Equal(bucket.Initial, bucket.Equity);
    }

    [Fact]
    [Trait("rule", "ENG-FEE-006")]
    public void Orders_with_a_code_need_an_approval_that_is_high_enough()
    {
        var venue = Ready();
        var order = Order(Btc, Side.Buy, "29000", "1");
        Rejected(RejectCode.BuilderNotApproved, Place(venue, Alice, order, 1));
        Approve(venue, Alice, 10);
        Rejected(RejectCode.BuilderNotApproved, Place(venue, Alice, order, 11));
        Rejected(RejectCode.BuilderFeeTooHigh, Place(venue, Alice, order, 101));
        Assert.Equal(OutcomeKind.Resting, Place(venue, Alice, order, 10).OfType<ItemOutcome>().Single().Kind);
        Approve(venue, Alice, 0);
        Rejected(RejectCode.BuilderNotApproved, Place(venue, Alice, order, 1));
        Assert.Equal(OutcomeKind.Resting, Place(venue, Alice, order, 0).OfType<ItemOutcome>().Single().Kind);
        Assert.Null(venue.Account(Alice).Orders.First!.Builder);
    }

    [Fact]
    [Trait("rule", "ENG-FEE-007")]
    public void An_owner_approves_ten_builders_and_no_session_does()
    {
        var venue = Ready();
        for (var i = 0; i < 10; i++)
        {
            Assert.Single(venue.Act(Alice, new ApproveBuilderFee(Who($"b{i}"), 1)).OfType<BuilderApproved>());
        }

        Rejected(RejectCode.BuilderLimit, venue.Act(Alice, new ApproveBuilderFee(Who("more"), 1)));
        Rejected(RejectCode.BuilderFeeTooHigh, venue.Act(Alice, new ApproveBuilderFee(Who("b1"), 101)));
        Rejected(RejectCode.BuilderFeeTooHigh, venue.Act(Alice, new ApproveBuilderFee(Address.Zero, 1)));
        venue.Act(Alice, new ApproveBuilderFee(Who("b1"), 2));
        venue.Act(Alice, new ApproveBuilderFee(Who("b2"), 0));
        Assert.Single(venue.Act(Alice, new ApproveBuilderFee(Who("more"), 7)).OfType<BuilderApproved>());
        Assert.Equal((2u, 0u, 7u), (
            venue.Account(Alice).BuilderFeeMost(Who("b1")), venue.Account(Alice).BuilderFeeMost(Who("b2")),
            venue.Account(Alice).BuilderFeeMost(Who("more"))));
        var addresses = venue.Account(Alice).Builders!.ByAddress.Select(b => b.Builder).ToList();
        Assert.Equal(addresses.Order(), addresses);
        venue.Act(Alice, new ApproveAgent(Who("bot"), "", 0, SessionLimits.None));
        Rejected(
            RejectCode.AgentNotAllowed, venue.Act("bot", new ApproveBuilderFee(Who("b3"), 5)),
            nonceUsed: false);
    }

    [Fact]
    [Trait("rule", "ENG-FEE-004")]
    [Trait("rule", "ENG-FEE-007")]
    public void Children_triggers_and_sub_accounts_pay_like_their_owner_and_a_replacement_pays_nothing()
    {
        var venue = Ready();
        var sub = venue.Sub(Alice, "s1");
        venue.Act(Alice, new TransferSubAccount(sub, true, new MicroUsd(50_000_000_000)));
        Approve(venue, Alice, 100);
        var stop = Order(Btc, Side.Sell, "27000", "1", reduceOnly: true) with
        {
            Trigger = new TriggerSpec(TriggerKind.StopLoss, Number("29000"), IsMarket: true),
        };
        venue.Sell(Bob, Btc, "30000", "1");
        var family = new PlaceOrders(
            [Order(Btc, Side.Buy, "30000", "1"), stop], new BuilderCode(Who(Builder), 100))
        {
            Grouping = OrderGrouping.NormalTpsl,
        };
        venue.Apply(venue.Signed(Alice, family) with { Vault = sub });
        Assert.Equal(30_000_000, venue.Account(Builder).Collateral.Value);
        venue.Buy(Bob, Btc, "28900", "1");
        venue.Price(Btc, "28950");
        Assert.Equal(30_000_000 + 28_900_000, venue.Account(Builder).Collateral.Value);

        var resting = Place(venue, Alice, Order(Btc, Side.Buy, "28000", "1"), 100)
            .OfType<ItemOutcome>().Single();
        venue.Act(Alice, new ModifyOrders(
            [(new OrderReference(resting.Order, default), Order(Btc, Side.Buy, "28001", "1"))], false));
        Assert.Null(venue.Account(Alice).Orders.First!.Builder);
    }

    private static void Approve(Venue venue, string owner, ulong tenths) =>
        Assert.Single(
            venue.Act(owner, new ApproveBuilderFee(Who(Builder), tenths)).OfType<BuilderApproved>());

    private static IReadOnlyList<IEngineEvent> Place(
        Venue venue, string who, OrderSpec order, ulong tenths) =>
        venue.Act(who, new PlaceOrders([order], new BuilderCode(Who(Builder), tenths)));
}
