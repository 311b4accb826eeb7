using System.Diagnostics;
using System.Reflection;
using System.Text.Json.Nodes;
using Offing.Tools.Client;

namespace Offing.Tools.Bench.Recovery;

/// <summary>
/// How long a venue takes to stand again: with its whole log, and with a snapshot near its end.
/// </summary>
public static class RecoveryBench
{
    /// <param name="plan">Its folder holds such a log already, or is made.</param>
    /// <param name="say">Told what is done now.</param>
    /// <param name="starts">Cold starts of each kind; the median counts.</param>
    public static async Task<JsonObject> RunAsync(
        RecoveryPlan plan, int starts, Action<string> say, CancellationToken stop)
    {
        var begin = Stopwatch.GetTimestamp();
        var made = Directory.Exists(plan.Folder)
            ? RecoveryPlan.Load(plan.Folder)
            : RecoveryLog.Make(plan, say, stop);
        var figures = new JsonObject
        {
            ["commands"] = made.Commands,
            ["accounts"] = made.Accounts,
            ["active"] = made.Active,
            ["entries"] = made.Entries,
            ["records"] = made.Records,
            ["log_mib"] = made.LogBytes >> 20,
            ["make_s"] = Math.Round(Stopwatch.GetElapsedTime(begin).TotalSeconds, 1),
            ["stages"] = await StartAsync(made.Folder, "stages", stop),
            ["from_log"] = await MedianAsync(made, "log", starts, say, stop),
        };
        if (made.Tail > 0)
        {
            figures["tail_commands"] = made.Tail;
            figures["snapshot_mib"] =
                new DirectoryInfo(made.Snapshots).EnumerateFiles().Sum(file => file.Length) >> 20;
            figures["from_snapshot"] = await MedianAsync(made, "snapshot", starts, say, stop);
        }

        return figures;
    }

    private static async Task<JsonObject> MedianAsync(
        RecoveryPlan plan, string from, int starts, Action<string> say, CancellationToken stop)
    {
        var all = new List<JsonObject>();
        for (var i = 1; i <= starts; i++)
        {
            say($"cold start {i} of {starts} from the {from} ...");
            RecoveryStart.ForgetCache(plan);
            all.Add(await StartAsync(plan.Folder, from, stop));
        }

        var sorted = all.OrderBy(each => each["start_s"]!.GetValue<double>()).ToArray();
        var median = sorted[sorted.Length / 2];
        median["all_start_s"] = new JsonArray(
            [.. all.Select(each => (JsonNode)each["start_s"]!.GetValue<double>())]);
        return median;
    }

    private static async Task<JsonObject> StartAsync(string folder, string from, CancellationToken stop)
    {
        var start = new ProcessStartInfo(
            "dotnet",
            [
                Assembly.GetEntryAssembly()!.Location, "bench", "recovery", "--folder", folder, "--start",
                from,
            ])
        {
            RedirectStandardOutput = true,
        };
        using var child = Process.Start(start)!;
        using var ended = stop.Register(() => child.Kill());
        var output = await child.StandardOutput.ReadToEndAsync(CancellationToken.None);
        await child.WaitForExitAsync(CancellationToken.None);
        stop.ThrowIfCancellationRequested();
        return child.ExitCode == 0
            ? JsonNode.Parse(output)!.AsObject()
            : throw new VenueException($"the start from the {from} of {folder} has failed, see above");
    }
}
