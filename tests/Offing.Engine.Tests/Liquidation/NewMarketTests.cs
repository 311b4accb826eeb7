using Offing.Engine.Tests.Parameters;
using Offing.Primitives;
using Offing.Protocol.Entries;
using Offing.Protocol.Events;
using Offing.Protocol.Genesis;
using static Offing.Engine.Tests.Venue;

namespace Offing.Engine.Tests.Liquidation;

/// <summary>
/// Longs of 10,000 USDC at 10x in a market that was listed, against Bob. At 85 each is 500 USDC below zero.
/// </summary>
public class NewMarketTests
{
    private const ulong Delay_Ms = 1_000;

    private static readonly MarketId New = new(4);

    private Venue _venue = new();

    [Fact]
    [Trait("rule", "ENG-LIQ-013")]
    public void It_draws_no_more_insurance_than_its_fees_brought_and_the_rest_is_deleveraged()
    {
        // 0.045 and 0.015 per cent of 10,000.
        Start(450_000, 150_000);
        Long(Alice);
        Assert.Equal(6_000_000, _venue.State.MarketOf(New).FeesBrought);
        var events = Crash();
        var steps = events.OfType<LiquidationStep>().ToList();
        Assert.Equal(
            [LiquidationMeans.Insurance, LiquidationMeans.Deleverage], steps.Select(step => step.Means));
        Assert.Equal((-6_000_000, -494_000_000), (steps[0].Cash.Value, steps[0].EquityAfter.Value));
        Assert.Equal(-494_000_000, steps[1].Cash.Value);
        Assert.Equal(0, steps[1].EquityAfter.Value);
        Assert.Equal(6_000_000, _venue.State.MarketOf(New).InsuranceDrawn);
    }

    [Fact]
    [Trait("rule", "ENG-LIQ-013")]
    public void Fees_that_are_just_enough_are_enough()
    {
        // 4 and 1 per cent of 10,000: 500.
        Start(40_000_000, 10_000_000);
        Long(Alice);
        Assert.Equal([-500_000_000], Paid(Crash()));
        Assert.Equal(
            _venue.State.MarketOf(New).FeesBrought, _venue.State.MarketOf(New).InsuranceDrawn);
    }

    [Fact]
    [Trait("rule", "ENG-LIQ-013")]
    public void Two_of_one_entry_share_what_the_fees_brought()
    {
        Start(40_000_000, 1_000_000);
        Long(Alice);
        Long(Carol);
        Assert.Equal(820_000_000, _venue.State.MarketOf(New).FeesBrought);
        var events = Crash();
        Assert.Equal([-500_000_000, -320_000_000], Paid(events));
        Assert.Equal(2, events.OfType<DeleverageCertificate>().Count());
    }

    [Theory]
    [InlineData(1UL, 6_000_000)]
    [InlineData(0UL, 500_000_000)]
    [Trait("rule", "ENG-LIQ-013")]
    public void The_bound_ends_with_the_thirtieth_day(ulong before_Ms, long paid)
    {
        Start(450_000, 150_000, wait: true);
        Long(Alice);
        var listed = _venue.State.MarketOf(New).ListedAt.Milliseconds;
        _venue.Now = listed + (30UL * 86_400_000) - before_Ms;
        Assert.Equal([-paid], Paid(Crash()));
    }

    [Fact]
    [Trait("rule", "ENG-LIQ-013")]
    public void A_rebate_and_a_builders_part_are_no_fees_that_it_brought()
    {
        Start(450_000, -50_000);
        Long(Alice);
        Assert.Equal(4_000_000, _venue.State.MarketOf(New).FeesBrought);
    }

    [Fact]
    [Trait("rule", "ENG-LIQ-013")]
    public void A_market_of_genesis_has_no_bound()
    {
        Start(450_000, 150_000);
        var btc = _venue.State.MarketOf(Btc);
        _venue.Price(Btc, "30000");
        _venue.Act(Alice, new Offing.Protocol.Commands.UpdateLeverage(Btc, IsCross: false, 40));
        _venue.Sell(Bob, Btc, "30000", "1");
        _venue.Buy(Alice, Btc, "30000", "1");
        _venue.Now += 1_000;
        _venue.Report(0, Btc, 280_000);
        Assert.Equal([-1_250_000_000], Paid(_venue.Report(1, Btc, 280_000)));
        Assert.Equal(1_250_000_000, btc.InsuranceDrawn);
    }

    // The oracle follows at once. With a wait the market is priced when the thirtieth day is nearly over: a
    // quorum that is lost for a day would end it.
    private void Start(long taker, long maker, bool wait = false)
    {
        _venue = new Venue(Genesis(taker: taker, maker: maker) with
        {
            Oracle = new OracleParameters(10_000, 2, new Nano(Nano.One)),
            ParameterDelay_Ms = Delay_Ms,
        });
        _venue.Apply(ChangeBytes.Request(_venue, ChangeBytes.Listing(ListingTests.Terms())));
        _venue.Now += Delay_Ms;
        _venue.Apply(new Tick());
        _venue.Now += wait ? (30UL * 86_400_000) - 5_000 : 0;
        _venue.Apply(_venue.Request(SystemAccounts.Insurance, 100_000_000_000));
        _venue.Deposit(Alice, 20_000).Deposit(Bob, 100_000).Deposit(Carol, 20_000);
        _venue.Price(New, "100");
    }

    private void Long(string who)
    {
        _venue.Sell(Bob, New, "100", "100");
        _venue.Buy(who, New, "100", "100");
    }

    // The second report moves the median.
    private IReadOnlyList<IEngineEvent> Crash()
    {
        _venue.Now += _venue.State.Time.Milliseconds >= _venue.Now ? 1_000UL : 0;
        _venue.Report(0, New, 8_500);
        return _venue.Report(1, New, 8_500);
    }

    private static IEnumerable<long> Paid(IEnumerable<IEngineEvent> events) => events
        .OfType<LiquidationStep>().Where(step => step.Means == LiquidationMeans.Insurance)
        .Select(step => step.Cash.Value);
}
