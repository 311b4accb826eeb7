using Offing.Engine.Margin;
using Offing.Primitives;
using Offing.Protocol;
using Offing.Protocol.Commands;
using Offing.Protocol.Events;
using Offing.Protocol.Genesis;
using static Offing.Engine.Tests.Venue;

namespace Offing.Engine.Tests.Margin;

public class OpenInterestTests
{
    [Fact]
    [Trait("rule", "ENG-MRG-011")]
    public void What_would_pass_the_cap_is_refused_and_what_reduces_is_not()
    {
        var venue = Capped(cap: 90_000);
        venue.Sell(Alice, Btc, "30000", "2");
        Assert.Equal(OutcomeKind.Filled, venue.Buy(Bob, Btc, "30000", "2").Kind);
        Rejected(RejectCode.OpenInterestCap, venue.Buy(Carol, Btc, "29000", "1.00001"));
        Rejected(RejectCode.OpenInterestCap, venue.Sell(Bob, Btc, "30000", "3.00001"));
        Assert.Equal(OutcomeKind.Resting, venue.Buy(Carol, Btc, "29000", "1").Kind);
        // Above the cap by the mark alone.
        venue.Price(Btc, "50000");
        Rejected(RejectCode.OpenInterestCap, venue.Buy(Carol, Btc, "49000", "0.001"));
        Assert.Equal(OutcomeKind.Resting, venue.Sell(Bob, Btc, "50000", "2").Kind);
        Assert.Equal(OutcomeKind.Filled, venue.Buy(Alice, Btc, "50000", "2").Kind);
    }

    [Fact]
    [Trait("rule", "ENG-MRG-010")]
    public void A_fill_is_examined_at_the_open_interest_that_it_leaves_and_all_accounts_see_it()
    {
        // At 60,000 to 120,000 USDC of open interest the rate goes from 1/40 to 1.
        var venue = Capped(cap: 0, lower: 60_000, upper: 120_000);
        venue.Act(Bob, new UpdateLeverage(Btc, true, 40));
        venue.Sell(Alice, Btc, "30000", "2");
        venue.Buy(Bob, Btc, "30000", "2");
        Assert.Equal(0, venue.State.Markets[0].Scale_Nano);
        Assert.Equal(1_500_000_000, AccountView.Of(venue.State, venue.Account(Bob)).InitialMargin.Value);
        venue.Sell(Alice, Btc, "30000", "1");
        venue.Buy(Carol, Btc, "30000", "1");
        Assert.Equal(500_000_000, venue.State.Markets[0].Scale_Nano);
        // 60,000 x (1/40 + 0.5 x 39/40).
        Assert.Equal(30_750_000_000, AccountView.Of(venue.State, venue.Account(Bob)).InitialMargin.Value);
        // Two more are admitted at half, and would leave all of 150,000 to be covered.
        venue.Buy(Carol, Btc, "30000", "2");
        Rejected(RejectCode.InsufficientMargin, venue.Sell(Alice, Btc, "30000", "2", TimeInForce.Ioc));
        Rejected(RejectCode.FokNotFillable, venue.Sell(Alice, Btc, "30000", "1", TimeInForce.Fok));
    }

    private static Venue Capped(long cap, long lower = 0, long upper = 0)
    {
        var genesis = Genesis();
        var market = genesis.Markets[0] with
        {
            OpenInterest = new OpenInterestParameters(Usdc(lower), Usdc(upper), Usdc(cap)),
        };
        return Ready(genesis with { Markets = [market, .. genesis.Markets.Skip(1)] });
    }

    private static MicroUsd Usdc(long amount) => new(amount * 1_000_000);
}
