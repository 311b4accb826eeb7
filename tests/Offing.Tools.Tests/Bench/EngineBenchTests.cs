using Offing.Tools.Bench.Engines;

namespace Offing.Tools.Tests.Bench;

public class EngineBenchTests
{
    // Orders that rest, cross and cancel, immediate ones, refusals, marks that move. The bench counts in the
    // second half of a pass, when what grows with the venue has grown; a fraction of a byte is the sets of
    // changes that are handed on every ten thousand commands.
    [Fact]
    public void The_engine_allocates_nothing_for_a_command_in_steady_state()
    {
        var setting = new EngineSetting(
            Accounts: 20, Active: 20, Markets: 8, Resting: 200, Commands: 300_000, Seed: 1);
        var figures = EngineBench.Run(setting, rounds: 1, hasLatency: false);

        Assert.True((long)figures["trades"]! > 10_000 && (long)figures["refused"]! > 10_000);
        Assert.InRange((double)figures["allocated_bytes_per_command"]!, 0, 0.5);
    }

    [Fact]
    public void A_venue_of_which_few_trade_runs_too()
    {
        var setting = new EngineSetting(
            Accounts: 500, Active: 50, Markets: 300, Resting: 100, Commands: 2_000, Seed: 2);
        var figures = EngineBench.Run(setting, rounds: 1, hasLatency: true);
        Assert.True((long)figures["trades"]! > 50);
        Assert.NotNull(figures["latency_ns"]!["p99"]);
    }
}
