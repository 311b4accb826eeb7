using Offing.Primitives;
using Offing.Protocol;

namespace Offing.Sequencing;

/// <summary>
/// The one handoff between threads: any thread adds, one takes. The order of the ring is the order of
/// arrival. Each lane has places and bytes of its own, held from here until the entry leaves for a
/// micro-batch: no flood in one lane takes from another.
/// </summary>
internal sealed class AdmissionQueue
{
    // The places of all lanes together are the ring's, so there is always a free cell.
    private readonly HandoffRing<Submission> _ring = new(Limits.AdmissionQueue_Entries);
    private readonly LaneRoom[] _lanes =
        Array.ConvertAll(SequencingLimits.Lanes, most => new LaneRoom(most.Entries, most.Bytes));

    private readonly object _bed = new();
    private int _sleeps;
    private int _isWoken;

    // Of the draining thread alone: taken from the ring, and not gone yet.
    private int _kept;

    /// <summary>
    /// None when the submission was taken; Overloaded when its lane is full; Halted when closed.
    /// </summary>
    public RejectCode TryAdd(Submission submission)
    {
        if (_ring.IsClosed)
        {
            return RejectCode.Halted;
        }

        var (lane, size) = (_lanes[submission.Lane], submission.SizeBound_Bytes);
        if (!lane.TryEnter(size))
        {
            return RejectCode.Overloaded;
        }

        var outcome = _ring.TryAdd(submission);
        if (outcome != RingOutcome.Added)
        {
            Check.That(outcome == RingOutcome.Closed);
            lane.Leave(1, size);
            return RejectCode.Halted;
        }

        Rouse();
        return RejectCode.None;
    }

    /// <summary>Moves all that has arrived, oldest first. They keep their places until they leave.</summary>
    public void Take(List<Submission> into, Time now)
    {
        var before = into.Count;
        var wait = default(SpinWait);
        do
        {
            while (_ring.TryTake(out var submission, out var ticket))
            {
                (submission.Arrival, submission.Since) = ((ulong)ticket, now);
                into.Add(submission);
            }

            // Behind a closed door nobody looks again, so those who are half inside are waited for.
            if (!_ring.IsClosed || !_ring.HasClaims)
            {
                break;
            }

            wait.SpinOnce();
        }
        while (true);
        _kept += into.Count - before;
    }

    /// <summary>Gives the places of taken submissions back.</summary>
    public void Leave(List<Submission> gone)
    {
        foreach (var submission in gone)
        {
            if (submission.Lane != SequencingLimits.HeldLane)
            {
                _lanes[submission.Lane].Leave(1, submission.SizeBound_Bytes);
            }
        }

        _kept -= gone.Count;
    }

    /// <summary>Gives the places of cancels back that wait elsewhere now, but are still inside.</summary>
    public void Hold(List<Submission> held)
    {
        foreach (var submission in held)
        {
            _lanes[SequencingLimits.CancelLane].Leave(1, submission.SizeBound_Bytes);
        }
    }

    /// <summary>Lets nothing more in; what is inside can still be taken.</summary>
    public void Close()
    {
        _ring.Close();
        Wake();
    }

    /// <summary>Returns when there may be something to do, when woken, or after the time.</summary>
    /// <param name="heldBack">Of those inside, how many are nothing to do at present.</param>
    /// <remarks>
    /// No wake-up is lost: this side says that it sleeps and then looks at the tail, a producer moves the
    /// tail and then looks whether this side sleeps, with a full fence between on both sides. So at least one
    /// of the two sees the other. The pulse is given inside the lock that is held from before that look until
    /// the wait has begun.
    /// </remarks>
    public void Wait(TimeSpan most, int heldBack)
    {
        if (HasWork(heldBack))
        {
            // Perhaps its producer was stopped halfway: on a single core it needs this one to go on.
            Thread.Yield();
            return;
        }

        lock (_bed)
        {
            Interlocked.Exchange(ref _sleeps, 1);
            if (!HasWork(heldBack))
            {
                Monitor.Wait(_bed, most);
                Volatile.Write(ref _isWoken, 0);
            }

            Volatile.Write(ref _sleeps, 0);
        }
    }

    /// <summary>Ends the present wait, or the next one when nobody waits.</summary>
    public void Wake()
    {
        Interlocked.Exchange(ref _isWoken, 1);
        Rouse();
    }

    private bool HasWork(int heldBack) =>
        _ring.HasClaims || _kept > heldBack || _ring.IsClosed || Interlocked.Exchange(ref _isWoken, 0) != 0;

    private void Rouse()
    {
        if (Volatile.Read(ref _sleeps) != 0 && Interlocked.Exchange(ref _sleeps, 0) != 0)
        {
            lock (_bed)
            {
                Monitor.Pulse(_bed);
            }
        }
    }
}
