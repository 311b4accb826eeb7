using Offing.Tools.Risk.Reporting;
using Offing.Tools.Risk.Running;
using Offing.Tools.Risk.Scenarios;

namespace Offing.Tools.Tests.Risk;

/// <summary>The files of scenarios/, some with fewer accounts, keep to what they expect.</summary>
public class ScenarioFilesTests
{
    [Theory]
    [InlineData("crash", 10)]
    [InlineData("stale-restart", 1)]
    [InlineData("oracle-silence", 1)]
    [InlineData("january-2022", 5)]
    [InlineData("publisher-off", 1)]
    [InlineData("zeroed-funding", 4)]
    [InlineData("squeeze", 1)]
    [InlineData("squeeze-isolated", 1)]
    [InlineData("recorded-futures", 1)]
    public void A_scenario_comes_out_as_it_says(string name, int parts)
    {
        var root = Repository.Root;
        var path = Path.Combine(root, "scenarios", $"{name}.json");
        if (File.ReadAllText(path).Contains("../shared/data", StringComparison.Ordinal)
            && !Directory.Exists(Path.Combine(root, "..", "shared", "data")))
        {
            Console.WriteLine("skipped: ../shared/data is not there");
            return;
        }

        var scenario = ScenarioParser.Read(path, root);
        scenario = parts == 1 ? scenario : scenario.Shrink(parts);
        var run = RiskRun.Of(scenario, _ => { }, CancellationToken.None);
        Assert.Empty(run.Violations);
        var unmet = Verdict.Of(scenario, run.Series).Where(verdict => !verdict.IsMet);
        Assert.Empty(unmet.Select(VerdictText.Line));
    }

    [Fact]
    public void Every_file_is_read()
    {
        foreach (var path in Directory.GetFiles(Path.Combine(Repository.Root, "scenarios"), "*.json"))
        {
            try
            {
                Assert.NotEmpty(ScenarioParser.Read(path, Repository.Root).Expectations);
            }
            catch (FormatException wrong) when (wrong.Message.Contains("../shared/data"))
            {
                Console.WriteLine("skipped: ../shared/data is not there");
            }
        }
    }

    [Fact]
    public void The_same_scenario_comes_out_the_same()
    {
        var path = Path.Combine(Repository.Root, "scenarios", "crash.json");
        var scenario = ScenarioParser.Read(path, Repository.Root).Shrink(50);
        var first = RiskRun.Of(scenario, _ => { }, CancellationToken.None);
        var second = RiskRun.Of(scenario, _ => { }, CancellationToken.None);
        Assert.Equal(first.Entries, second.Entries);
        foreach (var (one, other) in first.Series.Columns.Zip(second.Series.Columns))
        {
            Assert.Equal(one.Values, other.Values);
        }
    }

    [Fact]
    public void What_is_not_met_is_told_and_ends_the_command_with_a_failure()
    {
        var folder = Directory.CreateTempSubdirectory("offing-risk");
        var path = Path.Combine(folder.FullName, "wrong.json");
        var crash = File.ReadAllText(Path.Combine(Repository.Root, "scenarios", "publisher-off.json"));
        File.WriteAllText(path, crash.Replace(
            "\"liquidated\", \"atMost\": \"0\"", "\"refused\", \"atLeast\": \"1000000\"",
            StringComparison.Ordinal));
        var said = new List<string>();
        var (report, isMet) = Tools.Risk.RiskReplay.Run(
            path, Path.Combine(folder.FullName, "out"), 50, said.Add, CancellationToken.None);
        Assert.False(isMet);
        Assert.Contains(
            said, line => line.StartsWith("not met: refused in seconds all", StringComparison.Ordinal));
        Assert.Contains("NOT MET", File.ReadAllText(report), StringComparison.Ordinal);
        Assert.Contains("funds.svg", File.ReadAllText(report), StringComparison.Ordinal);
        Assert.StartsWith("second,insurance,", File.ReadAllText(
            Path.Combine(folder.FullName, "out", "series.csv")), StringComparison.Ordinal);
        folder.Delete(recursive: true);
    }
}
