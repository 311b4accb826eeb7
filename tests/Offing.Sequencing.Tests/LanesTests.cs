using Offing.Primitives;
using Offing.Protocol;
using Offing.Protocol.Entries;
using static Offing.Sequencing.Tests.Entries;

namespace Offing.Sequencing.Tests;

public sealed class LanesTests : IDisposable
{
    private static readonly Address Carol = Address.OfSystem("carol");
    private readonly SequencerWorld _world = new();

    public void Dispose() => _world.Dispose();

    [Fact]
    [Trait("rule", "ENG-SEQ-007")]
    public void A_kill_switch_and_a_cancel_are_in_the_next_micro_batch_while_the_queue_is_full()
    {
        Flood(Bob);
        var stop = new OperatorSwitch(OperatorSwitch.Venue, 7, 1, new byte[65]);
        var cancel = Cancel(Alice);
        _world.Offer(cancel, stop);
        var entries = _world.Drain().Entries;
        Assert.Same(stop, entries[0].Sequenced.Entry);
        Assert.Same(cancel, entries[1].Sequenced.Entry);
        // Room is left in it, and orders use that.
        Assert.InRange(entries.Count, 100, 1_000);
        var logged = Assert.Single(_world.Logged());
        Assert.Null(MicroBatchOrderChecker.FindViolation(logged, AccountOf));
    }

    [Fact]
    [Trait("rule", "ENG-SEQ-007")]
    public void A_kill_switch_does_not_wait_for_a_flood_of_cancels()
    {
        Flood(Bob);
        while (_world.Sequencer.TryOffer(_world.Submission(Cancel(Carol)), out _))
        {
        }

        var stop = new OperatorSwitch(OperatorSwitch.Venue, 7, 1, new byte[65]);
        _world.Offer(stop);
        Assert.Same(stop, _world.Drain().Entries[0].Sequenced.Entry);
    }

    [Theory]
    [Trait("rule", "ENG-SEQ-007")]
    [InlineData(false)]
    [InlineData(true)]
    public void A_cancel_waits_behind_an_order_of_its_own_account_that_waits(bool bySessionKey)
    {
        Flood(Bob);
        _world.Offer(Cancel(Carol));
        _world.Drain();
        var order = Taker(Alice);
        var (first, second) = (Cancel(bySessionKey ? AliceKey : Alice), Cancel(Alice));
        _world.Offer(order, first);
        _world.Drain();
        _world.Offer(second, Cancel(Carol));
        var executed = DrainAll();
        Assert.IsType<SignedAction>(executed[0]);
        Assert.Equal(Carol, ((SignedAction)executed[0]).Signer);
        Assert.Equal(
            [order, first, second], executed.Where(entry => AccountOf((SignedAction)entry) == Alice));
    }

    [Fact]
    [Trait("rule", "ENG-SEQ-007")]
    public void Cancels_that_wait_behind_their_own_orders_take_no_place_from_those_of_others()
    {
        Flood(Bob);
        _world.Drain();
        for (var round = 0; round < 5; round++)
        {
            while (_world.Sequencer.TryOffer(_world.Submission(Cancel(Bob)), out _))
            {
            }

            _world.Drain();
        }

        // A bounded number of them waits; the others were told.
        Assert.Contains(_world.Told, told => told.Refusal == RejectCode.Overloaded);
        var cancel = Cancel(Alice);
        _world.Offer(cancel);
        Assert.Same(cancel, _world.Drain().Entries[0].Sequenced.Entry);
        var executed = DrainAll();
        Assert.InRange(executed.Count(entry => entry.SortClass == 1), 3_000, 3_072);
        var last = executed.FindLastIndex(entry => entry.SortClass == 3);
        Assert.True(last < executed.FindIndex(entry => entry.SortClass == 1));
        Assert.Equal(DrainStatus.Idle, _world.Drain().Status);
        Assert.True(_world.Sequencer.TryOffer(_world.Submission(Taker(Bob)), out _));
    }

    [Fact]
    [Trait("rule", "ENG-SEQ-007")]
    public void A_name_without_a_right_to_it_holds_no_cancel_back()
    {
        Flood(Bob, vault: Alice);
        _world.Drain();
        var cancel = Cancel(Alice);
        _world.Offer(cancel);
        Assert.Same(cancel, _world.Drain().Entries[0].Sequenced.Entry);
    }

    [Fact]
    [Trait("rule", "ENG-SEQ-007")]
    public void An_order_that_waited_too_long_is_refused_and_the_cancel_behind_it_goes_on()
    {
        var (order, cancel) = (Taker(Alice), Cancel(Alice));
        Flood(Bob);
        _world.Drain();
        _world.Offer(order, cancel);
        _world.Drain();
        Assert.DoesNotContain(_world.Told, told => told.Refusal == RejectCode.Overloaded);
        _world.Clock.Advance((long)SequencingLimits.RestLaneWait_Ms + 1);
        var fresh = PostOnly(Carol);
        _world.Offer(fresh);

        // One micro-batch has room for the cancel and for what came just now: all before is refused.
        Assert.Equal([cancel, fresh], _world.Drain().Entries.Select(each => each.Sequenced.Entry));
        Assert.Contains((order, RejectCode.Overloaded), _world.Told);
        Assert.All(_world.Told, told => Assert.Equal(RejectCode.Overloaded, told.Refusal));
        Assert.Equal(DrainStatus.Idle, _world.Drain().Status);

        // Their places are free again.
        var told = _world.Told.Count;
        Flood(Bob);
        Assert.InRange(DrainAll().Count, told, SequencingLimits.RestLane_Entries);
    }

    [Fact]
    [Trait("rule", "ENG-SEQ-007")]
    public void However_slow_the_log_is_no_order_waits_longer_than_the_bound_and_one_micro_batch()
    {
        const long append_Ms = 30;
        var offered = new Dictionary<Entry, ulong>(ReferenceEqualityComparer.Instance);
        for (var round = 0; round < 40; round++)
        {
            for (var i = 0; i < 2_000; i++)
            {
                var entry = Taker(i % 2 == 0 ? Alice : Bob);
                if (_world.Sequencer.TryOffer(_world.Submission(entry), out _))
                {
                    offered.Add(entry, _world.Clock.Now.Milliseconds);
                }
            }

            // No micro-batch is empty while fresh orders come: the bound costs no throughput.
            var executed = _world.Drain().Entries;
            Assert.InRange(executed.Count, 100, 1_000);
            Assert.All(executed, each => Assert.InRange(
                _world.Clock.Now.Milliseconds - offered[each.Sequenced.Entry], 0UL,
                SequencingLimits.RestLaneWait_Ms));
            _world.Clock.Advance(append_Ms);
        }

        Assert.Contains(_world.Told, told => told.Refusal == RejectCode.Overloaded);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void In_any_flood_nothing_overtakes_an_action_of_its_account(int seed)
    {
        var random = new Random(seed);
        Address[] signers = [Alice, AliceKey, Bob, Carol];
        Address?[] vaults = [null, null, AliceSub, Bob];
        var offered = new List<SignedAction>();
        var executed = new List<(ulong Record, SignedAction Action)>();
        for (var step = 0; step < 60 || offered.Count > executed.Count; step++)
        {
            for (var left = step < 60 ? random.Next(1_200) : 0; left > 0; left--)
            {
                var (signer, vault) = (signers[random.Next(4)], vaults[random.Next(4)]);
                var entry = Entries.OfClass(random.Next(1, 4), signer, vault);
                if (_world.Sequencer.TryOffer(_world.Submission(entry), out _))
                {
                    offered.Add((SignedAction)entry);
                }
            }

            var drained = _world.Drain();
            executed.AddRange(drained.Entries.Select(
                each => (drained.Record, (SignedAction)each.Sequenced.Entry)));
        }

        Assert.Equal(offered.Count, executed.Count);
        AssertNothingOvertakes(offered, executed);
        foreach (var record in _world.Logged())
        {
            Assert.Null(MicroBatchOrderChecker.FindViolation(record, AccountOf));
        }
    }

    // The plain form of the promise: by account, over micro-batches all leave as they came, and inside of one
    // the checker of the order has the word.
    private static void AssertNothingOvertakes(
        List<SignedAction> offered, List<(ulong Record, SignedAction Action)> executed)
    {
        var recordOf = new Dictionary<SignedAction, ulong>(ReferenceEqualityComparer.Instance);
        var placeOf = new Dictionary<SignedAction, int>(ReferenceEqualityComparer.Instance);
        foreach (var (record, action) in executed)
        {
            placeOf.Add(action, placeOf.Count);
            recordOf.Add(action, record);
        }

        foreach (var own in offered.GroupBy(AccountOf))
        {
            var (lastOrder, lastRecord) = (-1, 0UL);
            foreach (var action in own)
            {
                var (place, record) = (placeOf[action], recordOf[action]);
                // A cancel may stand before it only as a cancel that the same micro-batch sorts first.
                Assert.True(record >= lastRecord, "it left in an earlier micro-batch than one before it");
                Assert.True(place > lastOrder, "it was executed before an order that came before it");
                lastOrder = action.SortClass >= 2 ? place : lastOrder;
                lastRecord = record;
            }
        }
    }

    private void Flood(Address signer, Address? vault = null)
    {
        while (_world.Sequencer.TryOffer(_world.Submission(Taker(signer, vault)), out _))
        {
        }
    }

    private List<Entry> DrainAll()
    {
        var executed = new List<Entry>();
        while (_world.Drain() is { Status: DrainStatus.Durable } drained)
        {
            executed.AddRange(drained.Entries.Select(each => each.Sequenced.Entry));
        }

        return executed;
    }
}
