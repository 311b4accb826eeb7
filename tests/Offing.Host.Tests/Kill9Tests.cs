namespace Offing.Host.Tests;

public sealed class Kill9Tests
{
    [Fact]
    public void Ten_kills_under_load_of_client_processes_lose_nothing_and_double_nothing()
    {
        using var folder = new TemporaryFolder();
        using var drill = HostProcess.Run(
            "drill", "kill9", "--times", "10", "--seed", "7", "--folder", Path.Combine(folder.Path, "drill"));
        Assert.True(drill.ExitCode == 0, $"{drill.Output}\n{drill.Error}");
        Assert.Contains("kill 10 of 10", drill.Output, StringComparison.Ordinal);
        Assert.DoesNotContain(": 0 acknowledgements", drill.Output, StringComparison.Ordinal);
    }
}
