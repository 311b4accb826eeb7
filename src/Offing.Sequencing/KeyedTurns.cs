using Offing.Primitives;
using Offing.Protocol;
using Offing.Protocol.Entries;

namespace Offing.Sequencing;

/// <summary>
/// Looks again, at its place, whether what a publisher or the operator has signed may be logged: its key may
/// have gone over since the door let it in, and whoever replays would find a forgery. The engine has executed
/// all that is logged, so its state says whose key it is, but for what this very micro-batch changes: what
/// stands behind such a change is held for the next one.
/// </summary>
internal sealed class KeyedTurns(StandingKeys keys)
{
    private readonly List<Submission> _held = [];

    /// <summary>Held for a later micro-batch; they keep their places in the lane.</summary>
    public int Held => _held.Count;

    /// <summary>Whether an announced change comes with the next entry, if that has this time.</summary>
    public bool IsChangeDue(Time time) => keys.NextChange() <= time;

    /// <summary>Gives back what is held, before what has arrived since.</summary>
    public void Release(List<Submission> arrived)
    {
        arrived.InsertRange(0, _held);
        _held.Clear();
    }

    /// <summary>Takes out of a micro-batch what may not stand in it.</summary>
    /// <param name="taken">In the order of arrival.</param>
    /// <param name="time">That its entries have.</param>
    /// <param name="refused">Gets what may stand nowhere, and why.</param>
    public void Sift(List<Submission> taken, Time time, List<(Submission, RejectCode)> refused)
    {
        if (!taken.Exists(submission => submission.Entry is KeyedEntry))
        {
            return;
        }

        // The first entry brings what is due; one that is entered comes with its request. System entries are
        // executed in the order of arrival, so what came before that is not touched by it.
        var change = IsChangeDue(time) ? 0
            : taken.FindIndex(each => each.Entry is QueueRequest { Type: RequestType.Parameter });
        var kept = 0;
        for (var i = 0; i < taken.Count; i++)
        {
            if (taken[i].Entry is not KeyedEntry entry)
            {
                taken[kept++] = taken[i];
            }
            else if (change >= 0 && i >= change)
            {
                Hold(taken[i], refused);
            }
            else if (entry.Key.IsZero || entry.Key == keys.KeyOf(entry))
            {
                taken[kept++] = taken[i];
            }
            else
            {
                refused.Add((taken[i], RejectCode.BadSignature));
            }
        }

        taken.RemoveRange(kept, taken.Count - kept);
    }

    private void Hold(Submission submission, List<(Submission, RejectCode)> refused)
    {
        if (_held.Count < SequencingLimits.KeyedHeld_Entries)
        {
            _held.Add(submission);
        }
        else
        {
            refused.Add((submission, RejectCode.Overloaded));
        }
    }
}
