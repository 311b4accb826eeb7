namespace Offing.Simulator.Tests;

public class WorldTests
{
    [Fact]
    public void A_world_without_faults_comes_to_its_end()
    {
        var result = Simulation.Run(new SimOptions(1, 2_000) { IsCalm = true });
        Assert.True(result.Failure is null, Telling.Of(result));
        Assert.True(result.Batches > 1 && result.Entries > 1_000, Telling.Of(result));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(4)]
    public void A_seed_gives_the_same_bytes_of_trace_again(ulong seed)
    {
        var (first, lines) = (Simulation.Run(new SimOptions(seed, 1_500)), new StringWriter());
        var again = Simulation.Run(new SimOptions(seed, 1_500) { Trace = lines });
        Assert.True(first.Failure is null, Telling.Of(first));
        Assert.Equal(first.TraceHash, again.TraceHash);
        Assert.NotEmpty(lines.ToString());
    }

    [Fact]
    public void Two_seeds_are_two_worlds() => Assert.NotEqual(
        Simulation.Run(new SimOptions(1, 100)).TraceHash, Simulation.Run(new SimOptions(2, 100)).TraceHash);
}
