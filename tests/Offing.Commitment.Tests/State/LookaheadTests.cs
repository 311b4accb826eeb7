using Offing.Commitment.State;
using Offing.Engine;
using Offing.Engine.Tests.Properties;
using Offing.Primitives;
using Offing.Protocol.Entries;

namespace Offing.Commitment.Tests.State;

public sealed class LookaheadTests
{
    // Sizes around the distances of its steps and of its ring: batches that end inside of each.
    [Theory]
    [InlineData(5, 1)]
    [InlineData(5, 4)]
    [InlineData(5, 13)]
    [InlineData(6, 17)]
    [InlineData(6, 256)]
    public void What_is_fetched_ahead_changes_no_event_and_no_state(ulong seed, int batch)
    {
        var world = new World(seed);
        for (var i = 0; i < 3_000; i++)
        {
            world.Step();
        }

        var log = world.Venue.Log.ToArray();
        var (plain, ahead) = (new Machine(world.Venue.State.Genesis), new Machine(world.Venue.State.Genesis));
        for (var from = 0; from < log.Length; from += batch)
        {
            var entries = log.AsSpan(from, Math.Min(batch, log.Length - from));
            for (var i = 0; i < entries.Length; i++)
            {
                ahead.Foresee(entries, i);
                Assert.Equal(Told(plain, entries[i]), Told(ahead, entries[i]));
            }
        }

        Assert.True(log.Length > 2_900);
        Assert.Equal(Root(plain), Root(ahead));
    }

    private static Hash32 Root(Machine machine) => PlainStateTree.Root(machine.State, Hash32.Zero);

    private static IEnumerable<string?> Told(Machine machine, SequencedEntry entry) =>
        [.. machine.Apply(entry).Events.Select(happened => happened.ToString())];
}
