using Offing.Commitment.State;
using Offing.Engine;
using Offing.Primitives;
using Offing.Protocol;

namespace Offing.Node.Logs;

/// <summary>The state of a venue at a place of its log.</summary>
/// <param name="Seq">Behind the entry of this sequence number; 0: genesis.</param>
/// <param name="Time">Of that entry.</param>
/// <param name="LastBatch">The last settlement batch that was cut by then.</param>
/// <param name="Root">The state root (spec/state-tree.md).</param>
/// <param name="RulesHash">The rules that this program replayed by.</param>
public sealed record StateAnswer(ulong Seq, Time Time, ulong LastBatch, Hash32 Root, Hash32 RulesHash);

/// <summary>Follows a replay with the state tree.</summary>
/// <param name="at">The sequence number behind which it is asked for; null: the end.</param>
/// <param name="tree">Of the state from which it follows.</param>
internal sealed class StateFollower(ulong? at, StateTree tree)
{
    private const int CaptureEvery_Entries = 4_096;
    private int _since;

    /// <summary>The answer, once its place was reached.</summary>
    public StateAnswer? Answer { get; private set; }

    /// <summary>From the first state on, and behind each entry.</summary>
    public void Follow(VenueState state)
    {
        if (state.InputCursor == at)
        {
            Take(state);
        }
        else if (++_since >= CaptureEvery_Entries)
        {
            Capture(state);
        }
    }

    /// <summary>The log is read.</summary>
    public void End(VenueState state)
    {
        if (at is null)
        {
            Take(state);
        }
    }

    private void Take(VenueState state)
    {
        Capture(state);
        Answer = new StateAnswer(
            state.InputCursor, state.Time, state.LastBatch, tree.Root(), Rules.Hash);
    }

    // Behind the answer the tree is kept no longer, but the list of changes must not grow with the log.
    private void Capture(VenueState state)
    {
        _since = 0;
        if (Answer is not null)
        {
            state.Changes.Drain();
            return;
        }

        tree.Apply(LeafChanges.Capture(state));
    }
}
