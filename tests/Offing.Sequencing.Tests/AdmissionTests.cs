using Offing.Primitives;
using Offing.Protocol;
using Offing.Protocol.Codec;
using Offing.Protocol.Entries;
using static Offing.Sequencing.Tests.Entries;

namespace Offing.Sequencing.Tests;

public sealed class AdmissionTests : IDisposable
{
    private readonly SequencerWorld _world = new();

    public void Dispose() => _world.Dispose();

    [Fact]
    [Trait("rule", "ENG-SEQ-007")]
    public void A_full_lane_refuses_at_once_and_takes_no_place_of_another()
    {
        var (order, cancel) = (Taker(Alice), Cancel(Bob));
        var orders = OfferUntilRefused(order);
        var size = new Submission(order).SizeBound_Bytes;
        Assert.Equal(
            Math.Min(SequencingLimits.RestLane_Entries, SequencingLimits.RestLane_Bytes / size), orders);
        Assert.Equal(SequencingLimits.CancelLane_Entries, OfferUntilRefused(cancel));
        Assert.Equal(SequencingLimits.SystemLane_Entries, OfferUntilRefused(new Tick()));
        Assert.Empty(_world.Told);

        // The places come back as entries leave for a micro-batch, lane by lane.
        var drained = _world.Drain();
        Assert.All(drained.Entries, each => Assert.IsType<Tick>(each.Sequenced.Entry));
        Assert.Equal(drained.Entries.Count, OfferUntilRefused(new Tick()));
        Assert.Equal(0, OfferUntilRefused(cancel));
        Assert.Equal(0, OfferUntilRefused(order));
    }

    [Fact]
    public void A_lane_is_bounded_in_bytes_so_that_large_actions_wait_no_longer_than_small_ones()
    {
        var large = Taker(Alice) with { Payload = new byte[Limits.ActionMax_Bytes] };
        var taken = OfferUntilRefused(large);
        Assert.InRange(taken, 1, SequencingLimits.RestLane_Bytes / Limits.ActionMax_Bytes);
        Assert.Equal(RejectCode.None, OfferOne(Cancel(Bob)));
    }

    [Fact]
    public void Entries_offered_by_many_threads_are_all_logged_once_and_in_each_threads_own_order()
    {
        const int Threads = 4;
        const int Each = 3_000;
        var threads = Enumerable.Range(0, Threads).Select(thread => new Thread(() =>
        {
            for (var i = 0; i < Each; i++)
            {
                var entry = new BatchCut(((ulong)thread * Each) + (ulong)i);
                while (!_world.Sequencer.TryOffer(new Submission(entry), out _))
                {
                    Thread.Yield();
                }
            }
        })).ToArray();
        Array.ForEach(threads, thread => thread.Start());
        var numbers = new List<ulong>();
        while (numbers.Count < Threads * Each)
        {
            _world.Sequencer.Wait(TimeSpan.FromMilliseconds(50));
            numbers.AddRange(_world.Drain().Entries.Select(each => ((BatchCut)each.Sequenced.Entry).Number));
        }

        Array.ForEach(threads, thread => thread.Join());
        foreach (var own in numbers.GroupBy(number => number / Each))
        {
            Assert.Equal(own.Order(), own);
            Assert.Equal(Each, own.Distinct().Count());
        }

        var logged = _world.Logged().SelectMany(record => record);
        Assert.Equal(numbers, logged.Select(entry => ((BatchCut)entry.Entry).Number));
    }

    [Fact]
    public void A_wait_ends_at_once_when_something_is_there_or_was_woken_before()
    {
        _world.Sequencer.Wake();
        _world.Sequencer.Wait(Timeout.InfiniteTimeSpan);
        _world.Offer(new Tick());
        _world.Sequencer.Wait(Timeout.InfiniteTimeSpan);
        _world.Drain();
        _world.Sequencer.Wait(TimeSpan.Zero);
        var waiter = new Thread(() => _world.Sequencer.Wait(Timeout.InfiniteTimeSpan));
        waiter.Start();
        _world.Sequencer.Wake();
        waiter.Join();
    }

    [Fact]
    public void The_bound_on_an_entrys_size_holds_for_the_longest_of_each_kind()
    {
        var signature = new byte[65];
        var longest = Taker(Alice) with
        {
            Nonce = ulong.MaxValue / 2, Vault = Bob, ExpiresAfter_Ms = ulong.MaxValue / 2,
        };
        Entry[] entries =
        [
            longest,
            new Started(ulong.MaxValue),
            new QueueRequest(ulong.MaxValue, RequestType.Grant, Alice, Bob, ulong.MaxValue, new byte[1_000]),
            new OracleReport(255, new(uint.MaxValue), new(uint.MaxValue), new(0), ulong.MaxValue, signature),
            new VenueReport(
                255, 255, new(uint.MaxValue), new(uint.MaxValue), new(long.MinValue), new(0), ulong.MaxValue,
                signature),
        ];
        foreach (var entry in entries)
        {
            var sequenced = new SequencedEntry(1, ulong.MaxValue, new(ulong.MaxValue), entry);
            var record = EntryCodec.EncodeRecord([sequenced]);
            Assert.InRange(record.Length, 1, new Submission(entry).SizeBound_Bytes);
        }

        SequencingLimits.AssertRelations();
    }

    private RejectCode OfferOne(Entry entry)
    {
        _world.Sequencer.TryOffer(_world.Submission(entry), out var refusal);
        return refusal;
    }

    private int OfferUntilRefused(Entry entry)
    {
        var taken = 0;
        while (_world.Sequencer.TryOffer(_world.Submission(entry), out var refusal))
        {
            Assert.Equal(RejectCode.None, refusal);
            taken++;
        }

        Assert.Equal(RejectCode.Overloaded, OfferOne(entry));
        return taken;
    }
}
