namespace Offing.Host.Tests;

/// <summary>Nobody needs the operator: the drill that shows it holds in every run of the tests.</summary>
public sealed class WalkawayTests
{
    [Theory]
    [InlineData]
    [InlineData("--net")]
    public void Everybody_gets_his_share_out_of_a_venue_whose_operator_is_gone(params string[] mode)
    {
        var parent = Directory.CreateTempSubdirectory("offing-test-").FullName;
        var folder = Path.Combine(parent, "walkaway");
        try
        {
            using var drill = HostProcess.Run(["drill", "walkaway", "--folder", folder, .. mode]);
            Assert.True(drill.ExitCode == 0, drill.Output + drill.Error);
            Assert.Contains("fallen by 15 %: 6 accounts owe", drill.Output, StringComparison.Ordinal);
            Assert.Contains("is killed and its data deleted", drill.Output, StringComparison.Ordinal);
            Assert.Contains("everybody is out, in the order", drill.Output, StringComparison.Ordinal);
            Assert.Contains("everybody is out, in a random order", drill.Output, StringComparison.Ordinal);
            Assert.Contains("killed in the middle and run again", drill.Output, StringComparison.Ordinal);
            Assert.False(Directory.Exists(folder));
        }
        finally
        {
            Directory.Delete(parent, recursive: true);
        }
    }
}
