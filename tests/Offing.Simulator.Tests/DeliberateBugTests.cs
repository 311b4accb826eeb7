using Offing.Simulator.Sabotage;

namespace Offing.Simulator.Tests;

/// <summary>The simulator bites: each bug is found, and the worlds that find it pass without it.</summary>
public class DeliberateBugTests
{
    private const int SeedsMost = 200;
    private const int Commands = 3_000;

    public static TheoryData<int> Bugs =>
        [.. Enum.GetValues<Bug>().Where(bug => bug != Bug.None).Cast<int>()];

    [Theory]
    [MemberData(nameof(Bugs))]
    public void Each_deliberate_bug_is_found_within_200_seeds(int bug)
    {
        for (ulong seed = 1; seed <= SeedsMost; seed++)
        {
            var result = Simulation.Run(new SimOptions(seed, Commands) { Bug = (Bug)bug });
            if (result.Failure is not null)
            {
                var sound = Simulation.Run(new SimOptions(seed, Commands));
                Assert.True(sound.Failure is null, Telling.Of(sound));
                return;
            }
        }

        Assert.Fail($"{(Bug)bug} was not found in {SeedsMost} seeds");
    }
}
