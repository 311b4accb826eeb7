namespace Offing.Host.Tests;

public sealed class DiskFullTests
{
    // A small disk is mounted for it, which only root may do, and not everywhere; else that is said.
    [Fact]
    public void A_venue_whose_disk_is_full_refuses_orders_clearly_goes_on_answering_and_comes_back()
    {
        using var folder = new TemporaryFolder();
        using var drill = HostProcess.Run(
            "drill", "diskfull", "--folder", Path.Combine(folder.Path, "drill"));
        if (drill.ExitCode == 0)
        {
            Assert.Contains("still no order", drill.Output, StringComparison.Ordinal);
            Assert.Contains("without a restart", drill.Output, StringComparison.Ordinal);
            return;
        }

        Assert.True(
            drill.Error.Contains("run this drill as root", StringComparison.Ordinal),
            $"{drill.Output}\n{drill.Error}");
    }
}
