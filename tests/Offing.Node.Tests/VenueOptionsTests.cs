using Offing.Settlement.Deployments;

namespace Offing.Node.Tests;

public sealed class VenueOptionsTests
{
    [Theory]
    [InlineData(2, 2_000)]
    [InlineData(15, 15_000)]
    [InlineData(100_000, 15_000)]
    public void An_idle_venue_ends_a_batch_in_a_quarter_of_the_silence_that_would_end_it(
        int asked_S, ulong cut_Ms)
    {
        var options = new VenueOptions
        {
            DataFolder = "", ContractsFolder = "", GenesisFile = "", HttpPort = 1, ChainPort = 1,
            BatchInterval = TimeSpan.FromSeconds(asked_S),
        };
        Assert.Equal(cut_Ms, options.Interval_Ms);
        Assert.True(4 * options.Interval_Ms <= 1_000 * DeploymentTerms.DevelopmentSilence_S);
    }
}
