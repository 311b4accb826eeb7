using Offing.Commitment.State;
using Offing.Engine;
using Offing.Engine.Tests;
using Offing.Engine.Tests.Life;
using Offing.Engine.Tests.Properties;
using Offing.Primitives;
using Offing.Protocol.Codec;
using Offing.Protocol.Commands;
using Offing.Protocol.Entries;
using Offing.Protocol.Events;
using Offing.Protocol.Genesis;

namespace Offing.Commitment.Tests.State;

public sealed class RestoreTests
{
    private static readonly Hash32 Rules = Keccak.Hash([7]);

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public void A_machine_restored_from_its_leaves_alone_goes_on_with_the_same_10_000_events(ulong seed)
    {
        var flow = new Flow(seed);
        flow.Run(400 + (int)(seed * 311));
        var kept = new Kept(flow.Machine, Rules);
        var restored = kept.Restore();
        var events = 0;
        flow.Follower = output => events += Follow(restored, output.Entry, output.Events);
        while (events < 10_000)
        {
            flow.Run(100);
        }

        Assert.Equal(kept.Root(), PlainStateTree.Root(restored.State, Rules));
        Assert.Empty(Invariants.Check(restored.State));
    }

    [Fact]
    public void A_machine_that_has_seen_nothing_is_restored_too() =>
        Assert.Equal(0UL, new Kept(new Machine(Flow.Genesis()), Rules).Restore().State.InputCursor);

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void It_may_be_restored_again_and_again_in_a_life_of_liquidations(ulong seed)
    {
        var world = new World(seed, new WorldPlan
        {
            Traders = 12, SubAccounts = 1, HasBuilders = true, Start_Usdc = 4_000, DepositMost_Usdc = 600,
            StepMost_Ms = 120, Genesis = Harsh(), Weather = new LifeWeather(seed, stay: 4),
        });
        var kept = new Kept(world.Venue.Machine, Rules);
        var watcher = new Follower(world.Venue.Machine);
        world.Venue.Watcher = watcher;
        for (var i = 0; i < 6_000 || (i < 20_000 && !watcher.Seen.Contains(nameof(KeyLossReached))); i++)
        {
            if (i % 150 == 0)
            {
                Assert.Equal(kept.Root(), watcher.Copy is { } copy
                    ? PlainStateTree.Root(copy.State, Rules)
                    : kept.Root());
                watcher.Copy = kept.Restore();
            }

            world.Step();
        }

        Assert.Contains(nameof(LiquidationStep), watcher.Seen);
        Assert.Contains(nameof(PositionMoved), watcher.Seen);
        Assert.Contains(nameof(KeyLossReached), watcher.Seen);
        Assert.Contains(nameof(ConditionalTriggered), watcher.Seen);
    }

    // Four times as many as have a turn in an entry; then the mark comes back to some of those who wait for
    // theirs, and goes again.
    [Fact]
    public void Whom_the_mark_has_left_again_has_no_turn_in_either_machine()
    {
        var venue = Endangered(Limits.LiquidationsPerEntry * 4);
        var kept = new Kept(venue.Machine, Rules);
        Assert.NotEqual(0UL, venue.State.LiquidationCursor);
        var watcher = new Follower(venue.Machine) { Copy = kept.Restore() };
        venue.Watcher = watcher;
        foreach (var price in new uint[] { 290_000, 283_000, 300_000, 279_000, 300_000, 270_000, 270_000 })
        {
            venue.Now += 5_000;
            venue.Report(0, Venue.Btc, price);
            Assert.Equal(kept.Root(), PlainStateTree.Root(watcher.Copy!.State, Rules));
            watcher.Copy = kept.Restore();
            venue.Report(1, Venue.Btc, price);
            Assert.Equal(kept.Root(), PlainStateTree.Root(watcher.Copy!.State, Rules));
        }
    }

    [Fact]
    public void Whatever_bit_of_a_leaf_is_another_there_is_the_same_machine_or_none()
    {
        var leaves = OfEveryKind();
        var root = Keccak.Hash(leaves.All[0].Bytes);
        Assert.Equal(Enum.GetValues<LeafKind>(), leaves.Kinds.Order());
        var random = new Random(5);
        foreach (var (_, bytes) in leaves.All.Where(leaf => leaf.Bytes.Length > 0))
        {
            for (var i = 0; i < 4; i++)
            {
                var (at, bit) = (random.Next(bytes.Length), (byte)(1 << random.Next(8)));
                bytes[at] ^= bit;
                AssertRefused(leaves, root);
                bytes[at] ^= bit;
            }
        }

        leaves.Restore(Flow.Genesis(), Rules);
    }

    [Fact]
    public void A_leaf_that_lacks_or_comes_twice_gives_the_same_machine_or_none()
    {
        var leaves = OfEveryKind();
        var root = Keccak.Hash(leaves.All[0].Bytes);
        for (var i = 0; i < leaves.All.Count; i++)
        {
            var leaf = leaves.All[i];
            if (leaf.Bytes.Length > 0)
            {
                leaves.All.RemoveAt(i);
                AssertRefused(leaves, root);
                leaves.All.Insert(i, leaf);
            }

            // Of other kinds the same words said twice say the same.
            if (leaf.Kind is LeafKind.Publisher or LeafKind.Grant or LeafKind.Order or LeafKind.Timer)
            {
                leaves.All.Insert(i, leaf);
                AssertRefused(leaves, root);
                leaves.All.RemoveAt(i);
            }
        }
    }

    [Fact]
    public void The_leaves_of_other_rules_give_no_machine()
    {
        var flow = new Flow(13);
        var leaves = new Kept(flow.Machine, Rules).Leaves();
        Assert.Throws<CodecException>(() => leaves.Restore(Flow.Genesis(), Hash32.Zero));
    }

    // Of a flow in which something of each stands at one moment.
    private static Leaves OfEveryKind()
    {
        for (var seed = 1UL; ; seed++)
        {
            var flow = new Flow(seed);
            flow.Run(600);
            var leaves = new Kept(flow.Machine, Rules).Leaves();
            if (Enum.GetValues<LeafKind>().All(leaves.Kinds.Contains))
            {
                return leaves;
            }
        }
    }

    // What genesis says too, a leaf need not say; then it is the same state all the same.
    private static void AssertRefused(Leaves leaves, Hash32 root)
    {
        try
        {
            Assert.Equal(root, PlainStateTree.Root(leaves.Restore(Flow.Genesis(), Rules).State, Rules));
        }
        catch (Exception defect) when (defect is CodecException or AssertionFailedException
            or OverflowException or ArgumentException or IndexOutOfRangeException or NullReferenceException)
        {
        }
    }

    private static int Follow(Machine restored, SequencedEntry entry, IReadOnlyList<IEngineEvent> events)
    {
        var same = restored.Apply(entry).Events;
        if (!same.SequenceEqual(events))
        {
            Assert.Equal(events.Select(e => e.ToString()), same.Select(e => e.ToString()));
        }

        return events.Count;
    }

    private static Venue Endangered(int traders)
    {
        var venue = new Venue(Venue.Genesis() with
        {
            Oracle = new OracleParameters(10_000, 2, new Nano(500_000_000)),
        }).Price(Venue.Btc, "30000");
        venue.Deposit(Venue.Bob, 10_000_000);
        venue.Sell(Venue.Bob, Venue.Btc, "30000", "40");
        venue.Watcher = new Follower(venue.Machine);
        for (var i = 0; i < traders; i++)
        {
            // Of one and the same position, some with more behind it than others.
            var deposit = 20_000_000 + ((ulong)(i % 7) * 1_500_000);
            venue.Apply(venue.Request(RequestType.Deposit, $"t{i}", deposit));
            venue.Act($"t{i}", new PlaceOrders(
                [Venue.Order(Venue.Btc, Side.Buy, "30000", "0.01", TimeInForce.Ioc)], null));
        }

        venue.Now += 5_000;
        venue.Report(0, Venue.Btc, 277_000);
        venue.Report(1, Venue.Btc, 277_000);
        return venue;
    }

    // Plain; tiers; scaling and a cap; isolated only; other venues.
    internal static GenesisConfig Harsh()
    {
        var plain = Venue.Genesis(small: 3, taker: 450_000, maker: -30_000, impact: 1_000_000_000);
        MarketParameters[] markets = [.. plain.Markets];
        markets[1] = markets[1] with
        {
            Tiers = [new(MicroUsd.Zero, 25), new(new MicroUsd(9_000_000_000), 13)],
        };
        markets[2] = markets[2] with
        {
            OpenInterest = new OpenInterestParameters(
                new MicroUsd(50_000_000_000), new MicroUsd(300_000_000_000), new MicroUsd(400_000_000_000)),
        };
        markets[3] = markets[3] with { IsolatedOnly = true };
        VenueParameters[] venues = [new("one", 3), new("two", 2), new("three", 1)];
        return plain with { Markets = markets, Venues = venues, ParameterDelay_Ms = 30_000 };
    }

    /// <summary>Sends each entry of a venue to a copy of it too.</summary>
    private sealed class Follower(Machine machine) : IWatcher
    {
        private EventList _events = new();

        public Machine? Copy { get; set; }

        public HashSet<string> Seen { get; } = [];

        public EventSink Sink => _events = new EventList();

        public void Applied(Entry entry)
        {
            var state = machine.State;
            Seen.UnionWith(_events.Events.Select(e => e.GetType().Name));
            if (Copy is { } copy)
            {
                Follow(
                    copy, new SequencedEntry(state.InputCursor, state.InputCursor, state.Time, entry),
                    _events.Events);
            }
        }
    }
}
