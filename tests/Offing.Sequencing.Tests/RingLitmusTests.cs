using System.Diagnostics;
using System.Globalization;
using Offing.Primitives;
using Offing.Protocol.Entries;
using Offing.Sequencing.Testing;

namespace Offing.Sequencing.Tests;

/// <summary>
/// Stress of the ring by real threads: what no single-threaded test can show. So many adds as
/// OFFING_LITMUS_OPERATIONS says, else a few seconds' worth.
/// </summary>
public sealed class RingLitmusTests
{
    private const int Producers = 3;
    private const int Rounds = 100;
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan Stall = TimeSpan.FromSeconds(20);

    private static int Operations { get; } =
        Environment.GetEnvironmentVariable("OFFING_LITMUS_OPERATIONS") is { Length: > 0 } text
            ? int.Parse(text, CultureInfo.InvariantCulture)
            : 1_000_000;

    [Theory]
    [InlineData(2)]
    [InlineData(8)]
    [InlineData(1_024)]
    public void Nothing_is_lost_doubled_torn_or_out_of_its_threads_order(int capacity) =>
        Assert.Null(Violation(new HandoffRing<Item>(capacity), Operations));

    // The proof that it bites. What a missing fence does cannot be shown on x86, which keeps stores in order:
    // so two of the flaws write in the wrong order themselves, and hold the second store back for a while.
    [Theory]
    [InlineData(RingFlaw.TurnBeforeItem, 2)]
    [InlineData(RingFlaw.TurnBeforeClearing, 2)]
    [InlineData(RingFlaw.UncheckedClaim, 1_024)]
    public void It_finds_a_ring_whose_steps_are_in_the_wrong_order(RingFlaw flaw, int capacity)
    {
        // On a crowded machine a whole round can pass without two producers ever meeting.
        Assert.Contains(
            Enumerable.Range(0, Rounds),
            _ => Violation(new HandoffRing<Item>(capacity, flaw), Operations) is not null);
    }

    [Fact]
    public void All_that_got_in_before_the_door_closed_is_given_out_and_nothing_gets_in_after()
    {
        for (var round = 0; round < Operations / 1_000; round++)
        {
            var ring = new HandoffRing<Item>(64);
            var added = new int[Producers];
            using var begin = new Barrier(Producers + 1);
            var threads = Start(thread =>
            {
                begin.SignalAndWait();
                for (var outcome = RingOutcome.Added; outcome != RingOutcome.Closed;)
                {
                    outcome = ring.TryAdd(new Item(thread, added[thread]));
                    added[thread] += outcome == RingOutcome.Added ? 1 : 0;
                }
            });
            begin.SignalAndWait();
            var taken = new int[Producers];
            for (var spin = 0; spin < round % 97; spin++)
            {
                Take(ring, taken);
            }

            ring.Close();
            while (ring.HasClaims)
            {
                Take(ring, taken);
            }

            Join(threads);
            Assert.Equal(added, taken);
            Assert.False(ring.HasClaims);
        }
    }

    // Each add waits until the one before it is drained, so that the drainer goes to sleep between any two:
    // one wake-up lost, and it sleeps for good.
    [Fact]
    public void No_wake_up_is_lost()
    {
        using var world = new SequencerWorld();
        var (sequencer, rounds) = (world.Sequencer, Operations / 50);
        var (answered, stop) = (0, false);
        var drainer = new Thread(() =>
        {
            while (!Volatile.Read(ref stop))
            {
                sequencer.Wait(Timeout.InfiniteTimeSpan);
                sequencer.Drain(new Time(SequencerWorld.Start_Ms));
                Interlocked.Increment(ref answered);
            }
        }) { IsBackground = true };
        drainer.Start();
        for (var i = 0; i < rounds; i++)
        {
            var seen = Volatile.Read(ref answered);
            if (i % 3 == 0)
            {
                sequencer.Wake();
            }
            else
            {
                Assert.True(sequencer.TryOffer(new Submission(new Tick()), out _));
            }

            Assert.True(
                SpinWait.SpinUntil(() => Volatile.Read(ref answered) != seen, Patience), "it sleeps");
            Thread.SpinWait(i % 211);
        }

        Volatile.Write(ref stop, true);
        sequencer.Wake();
        Assert.True(drainer.Join(Patience));
    }

    // Null when all is well.
    private static string? Violation(HandoffRing<Item> ring, int operations)
    {
        var (each, stop) = (operations / Producers, false);
        var threads = Start(thread =>
        {
            for (var i = 0; i < each && !Volatile.Read(ref stop); i++)
            {
                var item = new Item(thread, i);
                while (ring.TryAdd(item) != RingOutcome.Added && !Volatile.Read(ref stop))
                {
                    Thread.Yield();
                }
            }
        });
        var violation = Drain(ring, (long)each * Producers);
        Volatile.Write(ref stop, true);
        Join(threads);
        return violation ?? (ring.HasClaims ? "something is left" : null);
    }

    private static string? Drain(HandoffRing<Item> ring, long all)
    {
        var next = new int[Producers];
        var idle = Stopwatch.StartNew();
        for (long taken = 0; taken < all;)
        {
            if (!ring.TryTake(out var item, out var ticket))
            {
                if (idle.Elapsed > Stall)
                {
                    return $"after {taken} nothing more comes out";
                }

                Thread.Yield();
                continue;
            }

            idle.Restart();
            if (item is not { IsWhole: true } || next[item.Thread]++ != item.Number || taken++ != ticket)
            {
                return $"ticket {ticket}: {(item is null ? "no item" : "lost, doubled or out of order")}";
            }
        }

        return null;
    }

    private static void Take(HandoffRing<Item> ring, int[] taken)
    {
        if (ring.TryTake(out var item, out _))
        {
            Assert.True(item.IsWhole);
            Assert.Equal(taken[item.Thread]++, item.Number);
        }
    }

    private static Thread[] Start(Action<int> body)
    {
        var threads = Enumerable.Range(0, Producers)
            .Select(thread => new Thread(() => body(thread)) { IsBackground = true }).ToArray();
        Array.ForEach(threads, thread => thread.Start());
        return threads;
    }

    private static void Join(Thread[] threads) =>
        Array.ForEach(threads, thread => Assert.True(thread.Join(Patience), "a producer hangs"));

    private sealed class Item(int thread, int number)
    {
        private readonly int _check = ~number;

        public int Thread { get; } = thread;

        public int Number { get; } = number;

        /// <summary>Whether all that was stored before it was put in is seen.</summary>
        public bool IsWhole => _check == ~Number;
    }
}
