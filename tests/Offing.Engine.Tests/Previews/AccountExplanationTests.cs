using Offing.Engine.Accounts;
using Offing.Engine.Matching;
using Offing.Engine.Previews;
using Offing.Engine.Tests.Properties;
using Offing.Primitives;
using Offing.Protocol;
using Offing.Protocol.Commands;

namespace Offing.Engine.Tests.Previews;

/// <summary>Whether what an account is told of its requirements gives its requirements.</summary>
public class AccountExplanationTests
{
    [Fact]
    public void The_parts_give_the_whole_by_the_formulas_of_the_spec()
    {
        var world = new World(31);
        var state = world.Venue.State;
        var isolated = 0;
        for (var i = 0; i < 2_000; i++)
        {
            world.Step();
            foreach (var account in state.Accounts.Where(_ => i % 40 == 0))
            {
                var told = AccountExplanation.Of(state, account);
                var cross = told.Slots.Where(slot => slot.Isolated is null).ToList();
                Assert.Equal(told.Cross.Initial.Value, cross.Sum(slot => slot.Initial.Value));
                Assert.Equal(told.Cross.Maintenance.Value, cross.Sum(slot => slot.Maintenance.Value));
                Assert.Equal(
                    told.Cross.Reserved.Value,
                    told.RestingFees.Value + told.Slots.Sum(slot => slot.Reserved.Value));
                Assert.Equal(
                    told.Cross.Equity.Value,
                    told.Collateral.Value
                        + cross.Sum(slot => slot.UnrealisedPnl.Value + slot.FundingDue.Value));
                Assert.All(told.Slots, AssertFormulas);
                isolated += told.Slots.Count - cross.Count;
            }
        }

        Assert.True(isolated > 20, $"{isolated}");
    }

    [Fact]
    public void The_largest_order_is_let_in_and_one_lot_more_is_not()
    {
        var world = new World(32);
        var state = world.Venue.State;
        var seen = 0;
        for (var i = 0; i < 1_000; i++)
        {
            world.Step();
            var account = state.Accounts[i % state.Accounts.Count];
            var market = state.Markets[i % state.Markets.Count];
            if (market.Mark.Value == 0 || account.IsExempt)
            {
                continue;
            }

            var most = Tradable.Of(state, account, market);
            foreach (var (side, lots) in ((Side, Lots)[])[(Side.Buy, most.Buy), (Side.Sell, most.Sell)])
            {
                Assert.True(lots.IsZero || IsIn(state, account, market.Id, side, lots));
                Assert.False(IsIn(state, account, market.Id, side, lots + new Lots(1)));
                seen += lots.IsZero ? 0 : 1;
            }
        }

        Assert.True(seen > 500, $"{seen}");
    }

    [Fact]
    public void Who_holds_a_position_may_trade_more_against_it_than_with_it()
    {
        var venue = Venue.Ready();
        venue.Sell(Venue.Bob, Venue.Btc, "30000", "1");
        venue.Buy(Venue.Alice, Venue.Btc, "30000", "1");
        var most = Tradable.Of(venue.State, venue.Account(Venue.Alice), venue.State.MarketOf(Venue.Btc));
        Assert.Equal(20U, most.Leverage);
        Assert.True(most.Sell.Value - most.Buy.Value >= 190_000, $"{most}");
    }

    private static void AssertFormulas(SlotExplanation slot)
    {
        var (notional, free, leverage) = (
            (Int128)slot.Notional.Value, slot.Tier.Free.Value, slot.Tier.MaxLeverage);
        Assert.Equal((long)Int128.Abs((Int128)slot.Size.Value * slot.Mark.Value), slot.Notional.Value);
        Assert.Equal(Ceiling(notional - free, 2 * (Int128)leverage), slot.Maintenance.Value);
        var asked = Ceiling(
            ((notional - free) * (Nano.One - slot.Scale.Value)) + (notional * slot.Scale.Value * leverage),
            leverage * (Int128)Nano.One);
        Assert.True(slot.Initial.Value >= asked && slot.Initial.Value <= Int128.Max(asked, notional));
        Assert.Equal(slot.Reserved.Value, slot.Orders.Margin.Value + slot.Orders.Loss.Value);
    }

    private static Int128 Ceiling(Int128 dividend, Int128 divisor) => (dividend + divisor - 1) / divisor;

    // Beyond the least value of an order, the preview is the order's own ladder of checks.
    private static bool IsIn(VenueState state, Account account, MarketId market, Side side, Lots lots)
    {
        var entry = new EntryContext(state, isDry: true);
        var at = state.MarketOf(market);
        if (lots.Value > Limits.OrderMax_Lots
            || at.Mark.Worth(lots.Value) > Limits.OrderMaxNotional_MicroUsd)
        {
            return false;
        }

        var draft = new OrderDraft(
            at, side, at.Mark, lots, TimeInForce.Ioc, ReduceOnly: false, ClientOrderId.None, account.Owner)
        {
            IsOfAnyValue = true,
        };
        return OrderAdmission.Examine(entry, account, ref draft, replaced: null)
            == RejectCode.None;
    }
}
