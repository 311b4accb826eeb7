using Offing.Engine.Accounts;
using Offing.Primitives;
using Offing.Protocol;
using Offing.Protocol.Commands;
using Offing.Protocol.Events;
using static Offing.Engine.Tests.Venue;

namespace Offing.Engine.Tests.Commands;

public class UpdateLeverageCommandTests
{
    [Fact]
    [Trait("rule", "ENG-ACC-017")]
    public void A_leverage_of_ones_own_takes_a_slot_and_the_default_gives_it_back()
    {
        var venue = Ready();
        var events = venue.Act(Alice, new UpdateLeverage(Btc, true, 40));
        Assert.Equal(40U, events.OfType<LeverageSet>().Single().Leverage);
        Assert.Equal(40U, venue.Slot(Alice, Btc).Leverage);
        venue.Act(Alice, new UpdateLeverage(Btc, true, Slot.LeverageDefault));
        Assert.Null(venue.Account(Alice).FindSlot(Btc));
    }

    [Fact]
    [Trait("rule", "ENG-MRG-008")]
    public void What_cannot_be_chosen_is_refused_by_name()
    {
        var venue = Ready();
        Rejected(RejectCode.UnknownMarket, venue.Act(Alice, new UpdateLeverage(new MarketId(9), true, 1)));
        Rejected(RejectCode.LeverageOutOfRange, venue.Act(Alice, new UpdateLeverage(Btc, true, 0)));
        Rejected(RejectCode.LeverageOutOfRange, venue.Act(Alice, new UpdateLeverage(Btc, true, 41)));
    }

    [Fact]
    [Trait("rule", "ENG-MRG-008")]
    public void Lower_leverage_than_equity_carries_is_refused()
    {
        var venue = Ready();
        venue.Sell(Alice, Btc, "30000", "20");
        Assert.Equal(OutcomeKind.Filled, venue.Buy(Bob, Btc, "30000", "20").Kind);
        Rejected(RejectCode.LeverageMargin, venue.Act(Bob, new UpdateLeverage(Btc, true, 5)));
        Assert.Single(venue.Act(Bob, new UpdateLeverage(Btc, true, 10)).OfType<LeverageSet>());
    }
}
