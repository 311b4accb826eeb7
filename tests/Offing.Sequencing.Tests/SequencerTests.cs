using Offing.Log.Testing;
using Offing.Primitives;
using Offing.Protocol;
using Offing.Protocol.Entries;
using static Offing.Sequencing.Tests.Entries;

namespace Offing.Sequencing.Tests;

public sealed class SequencerTests : IDisposable
{
    private readonly SequencerWorld _world = new();

    public void Dispose() => _world.Dispose();

    [Fact]
    [Trait("rule", "ENG-SEQ-005")]
    public void What_waits_becomes_one_durable_micro_batch_in_the_order_of_execution()
    {
        _world.Offer(new Started(1), Taker(Alice), PostOnly(Bob), Cancel(Address.OfSystem("carol")));
        _world.Clock.Advance(5);
        var drained = _world.Drain();
        Assert.Equal((DrainStatus.Durable, 1UL), (drained.Status, drained.Record));
        Assert.Equal([1, 4, 3, 2], drained.Entries.Select(each => each.Sequenced.Arrival));
        Assert.Equal([1, 2, 3, 4], drained.Entries.Select(each => each.Sequenced.Seq));
        var time = new Time(SequencerWorld.Start_Ms + 5);
        Assert.All(drained.Entries, each => Assert.Equal(time, each.Sequenced.Time));
        Assert.All(drained.Entries, each => Assert.Same(each.Submission.Entry, each.Sequenced.Entry));
        Assert.Empty(_world.Told);

        var logged = Assert.Single(_world.Logged());
        Assert.Equal([1, 4, 3, 2], logged.Select(entry => entry.Arrival));
        Assert.Null(MicroBatchOrderChecker.FindViolation(logged, AccountOf));
        var record = _world.Log.Read(1);
        Assert.Equal((1UL, 0U, 4U), (record.Stamp.Epoch, record.Stamp.Leader, record.Stamp.Count));
        Assert.Equal(SequencerWorld.Start_Ms + 5, record.Stamp.Time.Milliseconds);
    }

    [Theory]
    [Trait("rule", "ENG-SEQ-006")]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Whatever_comes_in_and_whenever_it_is_drained_each_record_follows_and_is_in_order(int seed)
    {
        var random = new Random(seed);
        Address[] signers = [Alice, AliceKey, Bob, Address.OfSystem("carol")];
        Address?[] vaults = [null, null, AliceSub, Bob, Alice];
        for (var epoch = 1UL; epoch <= 4; epoch++)
        {
            for (var step = 0; step < 50; step++)
            {
                for (var left = random.Next(40); left > 0; left--)
                {
                    var (signer, vault) = (signers[random.Next(4)], vaults[random.Next(5)]);
                    _world.Offer(Entries.OfClass(random.Next(4), signer, vault));
                }

                _world.Clock.Advance(random.Next(-50, 500));
                _world.Drain();
            }

            _world.Restart(epoch + 1);
        }

        var (position, sorted) = (SequencePosition.AtGenesis(new Time(SequencerWorld.Start_Ms)), 0);
        foreach (var record in _world.Logged())
        {
            Assert.Null(MicroBatchOrderChecker.FindViolation(record, position, AccountOf));
            position = position.After(record);
            sorted += record.Zip(record.Skip(1)).Any(two => two.First.Arrival > two.Second.Arrival) ? 1 : 0;
        }

        Assert.Equal(position, _world.Sequencer.Position);
        Assert.True(sorted > 100);
    }

    [Fact]
    public void An_idle_sequencer_writes_nothing()
    {
        Assert.Equal(DrainStatus.Idle, _world.Drain().Status);
        Assert.Equal(0UL, _world.Log.Tail);
    }

    [Fact]
    [Trait("rule", "ENG-SEQ-005")]
    public void Numbers_run_on_over_micro_batches_and_over_a_restart()
    {
        _world.Offer(Taker(Alice), Cancel(Bob));
        _world.Drain();
        _world.Offer(Cancel(Bob));
        Assert.Equal((3UL, 3UL), NumbersOf(_world.Drain().Entries[0].Sequenced));
        _world.Restart(epoch: 2);
        _world.Offer(new Started(2));
        var drained = _world.Drain();
        Assert.Equal((4UL, 4UL), NumbersOf(drained.Entries[0].Sequenced));
        Assert.Equal((3UL, 2UL), (drained.Record, _world.Log.Read(3).Stamp.Epoch));
    }

    [Fact]
    public void A_micro_batch_ends_at_128_KiB_and_the_rest_makes_the_next()
    {
        var deposit = new QueueRequest(0, RequestType.Deposit, Alice, Bob, 1, new byte[50_000]);
        _world.Offer(deposit, deposit, deposit);
        Assert.Equal(2, _world.Drain().Entries.Count);
        Assert.Single(_world.Drain().Entries);
        Assert.InRange(_world.Log.Read(1).Body.Length, 100_000, Limits.MicroBatchMax_Bytes);
    }

    [Fact]
    [Trait("rule", "ENG-TIM-002")]
    public void Time_never_falls_and_bears_a_clock_up_to_two_seconds_behind()
    {
        _world.Offer(new Tick());
        _world.Drain();
        _world.Clock.Advance(-(long)Limits.ClockMaxAhead_Ms);
        _world.Offer(new Tick());
        var drained = _world.Drain();
        Assert.Equal(SequencerWorld.Start_Ms, drained.Entries[0].Sequenced.Time.Milliseconds);
    }

    [Fact]
    [Trait("rule", "ENG-TIM-002")]
    public void A_clock_further_behind_halts_and_going_on_needs_nothing_but_the_clock()
    {
        _world.Offer(new Tick());
        _world.Drain();
        _world.Clock.Advance(-(long)Limits.ClockMaxAhead_Ms - 1);
        _world.Offer(Taker(Alice), Cancel(Alice));
        Assert.Equal(DrainStatus.ClockBehind, _world.Drain().Status);
        Assert.Equal([RejectCode.Halted, RejectCode.Halted], _world.Told.Select(told => told.Refusal));
        Assert.Equal(1UL, _world.Log.Tail);
        _world.Clock.Advance(1);
        _world.Offer(Taker(Alice));
        Assert.Equal((2UL, 2UL), NumbersOf(_world.Drain().Entries[0].Sequenced));
    }

    [Fact]
    [Trait("rule", "ENG-TIM-002")]
    public void A_start_while_the_clock_is_behind_is_logged_first_when_it_is_right_again()
    {
        _world.Offer(new Tick());
        _world.Drain();
        _world.Restart(epoch: 2);
        _world.Clock.Advance(-(long)Limits.ClockMaxAhead_Ms - 1);
        _world.Offer(new Started(2), Taker(Alice));
        Assert.Equal(DrainStatus.ClockBehind, _world.Drain().Status);
        Assert.Equal(DrainStatus.Idle, _world.Drain().Status);
        Assert.Equal([RejectCode.Halted], _world.Told.Select(told => told.Refusal));
        _world.Clock.Advance(1);
        _world.Offer(Taker(Alice));
        Assert.Equal(new Started(2), _world.Drain().Entries[0].Sequenced.Entry);
    }

    [Fact]
    [Trait("rule", "ENG-TIM-003")]
    public void A_tick_is_due_when_nothing_was_logged_for_a_second()
    {
        Assert.False(_world.Sequencer.TickDue(_world.Clock.Now));
        _world.Clock.Advance(Limits.TickInterval_Ms - 1);
        Assert.False(_world.Sequencer.TickDue(_world.Clock.Now));
        _world.Clock.Advance(1);
        Assert.True(_world.Sequencer.TickDue(_world.Clock.Now));
        _world.Offer(new Tick());
        _world.Drain();
        Assert.False(_world.Sequencer.TickDue(_world.Clock.Now));
    }

    [Fact]
    public void An_append_of_unknown_outcome_tells_unknown_to_what_was_in_flight_and_halted_to_the_rest()
    {
        var deposit = new QueueRequest(0, RequestType.Deposit, Alice, Bob, 1, new byte[65_300]);
        _world.Offer(deposit, deposit, Taker(Alice));
        _world.Disk.Fails = (call, _) => call == DiskCall.Sync;
        var drained = _world.Drain();
        Assert.Equal(DrainStatus.Failed, drained.Status);
        Assert.Empty(drained.Entries);
        Assert.Equal(
            [RejectCode.OutcomeUnknown, RejectCode.OutcomeUnknown, RejectCode.Halted],
            _world.Told.Select(told => told.Refusal));
        Assert.False(_world.Sequencer.TryOffer(_world.Submission(new Tick()), out var refusal));
        Assert.Equal(RejectCode.Halted, refusal);

        _world.Disk.Fails = (_, _) => false;
        Assert.Equal(DrainStatus.Failed, _world.Drain().Status);
        Assert.False(_world.Sequencer.TickDue(new Time(ulong.MaxValue)));
        _world.Restart(epoch: 2);
        _world.Offer(new Started(2));
        Assert.Equal((1UL, 1UL), NumbersOf(_world.Drain().Entries[0].Sequenced));
    }

    [Fact]
    public void A_record_that_surely_was_not_written_is_still_unknown_to_its_clients()
    {
        var large = new QueueRequest(0, RequestType.Deposit, Alice, Bob, 1, new byte[70_000]);
        _world.Offer(large);
        // It comes where the next segment cannot be named.
        _world.Disk.Fails = (call, _) => call is DiskCall.Rename;
        DrainStatus status;
        do
        {
            _world.Offer(large);
            status = _world.Drain().Status;
        }
        while (status == DrainStatus.Durable);
        Assert.Equal(DrainStatus.Failed, status);
        Assert.Equal(
            [RejectCode.OutcomeUnknown, RejectCode.Halted], _world.Told.Select(told => told.Refusal));
    }

    [Fact]
    public void A_submission_is_completed_once()
    {
        var submission = _world.Submission(new Tick());
        submission.Refuse(RejectCode.Halted);
        Assert.Throws<AssertionFailedException>(() => submission.Refuse(RejectCode.Halted));
    }

    private static (ulong Seq, ulong Arrival) NumbersOf(SequencedEntry entry) => (entry.Seq, entry.Arrival);
}
