namespace Offing.Simulator.Tests;

// A class each: they run beside one another. A failure ends with the command that shows it again.

public class SeedsTests
{
    [Fact]
    public void Twenty_five_worlds_of_20000_commands_lose_nothing_and_come_to_their_end() =>
        Seeds.AllPass(first: 1);
}

public class OtherSeedsTests
{
    [Fact]
    public void Twenty_five_others_do_so_too() => Seeds.AllPass(first: 26);
}

internal static class Seeds
{
    private const int Count = 25;

    public static void AllPass(ulong first)
    {
        var failed = new SimSeries(first, Count, SimOptions.CommandsDefault)
            .Run(_ => { }, CancellationToken.None);
        Assert.True(failed is null, failed is null ? "" : Telling.Of(failed));
    }
}
