using Offing.Primitives;
using Offing.Protocol;
using Offing.Protocol.Entries;
using Offing.Protocol.Events;
using Offing.Protocol.Genesis;
using static Offing.Engine.Tests.Venue;

namespace Offing.Engine.Tests.Requests;

public class InflowTests
{
    private const long Price = 1_000_000;

    [Fact]
    [Trait("rule", "ENG-REQ-001")]
    [Trait("rule", "ENG-ACC-001")]
    public void The_price_of_a_request_is_credited_to_whoever_paid_it_and_makes_his_account()
    {
        var venue = new Venue();
        var events = venue.Apply(venue.Demand(RequestType.CancelAll, Who(Alice), []));
        Assert.Equal(
            [
                new Deposited(0, Who(Alice), new MicroUsd(Price)),
                new RequestServed(0, Who(Alice), RequestType.CancelAll),
            ],
            events);
        Assert.Equal(Price, venue.Account(Alice).Collateral.Value);
        Assert.Equal(Price, venue.State.DepositsCredited);
    }

    [Theory]
    [InlineData(RequestType.Withdraw)]
    [InlineData(RequestType.Close)]
    [InlineData(RequestType.CancelAll)]
    [InlineData(RequestType.Grant)]
    [InlineData(RequestType.Revoke)]
    [Trait("rule", "ENG-REQ-001")]
    [Trait("rule", "ENG-REQ-002")]
    public void A_refused_request_gives_its_price_back_as_well(RequestType type)
    {
        var venue = new Venue();
        var events = venue.Apply(venue.Demand(type, Who(Alice), [1]));
        Assert.Equal(
            [
                new Deposited(0, Who(Alice), new MicroUsd(Price)),
                new RequestRefused(0, Who(Alice), RejectCode.RequestMalformed),
            ],
            events);
    }

    // What is credited is what came in up to the cursor, to the micro-dollar: the escape counts on it.
    [Fact]
    [Trait("rule", "ENG-REQ-001")]
    public void No_money_is_nobodys_whoever_it_was_meant_for()
    {
        var venue = new Venue();
        var pool = SystemAccounts.FundingPool(Btc);
        var toPool = venue.Request(pool, 7_000_000) with { Sender = Who(Alice) };
        Assert.Equal(
            [
                new Deposited(0, Who(Alice), new MicroUsd(7_000_000)),
                new RequestRefused(0, pool, RejectCode.RequestMalformed),
            ],
            venue.Apply(toPool));
        var fromPool = venue.Request(pool, 8_000_000);
        venue.Apply(fromPool);
        Assert.Equal(8_000_000, venue.State.FindAccount(SystemAccounts.Insurance)!.Collateral.Value);
        Assert.Equal(15_000_000, venue.State.DepositsCredited);
    }

    [Fact]
    [Trait("rule", "ENG-REQ-001")]
    [Trait("rule", "ENG-MON-004")]
    public void Who_has_the_most_that_an_account_may_have_gets_no_more()
    {
        var venue = new Venue().Deposit(Alice, 1);
        venue.Account(Alice).Collateral = new MicroUsd(Engine.Accounts.Account.CollateralMax_MicroUsd);
        // A machine whose sums do not hold says so after each entry: only the credit is looked at.
        var request = venue.Request(Who(Alice), 7_000_000) with { Sender = Who(Bob) };
        var events = venue.Machine.Apply(new SequencedEntry(
            venue.State.InputCursor + 1, 9, new Time(venue.Now), request)).Events;
        Assert.Equal(new Deposited(1, Who(Bob), new MicroUsd(7_000_000)), events[0]);
    }
}
