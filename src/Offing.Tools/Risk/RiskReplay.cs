using Offing.Tools.Risk.Reporting;
using Offing.Tools.Risk.Running;
using Offing.Tools.Risk.Scenarios;

namespace Offing.Tools.Risk;

/// <summary>Reads a scenario, goes through it, writes the report, says what was not as expected.</summary>
public static class RiskReplay
{
    /// <param name="folder">For the report; null: data/risk/ and the scenario's name.</param>
    /// <param name="parts">One part in so many of accounts and amounts; 1: the scenario as it is.</param>
    /// <param name="say">For progress and for what is not met.</param>
    /// <returns>The report's path, and whether everything was as expected.</returns>
    /// <exception cref="FormatException">The scenario is wrong; one sentence says where.</exception>
    /// <exception cref="IOException">A file cannot be read or written.</exception>
    public static (string Report, bool IsMet) Run(
        string path, string? folder, int parts, Action<string> say, CancellationToken stop)
    {
        if (Directory.Exists(path))
        {
            throw new FormatException($"{path} is a folder: name a scenario file");
        }

        var scenario = ScenarioParser.Read(path, Repository.Root);
        scenario = parts == 1 ? scenario : scenario.Shrink(parts);
        var run = RiskRun.Of(scenario, say, stop);
        var report = Report.Write(run, folder ?? Path.Combine("data", "risk", scenario.Name));
        say($"{run.Entries} entries in {run.Wall.TotalSeconds:0.0} s");
        var unmet = Verdict.Of(scenario, run.Series).Where(verdict => !verdict.IsMet).ToArray();
        foreach (var verdict in unmet)
        {
            say($"not met: {VerdictText.Line(verdict)}");
        }

        return (report, unmet.Length == 0);
    }
}
