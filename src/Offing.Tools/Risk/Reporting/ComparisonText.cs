using System.Text;
using Offing.Primitives;
using Offing.Tools.Publishers;
using Offing.Tools.Risk.Comparing;
using Offing.Tools.Risk.Running;
using Offing.Tools.Risk.Scenarios;

namespace Offing.Tools.Risk.Reporting;

/// <summary>The table of the three rules.</summary>
internal static class ComparisonText
{
    public const string Explain =
        "At each deleveraging the other rules were given the same accounts, as they stood just before, and "
        + "the same deficit. So each takes the same size in all; what differs is from whom. *Below the line* "
        + "are accounts whose leverage was no higher than that to which the venue's rule brought the others: "
        + "taking from them does harm that nothing required. Profit forgone is what the positions taken "
        + "would have made afterwards (negative: a loss that was spared), at the mark of the end, and at the "
        + "best mark that came later. What would have followed from another choice is left out.";

    public static string Table(RunResult run)
    {
        var text = new StringBuilder("| |");
        foreach (var rule in run.Comparison.All)
        {
            text.Append($" {rule.Name} |");
        }

        text.Append("\n|---|---|---|---|\n");
        Row("deleveragings", _ => $"{run.Comparison.Moments}");
        Row("cuts", rule => $"{rule.Cuts}");
        Row("of them whole positions", rule => $"{rule.WholeCuts}");
        Row("accounts touched", rule => $"{rule.Accounts}");
        Row("of them while below the line", rule => $"{rule.AccountsBelow}");
        Row("notional taken, USDC", rule => Figures.Usd(rule.Notional));
        Row("of it from below the line, USDC", rule => Figures.Usd(rule.NotionalBelow));
        Row("largest part of a position taken", rule => Figures.PerCent(rule.LargestShare));
        Row("profit forgone at the end, USDC", rule => Figures.Usd(rule.Forgone(AtEnd, onlyBelow: false)));
        Row("of it by accounts below the line", rule => Figures.Usd(rule.Forgone(AtEnd, onlyBelow: true)));
        Row("profit forgone at the best later mark", rule => Figures.Usd(rule.Forgone(AtBest, false)));
        Row("of it by accounts below the line", rule => Figures.Usd(rule.Forgone(AtBest, true)));
        Row("most of it by one account at once", rule => Figures.Usd(rule.LargestForgone(AtBest)));
        return text.ToString();

        void Row(string name, Func<RuleTally, string> value)
        {
            text.Append($"| {name} |");
            foreach (var rule in run.Comparison.All)
            {
                text.Append($" {value(rule)} |");
            }

            text.Append('\n');
        }

        long AtEnd(uint market, int second, int direction) => Marks(market)[^1] / Unit(market);

        long AtBest(uint market, int second, int direction)
        {
            var later = Marks(market).GetRange(second, Marks(market).Count - second);
            return (direction > 0 ? later.Max() : later.Min()) / Unit(market);
        }

        List<long> Marks(uint market) =>
            run.Series.Of(Metrics.Mark, run.Scenario.Venue.Markets[(int)market].Name).Values;

        long Unit(uint market) => RandomWalk.Pow10(run.Scenario.Venue.Markets[(int)market].SzDecimals);
    }
}
