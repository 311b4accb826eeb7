namespace Offing.Simulator.Tests;

public class SeedsTests
{
    private const int Seeds = 50;

    /// <summary>A failure ends with the command that shows it again.</summary>
    [Fact]
    public void Fifty_worlds_of_20000_commands_lose_nothing_and_come_to_their_end()
    {
        var failed = new SimSeries(first: 1, Seeds, SimOptions.CommandsDefault)
            .Run(_ => { }, CancellationToken.None);
        Assert.True(failed is null, failed is null ? "" : Telling.Of(failed));
    }
}
