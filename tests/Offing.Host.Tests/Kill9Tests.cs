namespace Offing.Host.Tests;

public sealed class Kill9Tests
{
    // A minute on a quiet machine; where it is busy, a snapshot and a prune are waited for.
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(8);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Ten_kills_also_while_snapshots_are_written_and_the_log_is_pruned_lose_and_double_nothing(
        bool isNet)
    {
        using var folder = new TemporaryFolder();
        using var drill = HostProcess.Start(
            ["drill", "kill9", "--times", "10", "--seed", "7", "--folder", Path.Combine(folder.Path, "drill"),
                .. isNet ? new[] { "--net" } : []]);
        drill.AwaitExit(Patience);
        Assert.True(drill.ExitCode == 0, $"{drill.Output}\n{drill.Error}");
        Assert.Contains("kill 10 of 10", drill.Output, StringComparison.Ordinal);
        Assert.Contains("(snapshot)", drill.Output, StringComparison.Ordinal);
        Assert.Contains("(pruning)", drill.Output, StringComparison.Ordinal);
        Assert.Contains("(starting)", drill.Output, StringComparison.Ordinal);
        Assert.Equal(isNet, drill.Output.Contains("(keeping)", StringComparison.Ordinal));
        Assert.Equal(isNet, drill.Output.Contains("OK: ", StringComparison.Ordinal));
        Assert.DoesNotContain(": 0 acknowledgements", drill.Output, StringComparison.Ordinal);
    }
}
