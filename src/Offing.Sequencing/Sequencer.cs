using Offing.Log;
using Offing.Primitives;
using Offing.Protocol;
using Offing.Protocol.Codec;
using Offing.Protocol.Entries;

namespace Offing.Sequencing;

/// <summary>
/// Gives every entry its arrival number, place and time, and makes it durable before anybody acts on it. Any
/// thread offers; one thread drains. It has no thread, timer or clock of its own.
/// </summary>
/// <remarks>
/// A micro-batch closes when the previous append is durable, at 128 KiB or after 1 ms. The append is
/// synchronous, so whenever this runs the previous one is durable: what waits closes at once, and only the
/// size can cut it.
/// </remarks>
public sealed class Sequencer
{
    private readonly ICommitLog _log;
    private readonly Func<SignedAction, Address> _accountOf;
    private readonly ulong _epoch;
    private readonly uint _leader;
    private readonly AdmissionQueue _queue = new();
    private readonly WaitingLanes _waiting;
    private readonly List<Submission> _arrived = [];
    private readonly List<Submission> _taken = [];
    private readonly List<Submission> _refused = [];
    private readonly List<(Submission Submission, RejectCode Code)> _misplaced = [];
    private readonly KeyedTurns? _keyed;
    private readonly RoomWatch _room;
    private readonly Hazards? _hazards;
    private bool _hasFailed;
    private int _heldBack;

    /// <param name="log">Replayed to its tail.</param>
    /// <param name="position">Where that replay ended.</param>
    /// <param name="accountOf">
    /// The account that an action is for, by the engine's present state. Asked on the draining thread only.
    /// </param>
    /// <param name="epoch">Of this start of the node: one more than the last in the log.</param>
    /// <param name="leader">Index of this node among the members.</param>
    /// <param name="hazards">A simulated world's; null in production.</param>
    /// <param name="keys">Null: what the door let in stands.</param>
    public Sequencer(
        ICommitLog log,
        SequencePosition position,
        Func<SignedAction, Address> accountOf,
        ulong epoch,
        uint leader = 0,
        Hazards? hazards = null,
        StandingKeys? keys = null)
    {
        SequencingLimits.AssertRelations();
        (_log, Position, _accountOf, _epoch, _leader) = (log, position, accountOf, epoch, leader);
        _hazards = hazards;
        _keyed = keys is null ? null : new KeyedTurns(keys);
        _waiting = new WaitingLanes(accountOf);
        _room = new RoomWatch(log);
    }

    /// <summary>After the last durable entry.</summary>
    public SequencePosition Position { get; private set; }

    /// <summary>
    /// Takes an entry in, from any thread; its submission is completed later by the draining side.
    /// </summary>
    /// <param name="refusal">
    /// Overloaded: its lane is full. Cancels and system entries have lanes of their own, and leave first.
    /// Told later, it was an order that waited too long, or a cancel for which there was no place behind one.
    /// DiskFull: only system entries and cancels still fit. Halted: the sequencer has stopped. The submission
    /// is then not kept, and not completed.
    /// </param>
    public bool TryOffer(Submission submission, out RejectCode refusal)
    {
        Check.That(submission.SizeBound_Bytes <= Limits.MicroBatchMax_Bytes);
        refusal = submission.Lane == SequencingLimits.RestLane && _room.Now != LogRoom.Ample
            ? RejectCode.DiskFull
            : submission.Lane != SequencingLimits.SystemLane && _hazards.Takes(Hazard.QueueFull)
            ? RejectCode.Overloaded
            : _queue.TryAdd(submission);
        return refusal == RejectCode.None;
    }

    /// <summary>
    /// Sleeps until an entry may be waiting, <see cref="Wake"/> is called, or the time is over.
    /// </summary>
    public void Wait(TimeSpan most) => _queue.Wait(most, _heldBack);

    /// <summary>Whether the log has room, as of the last drain. From any thread.</summary>
    public LogRoom Room => _room.Now;

    /// <summary>Ends a <see cref="Wait"/>, from any thread.</summary>
    public void Wake() => _queue.Wake();

    /// <summary>
    /// Whether the node should offer a Tick: nothing was logged for a second, or something waits for the
    /// change that comes with the next entry.
    /// </summary>
    public bool TickDue(Time now) => !_hasFailed
        && (now.Milliseconds >= Position.LastTime.Milliseconds + Limits.TickInterval_Ms
            || (_keyed is { Held: > 0 } && _keyed.IsChangeDue(TimeAt(now))));

    /// <summary>Closes at most one micro-batch and makes it durable.</summary>
    /// <param name="now">
    /// The clock. A jump back is borne up to 2 s; the time of entries stands still meanwhile.
    /// </param>
    public Drained Drain(Time now)
    {
        if (_hasFailed)
        {
            return Drained.Without(DrainStatus.Failed);
        }

        var time = TimeAt(now);
        if (_keyed is { Held: > 0 } && !_keyed.IsChangeDue(time))
        {
            _keyed.Release(_arrived);
        }

        _queue.Take(_arrived, now);
        _heldBack = 0;
        if (_room.Look(now) != LogRoom.Ample)
        {
            RefuseForRoom();
        }

        if (_room.Now == LogRoom.None)
        {
            _heldBack = _arrived.Count + (_keyed?.Held ?? 0);
            return Drained.Without(DrainStatus.Idle);
        }

        if (Position.LastTime.Milliseconds > now.Milliseconds + Limits.ClockMaxAhead_Ms)
        {
            // Entries stamped further ahead would expire nonces and orders before their time.
            var any = Shed(IsPromisedFirst, RejectCode.Halted);
            _heldBack = _arrived.Count + (_keyed?.Held ?? 0);
            return Drained.Without(any ? DrainStatus.ClockBehind : DrainStatus.Idle);
        }

        _waiting.Fill(_arrived, _taken, MostBytes(), now);
        SettleHeld();
        SiftKeyed(time);
        _queue.Leave(_taken);
        if (_taken.Count == 0)
        {
            return Drained.Without(DrainStatus.Idle);
        }

        var placed = Place(time);
        var entries = Array.ConvertAll(placed, each => each.Sequenced);
        var record = _log.Tail + 1;
        var body = EntryCodec.EncodeRecord(entries);
        if (Append(record, entries, body) != AppendResult.Won)
        {
            Stop();
            return Drained.Without(DrainStatus.Failed);
        }

        Position = Position.After(entries);
        _taken.Clear();
        return new Drained(DrainStatus.Durable, record, placed, body);
    }

    // Of the entries of a micro-batch that closes now.
    private Time TimeAt(Time now) => now > Position.LastTime ? now : Position.LastTime;

    private void SiftKeyed(Time time)
    {
        _keyed?.Sift(_taken, time, _misplaced);
        foreach (var (submission, code) in _misplaced)
        {
            _queue.Leave([submission]);
            submission.Refuse(code);
        }

        _misplaced.Clear();
    }

    private int MostBytes() => _hazards.Takes(Hazard.ShortMicroBatch)
        ? SequencingLimits.ShortMicroBatch_Bytes
        : Limits.MicroBatchMax_Bytes;

    private void RefuseForRoom() => Shed(
        _room.Now == LogRoom.Reserve
            ? submission => submission.Lane != SequencingLimits.RestLane
            : IsPromisedFirst,
        RejectCode.DiskFull);

    // Nothing may be logged before it once that is possible again, so it waits.
    private static bool IsPromisedFirst(Submission submission) => submission.Entry is Started;

    // Refuses what waits but for what stays; whether there was any. What stays is tried with the next drain.
    private bool Shed(Predicate<Submission> stays, RejectCode code)
    {
        _keyed?.Release(_arrived);
        _waiting.Empty(_arrived, _taken);
        SettleHeld();
        _taken.Sort((one, other) => one.Arrival.CompareTo(other.Arrival));
        foreach (var submission in _taken)
        {
            (stays(submission) ? _arrived : _refused).Add(submission);
        }

        _taken.Clear();
        _queue.Leave(_refused);
        _refused.ForEach(submission => submission.Refuse(code));
        var any = _refused.Count > 0;
        _refused.Clear();
        return any;
    }

    private PlacedEntry[] Place(Time time)
    {
        var order = MicroBatchOrder.Sort(_taken.ConvertAll(submission => submission.Entry), _accountOf);
        var placed = new PlacedEntry[order.Length];
        for (var i = 0; i < order.Length; i++)
        {
            var submission = _taken[order[i]];
            var arrival = Position.NextArrival + (ulong)order[i];
            var entry = new SequencedEntry(Position.NextSeq + (ulong)i, arrival, time, submission.Entry);
            placed[i] = new PlacedEntry(entry, submission);
        }

        return placed;
    }

    private AppendResult Append(ulong record, SequencedEntry[] entries, byte[] body)
    {
        var stamp = new RecordStamp(_epoch, _leader, entries[^1].Time, (uint)entries.Length);
        return _log.Append(record, stamp, body);
    }

    private void Stop()
    {
        _hasFailed = true;
        // Closed first: nothing can slip in behind the last look and wait for ever.
        _queue.Close();
        _taken.ForEach(submission => submission.Refuse(RejectCode.OutcomeUnknown));
        _taken.Clear();
        RefuseWaiting(RejectCode.Halted);
    }

    private void SettleHeld()
    {
        _queue.Hold(_waiting.NewlyHeld);
        _waiting.NewlyHeld.Clear();
        _queue.Leave(_waiting.Refused);
        _waiting.Refused.ForEach(submission => submission.Refuse(RejectCode.Overloaded));
        _waiting.Refused.Clear();
    }

    private void RefuseWaiting(RejectCode code)
    {
        var before = _taken.Count;
        _keyed?.Release(_arrived);
        _queue.Take(_arrived, Position.LastTime);
        _waiting.Empty(_arrived, _taken);
        SettleHeld();
        _queue.Leave(_taken.GetRange(before, _taken.Count - before));
        _taken.ForEach(submission => submission.Refuse(code));
        _taken.Clear();
    }
}
