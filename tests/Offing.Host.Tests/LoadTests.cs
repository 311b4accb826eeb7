using System.Globalization;
using System.Text.Json.Nodes;
using Xunit;

namespace Offing.Host.Tests;

/// <summary>A tiny load against a real venue: what it says must add up.</summary>
public sealed class LoadTests : IDisposable
{
    // More than what each account first builds up, so that there are cancels too.
    private const int RequestsEach = 2_000;
    private const int BatchesEach = 500;
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(1, "ws")]
    [InlineData(20, "ws")]
    [InlineData(1, "http")]
    public void What_is_acknowledged_is_in_the_log_and_nothing_else(int batch, string transport)
    {
        var requests = batch == 1 ? RequestsEach : BatchesEach;
        var file = Sign(requests, batch);
        var lines = Run(
            file, "--max", "--in-flight", "64", "--transport", transport, "--warm", "0", "--seconds", "60");
        var line = Assert.Single(lines);
        Assert.Equal(requests, Number(line, "acknowledged"));
        Assert.Equal(requests, Number(line, "logged"));
        Assert.Equal(0, Number(line, "unexpected"));
        Assert.Equal(
            requests * batch, Number(line, "rested") + Number(line, "filled") + Number(line, "cancelled")
                + Number(line, "late_cancels") + Number(line, "no_match"));
        Assert.True(Number(line, "filled") > 0 && Number(line, "cancelled") > 0);
        Assert.True(Number(line, "verify_per_s") > 0 && Number(line, "fdatasync_p99_ms") > 0);
    }

    [Fact]
    public void Latency_is_measured_at_a_rate_and_drawn()
    {
        var report = Path.Combine(_folder.Path, "report");
        var lines = Run(
            Sign(RequestsEach, 1), "--rate", "200", "--warm", "0", "--seconds", "2",
            "--without-signatures", "--report", report);
        var line = Assert.Single(lines);
        // As many as were due, and not one more: the load does not adapt to the venue.
        Assert.Equal(400, Number(line, "requests"));
        Assert.False(line["signatures"]!.GetValue<bool>());
        Assert.True(Number(line, "p50_ms") <= Number(line, "p99_ms"));
        Assert.True(File.Exists(Path.Combine(report, "latency.svg")));
        Assert.StartsWith("seconds,entries,", File.ReadAllText(Path.Combine(report, "venue.csv")));
    }

    [Fact]
    public void The_venue_of_a_load_that_is_killed_ends_too()
    {
        using var run = HostProcess.Start(
            "load", "run", "--file", Sign(RequestsEach, 1), "--folder", Path.Combine(_folder.Path, "venue"),
            "--no-pin", "--rate", "1", "--seconds", "600");
        Await("the phase begins", () => run.Error.Contains("1/s:", StringComparison.Ordinal));
        var venue = Assert.Single(ChildrenOf(run.Id));
        run.Signal("KILL");
        Await("the venue ends", () => !Directory.Exists($"/proc/{venue}"));
    }

    [Fact]
    public void Contradictions_are_refused_before_anything_starts()
    {
        using var both = HostProcess.Run("load", "run", "--file", "x", "--max", "--rate", "5");
        Assert.Equal(1, both.ExitCode);
        Assert.Contains("--max", both.Error);
        using var trust = HostProcess.Run(
            "load", "run", "--file", "x", "--max", "--url", "http://127.0.0.1:1", "--without-signatures");
        Assert.Equal(1, trust.ExitCode);
        Assert.Contains("--url", trust.Error);
    }

    [Fact]
    public void No_real_venue_knows_a_switch_that_leaves_signatures_out()
    {
        using var up = HostProcess.Run("up", "--without-signatures");
        Assert.NotEqual(0, up.ExitCode);
        Assert.Contains("--without-signatures", up.Error + up.Output);
    }

    private static void Await(string what, Func<bool> holds) =>
        Assert.True(SpinWait.SpinUntil(holds, TimeSpan.FromMinutes(1)), what);

    private static int[] ChildrenOf(int parent) =>
    [
        .. Directory.EnumerateDirectories("/proc")
            .Select(path => int.TryParse(Path.GetFileName(path), out var id) ? id : 0)
            .Where(id => id > 0 && ParentOf(id) == parent),
    ];

    // Behind the name, which may hold anything but ends with the last bracket: state, then the parent.
    private static int ParentOf(int process)
    {
        try
        {
            var stat = File.ReadAllText($"/proc/{process}/stat");
            return int.Parse(stat[(stat.LastIndexOf(')') + 2)..].Split(' ')[1], CultureInfo.InvariantCulture);
        }
        catch (IOException)
        {
            return 0;
        }
    }

    private static double Number(JsonNode line, string field) => line[field]!.GetValue<double>();

    private string Sign(int requests, int batch)
    {
        var file = Path.Combine(_folder.Path, "load");
        using var sign = HostProcess.Run(
            "load", "sign", "--out", file, "--accounts", "8", "--orders", $"{requests * batch}",
            "--batch", $"{batch}");
        Assert.True(sign.ExitCode == 0, sign.Error);
        return file;
    }

    private JsonNode[] Run(string file, params string[] arguments)
    {
        using var run = HostProcess.Run(
            ["load", "run", "--file", file, "--folder", Path.Combine(_folder.Path, "venue"), "--no-pin",
             "--drain", "0", .. arguments]);
        Assert.True(run.ExitCode == 0, run.Error);
        return [.. run.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(
            line => JsonNode.Parse(line)!)];
    }
}
