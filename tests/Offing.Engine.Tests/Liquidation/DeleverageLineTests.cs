using System.Numerics;
using Offing.Engine.Liquidation;
using Offing.Engine.Tests.Properties;
using Offing.Primitives;
using Offing.Protocol.Deleveraging;
using Offing.Protocol.Events;

namespace Offing.Engine.Tests.Liquidation;

public class DeleverageLineTests
{
    private static readonly Ticks Mark = new(100);

    [Fact]
    [Trait("rule", "ENG-ADL-001")]
    [Trait("rule", "ENG-ADL-002")]
    public void The_most_leveraged_are_brought_down_to_one_line_and_nobody_else_gives()
    {
        // Leverage 10, 5 and 2 at 1,000 lots each.
        DeleverageCandidate[] candidates =
            [Of(10, 1_000, 10_000), Of(11, 1_000, 20_000), Of(12, 1_000, 50_000)];
        var (line, cuts) = Choose(candidates, 600);
        // At a line w the first gives 1,000 - 100 w and the second 1,000 - 200 w. At 4.67 that is 533 and 66,
        // one short; a step before 534 and 67, one too many, which the higher account gets back.
        Assert.Equal([534, 66, 0], cuts);
        Assert.Equal(4_669_999UL, line);
    }

    [Fact]
    [Trait("rule", "ENG-ADL-003")]
    public void Who_has_no_equity_gives_first_the_larger_before_the_smaller()
    {
        DeleverageCandidate[] candidates = [Of(10, 100, 0), Of(11, 300, -5), Of(12, 1_000, 1)];
        var (line, cuts) = Choose(candidates, 350);
        Assert.Equal(DeleverageLine.None, line);
        Assert.Equal([50, 300, 0], cuts);
    }

    [Fact]
    [Trait("rule", "ENG-ADL-004")]
    public void Vault_and_insurance_give_when_nobody_else_is_left()
    {
        DeleverageCandidate[] candidates =
            [Of(1, 50, 10, isLast: true), Of(2, 70, 10, isLast: true), Of(9, 100, 1_000_000)];
        Assert.Equal([0, 0, 90], Choose(candidates, 90).Cuts);
        Assert.Equal([10, 70, 100], Choose(candidates, 180).Cuts);
    }

    [Fact]
    [Trait("rule", "ENG-ADL-001")]
    [Trait("rule", "ENG-ADL-002")]
    [Trait("rule", "ENG-ADL-005")]
    public void The_checker_agrees_with_the_engine_on_random_accounts()
    {
        var random = new SplitMix(5);
        for (var round = 0; round < 3_000; round++)
        {
            var candidates = Random(random);
            var total = candidates.Sum(c => c.Size.Value);
            var deficit = 1 + (long)(random.Next() % (ulong)total);
            var (line, cuts) = Choose(candidates, deficit);
            var certificate = Certificate(candidates, deficit, line, cuts);
            Assert.Empty(DeleverageChecker.Check(certificate, candidates));
        }
    }

    [Fact]
    [Trait("rule", "ENG-ADL-005")]
    public void The_checker_finds_each_way_to_cheat()
    {
        var random = new SplitMix(6);
        var found = 0;
        for (var round = 0; round < 2_000; round++)
        {
            var candidates = Random(random);
            var deficit = 1 + (long)(random.Next() % (ulong)candidates.Sum(c => c.Size.Value));
            var (line, cuts) = Choose(candidates, deficit);
            // One lot of a cut is moved to another account.
            var (from, to) = (random.Below(cuts.Length), random.Below(cuts.Length));
            if (from == to || cuts[from] == 0 || cuts[to] == candidates[to].Size.Value)
            {
                continue;
            }

            cuts[from]--;
            cuts[to]++;
            found++;
            Assert.NotEmpty(DeleverageChecker.Check(
                Certificate(candidates, deficit, line, cuts), candidates));
        }

        Assert.True(found > 200, $"{found}");
    }

    [Fact]
    [Trait("rule", "ENG-ADL-005")]
    public void The_checker_wants_all_that_was_missing_and_no_more()
    {
        DeleverageCandidate[] candidates = [Of(10, 100, 100), Of(11, 100, 200)];
        var (line, cuts) = Choose(candidates, 60);
        Assert.NotEmpty(DeleverageChecker.Check(Certificate(candidates, 61, line, cuts), candidates));
        Assert.NotEmpty(DeleverageChecker.Check(Certificate(candidates, 59, line, cuts), candidates));
        var stranger = Certificate(candidates, 60, line, cuts) with
        {
            Cuts = [new DeleverageCut(77, new Lots(60))],
        };
        Assert.NotEmpty(DeleverageChecker.Check(stranger, candidates));
    }

    [Fact]
    public void The_line_is_the_highest_that_is_enough()
    {
        var random = new SplitMix(7);
        for (var round = 0; round < 300; round++)
        {
            var candidates = Random(random).Where(c => c.Equity > 0 && !c.IsLast).ToArray();
            if (candidates.Length == 0)
            {
                continue;
            }

            var deficit = 1 + (long)(random.Next() % (ulong)candidates.Sum(c => c.Size.Value));
            var (line, _) = Choose(candidates, deficit);
            Assert.True(Sum(candidates, line) >= deficit);
            Assert.True(Sum(candidates, line + 1) < deficit);
        }
    }

    private static BigInteger Sum(DeleverageCandidate[] candidates, ulong line)
    {
        BigInteger sum = 0;
        foreach (var candidate in candidates)
        {
            var over = ((BigInteger)candidate.Notional * 1_000_000) - ((BigInteger)line * candidate.Equity);
            var lots = over <= 0 ? 0 : (over + (Mark.Value * 1_000_000L) - 1) / (Mark.Value * 1_000_000L);
            sum += BigInteger.Min(candidate.Size.Value, lots);
        }

        return sum;
    }

    private static DeleverageCandidate Of(uint account, long lots, long equity, bool isLast = false) =>
        new(account, new Lots(lots), lots * Mark.Value, equity, isLast);

    private static DeleverageCandidate[] Random(SplitMix random) =>
    [
        .. Enumerable.Range(0, 1 + random.Below(12)).Select(i =>
        {
            var lots = 1 + random.Below(random.Chance(50) ? 20 : 100_000);
            var others = random.Chance(50) ? 0 : random.Below(1_000_000);
            var rich = (long)(random.Next() % 100) * (random.Chance(50) ? 1 : 99_991);
            var equity = random.Chance(15) ? -random.Below(50) : rich;
            var notional = ((Int128)lots * Mark.Value) + others;
            return new DeleverageCandidate(
                (uint)i, new Lots(lots), notional, equity, i < 2 && random.Chance(20));
        }),
    ];

    private static (ulong Line, long[] Cuts) Choose(DeleverageCandidate[] candidates, long deficit)
    {
        var chooser = new DeleverageLine();
        var line = chooser.Choose(candidates, deficit, Mark);
        return (line, chooser.Cuts.ToArray());
    }

    private static DeleverageCertificate Certificate(
        DeleverageCandidate[] candidates, long deficit, ulong line, long[] cuts) => new(
        Venue.Btc, Mark, Side.Buy, new Lots(deficit), line,
        [.. candidates.Zip(cuts).Where(pair => pair.Second != 0)
            .Select(pair => new DeleverageCut(pair.First.Account, new Lots(pair.Second)))]);
}
