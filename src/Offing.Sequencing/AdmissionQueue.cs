using Offing.Primitives;
using Offing.Protocol;

namespace Offing.Sequencing;

/// <summary>
/// The one handoff between threads: any thread adds, one takes. A ring under a lock, which is held for a few
/// stores at a time. The order of the lock is the order of arrival.
/// </summary>
internal sealed class AdmissionQueue
{
    private readonly object _gate = new();
    private readonly Submission?[] _ring = new Submission?[Limits.AdmissionQueue_Entries];
    private int _head;
    private int _count;
    private bool _isClosed;
    private bool _isWoken;

    /// <summary>
    /// None when the submission was taken; Overloaded when there is no place; Halted when closed.
    /// </summary>
    public RejectCode TryAdd(Submission submission)
    {
        // Classes 0 and 1 are system entries and pure cancels: they can only lessen what is at risk.
        var places = submission.Entry.SortClass <= 1
            ? _ring.Length
            : _ring.Length - SequencingLimits.UrgentReserve_Entries;
        lock (_gate)
        {
            if (_isClosed)
            {
                return RejectCode.Halted;
            }

            if (_count >= places)
            {
                return RejectCode.Overloaded;
            }

            _ring[(_head + _count) % _ring.Length] = submission;
            _count++;
            Monitor.Pulse(_gate);
        }

        return RejectCode.None;
    }

    /// <summary>
    /// Moves the oldest submissions, as many as the bound lets in, one at least when there is one.
    /// </summary>
    public void Take(List<Submission> into, int mostBytes)
    {
        var bytes = 0L;
        lock (_gate)
        {
            while (_count > 0)
            {
                var oldest = _ring[_head]!;
                bytes += oldest.SizeBound_Bytes;
                if (into.Count > 0 && bytes > mostBytes)
                {
                    return;
                }

                into.Add(oldest);
                _ring[_head] = null;
                _head = (_head + 1) % _ring.Length;
                _count--;
            }
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

    /// <summary>Returns when there may be something to take, when woken, or after the time.</summary>
    public void Wait(TimeSpan most)
    {
        lock (_gate)
        {
            if (_count == 0 && !_isClosed && !_isWoken)
            {
                Monitor.Wait(_gate, most);
            }

            _isWoken = false;
        }
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
