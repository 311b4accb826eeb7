using Offing.Primitives;
using Offing.Protocol;

namespace Offing.Sequencing;

/// <summary>
/// The one handoff between threads: any thread adds, one takes. A ring under a lock, which is held for a few
/// stores at a time. The order of the lock is the order of arrival. Each lane has places and bytes of its
/// own, held from here until the entry leaves for a micro-batch: no flood in one lane takes from another.
/// </summary>
internal sealed class AdmissionQueue
{
    private readonly object _gate = new();
    private readonly Submission?[] _ring = new Submission?[Limits.AdmissionQueue_Entries];
    private readonly (int Entries, int Bytes)[] _inside = new (int, int)[SequencingLimits.Lanes.Length];
    private int _head;
    private int _count;
    private int _all;
    private ulong _arrivals;
    private bool _isClosed;
    private bool _isWoken;

    /// <summary>
    /// None when the submission was taken; Overloaded when its lane is full; Halted when closed.
    /// </summary>
    public RejectCode TryAdd(Submission submission)
    {
        var (lane, size) = (submission.Lane, submission.SizeBound_Bytes);
        var most = SequencingLimits.Lanes[lane];
        lock (_gate)
        {
            if (_isClosed)
            {
                return RejectCode.Halted;
            }

            ref var inside = ref _inside[lane];
            if (inside.Entries >= most.Entries || inside.Bytes + size > most.Bytes)
            {
                return RejectCode.Overloaded;
            }

            inside = (inside.Entries + 1, inside.Bytes + size);
            submission.Arrival = _arrivals++;
            // The places of all lanes together are the ring's, so there is always one free here.
            _ring[(_head + _count) % _ring.Length] = submission;
            _count++;
            _all++;
            Monitor.Pulse(_gate);
        }

        return RejectCode.None;
    }

    /// <summary>Moves all that has arrived, oldest first. They keep their places until they leave.</summary>
    public void Take(List<Submission> into)
    {
        lock (_gate)
        {
            for (; _count > 0; _count--)
            {
                into.Add(_ring[_head]!);
                _ring[_head] = null;
                _head = (_head + 1) % _ring.Length;
            }
        }
    }

    /// <summary>Gives the places of taken submissions back.</summary>
    public void Leave(List<Submission> gone)
    {
        lock (_gate)
        {
            foreach (var submission in gone)
            {
                if (submission.Lane != SequencingLimits.HeldLane)
                {
                    Free(submission.Lane, submission);
                }
            }

            _all -= gone.Count;
        }
    }

    /// <summary>Gives the places of cancels back that wait elsewhere now, but are still inside.</summary>
    public void Hold(List<Submission> held)
    {
        lock (_gate)
        {
            held.ForEach(submission => Free(SequencingLimits.CancelLane, submission));
        }
    }

    /// <summary>Lets nothing more in; what is inside can still be taken.</summary>
    public void Close()
    {
        lock (_gate)
        {
            _isClosed = true;
            Monitor.Pulse(_gate);
        }
    }

    /// <summary>Returns when there may be something to do, when woken, or after the time.</summary>
    /// <param name="heldBack">Of those inside, how many are nothing to do at present.</param>
    public void Wait(TimeSpan most, int heldBack)
    {
        lock (_gate)
        {
            if (_all <= heldBack && !_isClosed && !_isWoken)
            {
                Monitor.Wait(_gate, most);
            }

            _isWoken = false;
        }
    }

    private void Free(int lane, Submission submission)
    {
        ref var inside = ref _inside[lane];
        inside = (inside.Entries - 1, inside.Bytes - submission.SizeBound_Bytes);
    }

    /// <summary>Ends the present wait, or the next one when nobody waits.</summary>
    public void Wake()
    {
        lock (_gate)
        {
            _isWoken = true;
            Monitor.Pulse(_gate);
        }
    }
}
