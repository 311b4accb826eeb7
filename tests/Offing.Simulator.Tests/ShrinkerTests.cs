using Offing.Simulator.Sabotage;

namespace Offing.Simulator.Tests;

public class ShrinkerTests
{
    [Theory]
    [InlineData((int)Bug.SwapEntries)]
    [InlineData((int)Bug.SkipSync)]
    public void A_failure_becomes_a_smaller_one_of_the_same_kind_that_can_be_shown_again(int bug)
    {
        var options = new SimOptions(0, 3_000) { Bug = (Bug)bug };
        SimResult failed;
        do
        {
            options = options with { Seed = options.Seed + 1 };
            failed = Simulation.Run(options);
        }
        while (failed.Failure is null || failed.Commands < 10);

        var tried = new List<string>();
        var least = Shrinker.Shrink(options, failed, tried.Add, CancellationToken.None);
        Assert.Equal(failed.Checker, least.Checker);
        Assert.True(least.Commands <= failed.Commands && least.Incidents <= failed.Incidents);
        Assert.NotEmpty(tried);

        // What stands on the last line shows it again, to the byte.
        var again = Simulation.Run(least.Options with { Commands = least.Commands });
        Assert.Equal(least.Failure, again.Failure);
        Assert.Equal(least.TraceHash, again.TraceHash);
    }
}
