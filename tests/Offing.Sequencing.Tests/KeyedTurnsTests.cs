using Offing.Primitives;
using Offing.Protocol;
using Offing.Protocol.Entries;

namespace Offing.Sequencing.Tests;

/// <summary>What bears a signature is logged only while its key is the one that must have signed.</summary>
public sealed class KeyedTurnsTests : IDisposable
{
    private static readonly Address Old = Address.OfSystem("old");
    private static readonly Address New = Address.OfSystem("new");

    private readonly SequencerWorld _world = new();
    private Address _key = Old;
    private Time _change = new(ulong.MaxValue);

    public KeyedTurnsTests() => _world.Watch(new StandingKeys(_ => _key, () => _change));

    public void Dispose() => _world.Dispose();

    [Fact]
    public void An_entry_of_another_key_is_refused_and_nothing_of_it_is_logged()
    {
        var (late, good, unlooked) = (Report(1, Old), Report(1, New), Report(2, Address.Zero));
        _key = New;
        _world.Offer(late, good, unlooked);
        var drained = _world.Drain();
        Assert.Equal([good, unlooked], drained.Entries.Select(placed => placed.Sequenced.Entry));
        Assert.Equal([((Entry)late, RejectCode.BadSignature)], _world.Told);
    }

    [Fact]
    public void What_comes_with_a_due_change_waits_for_the_next_entry_and_a_tick_is_asked_for()
    {
        _change = _world.Clock.Now;
        var (late, good) = (Report(1, Old), Report(1, New));
        _world.Offer(late, good);
        Assert.Equal(DrainStatus.Idle, _world.Drain().Status);
        Assert.True(_world.Sequencer.TickDue(_world.Clock.Now));
        var other = Report(2, New);
        _world.Offer(new Tick(), other);
        Assert.IsType<Tick>(Assert.Single(_world.Drain().Entries).Sequenced.Entry);
        Assert.Empty(_world.Told);

        (_key, _change) = (New, new Time(ulong.MaxValue));
        Assert.False(_world.Sequencer.TickDue(_world.Clock.Now));
        Assert.Equal([good, other], _world.Drain().Entries.Select(placed => placed.Sequenced.Entry));
        Assert.Equal([((Entry)late, RejectCode.BadSignature)], _world.Told);
    }

    [Fact]
    public void What_is_behind_a_change_that_is_entered_waits_and_what_is_before_it_does_not()
    {
        var (before, behind) = (Report(1, Old), Report(2, Old));
        var change = new QueueRequest(0, RequestType.Parameter, New, New, 0, []);
        _world.Offer(before, change, behind);
        Assert.Equal([before, change], _world.Drain().Entries.Select(placed => placed.Sequenced.Entry));
        Assert.Equal([behind], _world.Drain().Entries.Select(placed => placed.Sequenced.Entry));
    }

    [Fact]
    public void Half_of_the_lane_is_held_and_the_rest_refused_so_that_the_change_gets_in()
    {
        _change = _world.Clock.Now;
        for (var i = 0; i < SequencingLimits.SystemLane_Entries; i++)
        {
            _world.Offer(Report((ulong)i, Old));
        }

        // They leave in micro-batches of 128 KiB.
        for (var i = 0; i < 4; i++)
        {
            _world.Drain();
        }

        Assert.Equal(SequencingLimits.SystemLane_Entries / 2, _world.Told.Count);
        Assert.All(_world.Told, told => Assert.Equal(RejectCode.Overloaded, told.Refusal));
        _world.Offer(new Tick());
        Assert.Equal(DrainStatus.Durable, _world.Drain().Status);
    }

    [Fact]
    public void A_clock_that_has_gone_back_refuses_what_is_held()
    {
        _world.Offer(new Tick());
        _world.Drain();
        _change = _world.Clock.Now;
        var late = Report(1, Old);
        _world.Offer(late);
        _world.Drain();
        _world.Clock.Advance(-60_000);
        Assert.Equal(DrainStatus.ClockBehind, _world.Drain().Status);
        Assert.Contains(((Entry)late, RejectCode.Halted), _world.Told);
    }

    private static OracleReport Report(ulong sequence, Address key) =>
        new(0, default, new Ticks(1), new Time(SequencerWorld.Start_Ms), sequence, new byte[65])
        {
            Key = key,
        };
}
