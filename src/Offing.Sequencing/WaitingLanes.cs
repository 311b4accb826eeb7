using System.Runtime.InteropServices;
using Offing.Primitives;
using Offing.Protocol.Entries;

namespace Offing.Sequencing;

/// <summary>
/// What has arrived and found no place in a micro-batch yet, for the draining thread alone. System entries
/// leave first, then cancels, then the rest; a cancel whose account has an earlier action waiting among the
/// rest waits behind it, so that nothing overtakes an order of its own account over micro-batches either.
/// What has waited too long among the rest is refused: so the wait of the cancels behind it is bounded too.
/// </summary>
internal sealed class WaitingLanes(Func<SignedAction, Address> accountOf)
{
    private readonly Queue<Submission> _system = new();
    private readonly Queue<Submission> _cancels = new();
    private readonly Queue<(Submission Submission, Address Account)> _rest = new();

    // Of _rest, held-back cancels included: a later cancel must not overtake those.
    private readonly Dictionary<Address, int> _waitingOf = [];

    private (int Entries, int Bytes) _held;

    /// <summary>Cancels that now wait behind an action of their account; the caller clears it.</summary>
    public List<Submission> NewlyHeld { get; } = [];

    /// <summary>
    /// Cancels that would have to, and for which there is no place, and what waited too long among the rest;
    /// the caller clears it.
    /// </summary>
    public List<Submission> Refused { get; } = [];

    public bool IsEmpty => _system.Count + _cancels.Count + _rest.Count == 0;

    /// <summary>
    /// Fills a micro-batch, in the order of arrival: with what waits, then with what has just arrived.
    /// </summary>
    /// <param name="arrived">In the order of arrival; empty afterwards.</param>
    /// <param name="into">Empty; gets one at least when there is one.</param>
    public void Fill(List<Submission> arrived, List<Submission> into, int mostBytes, Time now)
    {
        if (IsEmpty && arrived.Sum(submission => (long)submission.SizeBound_Bytes) <= mostBytes)
        {
            // Nothing has to wait, so the sort inside of the micro-batch does all: the usual case.
            into.AddRange(arrived);
            arrived.Clear();
            return;
        }

        Add(arrived);
        Select(into, mostBytes, now);
        into.Sort((one, other) => one.Arrival.CompareTo(other.Arrival));
    }

    /// <summary>Moves all that waits, lane by lane.</summary>
    public void Empty(List<Submission> arrived, List<Submission> into)
    {
        Add(arrived);
        Select(into, int.MaxValue, now: default);
    }

    private void Add(List<Submission> arrived)
    {
        foreach (var submission in arrived)
        {
            if (submission.Lane == SequencingLimits.SystemLane)
            {
                _system.Enqueue(submission);
                continue;
            }

            var account = accountOf((SignedAction)submission.Entry);
            if (submission.Lane != SequencingLimits.RestLane)
            {
                if (!_waitingOf.ContainsKey(account))
                {
                    _cancels.Enqueue(submission);
                    continue;
                }

                if (!TryHold(submission))
                {
                    Refused.Add(submission);
                    continue;
                }
            }

            _rest.Enqueue((submission, account));
            CollectionsMarshal.GetValueRefOrAddDefault(_waitingOf, account, out _)++;
        }

        arrived.Clear();
    }

    // It gives up its place among the cancels, which would else be full of those that cannot leave.
    private bool TryHold(Submission cancel)
    {
        var most = SequencingLimits.Lanes[SequencingLimits.CancelLane];
        if (_held.Entries >= most.Entries || _held.Bytes + cancel.SizeBound_Bytes > most.Bytes)
        {
            return false;
        }

        _held = (_held.Entries + 1, _held.Bytes + cancel.SizeBound_Bytes);
        if (cancel.Lane != SequencingLimits.HeldLane)
        {
            cancel.Lane = SequencingLimits.HeldLane;
            NewlyHeld.Add(cancel);
        }

        return true;
    }

    // The first that does not fit ends it: what stands in a later lane would else pass what it must follow.
    private void Select(List<Submission> into, int mostBytes, Time now)
    {
        var bytes = 0L;
        while (_system.Count + _cancels.Count > 0)
        {
            var lane = _system.Count > 0 ? _system : _cancels;
            if (!Fits(lane.Peek(), into, mostBytes, ref bytes))
            {
                return;
            }

            into.Add(lane.Dequeue());
        }

        while (_rest.TryPeek(out var oldest))
        {
            var isLate = IsLate(oldest.Submission, now);
            if (!isLate && !Fits(oldest.Submission, into, mostBytes, ref bytes))
            {
                return;
            }

            (isLate ? Refused : into).Add(_rest.Dequeue().Submission);
            if (oldest.Submission.Lane == SequencingLimits.HeldLane)
            {
                _held = (_held.Entries - 1, _held.Bytes - oldest.Submission.SizeBound_Bytes);
            }

            ref var left = ref CollectionsMarshal.GetValueRefOrNullRef(_waitingOf, oldest.Account);
            if (--left == 0)
            {
                _waitingOf.Remove(oldest.Account);
            }
        }
    }

    // A cancel never is: it goes on as soon as what it waits behind has gone.
    private static bool IsLate(Submission waiting, Time now) =>
        waiting.Lane == SequencingLimits.RestLane
        && now.Milliseconds > waiting.Since.Milliseconds + SequencingLimits.RestLaneWait_Ms;

    private static bool Fits(Submission next, List<Submission> into, int mostBytes, ref long bytes)
    {
        bytes += next.SizeBound_Bytes;
        return into.Count == 0 || bytes <= mostBytes;
    }
}
