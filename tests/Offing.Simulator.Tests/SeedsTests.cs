namespace Offing.Simulator.Tests;

/// <summary>The seeds of every test run. A failure ends with the command that shows it again.</summary>
public class SeedsTests
{
    private const int Seeds = 50;
    private const int Halves = 2;

    [Fact]
    public async Task Fifty_worlds_of_20000_commands_lose_nothing_and_everything_that_can_go_wrong_does()
    {
        const int each = Seeds / Halves;
        var series = Enumerable.Range(0, Halves).Select(
            half => new SimSeries(new SimOptions((ulong)(1 + (half * each))), each)).ToArray();
        var runs = await Task.WhenAll(
            series.Select(half => Task.Run(() => half.Run(_ => { }, CancellationToken.None))));
        foreach (var failed in runs.OfType<SimResult>())
        {
            Assert.Fail(Telling.Of(failed));
        }

        var never = series.Select(half => half.Coverage.Missing.ToHashSet());
        Assert.Empty(never.Aggregate((one, other) => [.. one.Intersect(other)]));
    }
}
