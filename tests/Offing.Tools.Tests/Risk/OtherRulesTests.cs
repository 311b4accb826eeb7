using Offing.Tools.Risk.Comparing;

namespace Offing.Tools.Tests.Risk;

public class OtherRulesTests
{
    // Shorts from 120 at mark 100. Leverage 2 with the most profit, 10 with less, 5 with the same, broke.
    private static readonly Candidate[] Shorts =
    [
        new(1, Size: 50, Notional: 5_000, Equity: 2_500, Cost: 6_000),
        new(2, Size: 30, Notional: 3_000, Equity: 300, Cost: 3_300),
        new(3, Size: 40, Notional: 4_000, Equity: 800, Cost: 4_400),
        new(4, Size: 10, Notional: 1_000, Equity: -5, Cost: 1_001),
    ];

    [Theory]
    [InlineData(5, 0, 0, 0, 5)]
    [InlineData(25, 0, 15, 0, 10)]
    [InlineData(60, 0, 30, 20, 10)]
    [InlineData(90, 10, 30, 40, 10)]
    public void A_queue_closes_in_full_by_profit_times_leverage(
        long deficit, long first, long second, long third, long fourth) =>
        Assert.Equal([first, second, third, fourth], QueueRule.Cuts(Moment(deficit)));

    [Theory]
    [InlineData(13, 5, 3, 4, 1)]
    [InlineData(15, 6, 4, 4, 1)]
    [InlineData(130, 50, 30, 40, 10)]
    public void Pro_rata_takes_the_same_share_and_the_rest_lot_by_lot(
        long deficit, long first, long second, long third, long fourth) =>
        Assert.Equal([first, second, third, fourth], ProRataRule.Cuts(Moment(deficit)));

    [Fact]
    public void A_tally_tells_what_was_taken_from_whom_without_need()
    {
        var tally = new RuleTally("pro rata");
        tally.Add(Moment(13), ProRataRule.Cuts(Moment(13)));
        // The line is leverage 4: the first account is below it.
        Assert.Equal(4, tally.Accounts);
        Assert.Equal(1, tally.AccountsBelow);
        Assert.Equal(1_300, tally.Notional);
        Assert.Equal(500, tally.NotionalBelow);
        Assert.Equal(100_000_000, tally.LargestShare);
        // Short positions: a later price that is lower was profit, one that is higher was a loss.
        Assert.Equal(13 * 8, tally.Forgone((_, _, _) => 92, onlyBelow: false));
        Assert.Equal(5 * 8, tally.Forgone((_, _, _) => 92, onlyBelow: true));
        Assert.Equal(5 * 8, tally.LargestForgone((_, _, _) => 92));
        Assert.Equal(-13 * 3, tally.Forgone((_, _, _) => 103, onlyBelow: false));
    }

    [Fact]
    public void No_rule_takes_more_than_there_is_or_less_than_must_be_found()
    {
        var random = new Random(1);
        for (var round = 0; round < 500; round++)
        {
            var candidates = Enumerable.Range(0, 1 + random.Next(30)).Select(i => new Candidate(
                (uint)i, 1 + random.Next(1_000), random.Next(1_000_000), random.Next(-100, 100_000),
                random.Next(1_000_000))).ToArray();
            var deficit = random.NextInt64(1, candidates.Sum(candidate => candidate.Size) + 1);
            var moment = Moment(deficit) with { Candidates = candidates, Direction = (round % 2 * 2) - 1 };
            foreach (var cuts in (IReadOnlyList<long>[])[QueueRule.Cuts(moment), ProRataRule.Cuts(moment)])
            {
                Assert.Equal(deficit, cuts.Sum());
                Assert.All(
                    cuts.Zip(candidates), pair => Assert.InRange(pair.First, 0, pair.Second.Size));
            }
        }
    }

    private static DeleverageMoment Moment(long deficit) =>
        new(0, 0, Direction: -1, Mark: 100, Line: 4_000_000, deficit, Shorts);
}
