using Offing.Commitment.Batches;
using Offing.Commitment.State;
using Offing.Engine;
using Offing.Primitives;
using Offing.Protocol.Entries;
using Offing.Protocol.Events;
using Offing.Simulator.Chains;
using Offing.Simulator.Worlds;

namespace Offing.Simulator.Checkers;

/// <summary>
/// What the venue consumes stands in the chain's queue, or stood there until a deep reorg; and nothing is
/// taken back that stands there.
/// </summary>
internal sealed class QueueChecker(VenueState state, Func<SimChain> chain, Coverage seen) : IStepChecker
{
    private const string Name = "queue";

    private ulong _cursor;
    private Hash32 _prefix;

    /// <inheritdoc/>
    public void Applied(EntryOutput output)
    {
        var (cursor, prefix) = (state.QueueCursor, state.QueueHash);
        if (output.Entry.Entry is Reversal && cursor < _cursor)
        {
            seen.Count(Seen.RequestTakenBack);
            SimFailure.Unless(
                cursor == _cursor - 1 && !chain().Holds(_cursor, _prefix) && chain().HasLost(_prefix), Name,
                () => $"request {cursor} is taken back, and the chain has it");
        }
        else if (cursor != _cursor)
        {
            SimFailure.Unless(
                cursor == _cursor + 1 && (chain().Holds(cursor, prefix) || chain().HasLost(prefix)), Name,
                () => $"request {_cursor} is consumed, and the chain never had it there");
        }

        foreach (var reopened in output.Events.OfType<BatchesReopened>())
        {
            seen.Count(Seen.BatchCutAgain);
            SimFailure.Unless(
                reopened.First >= (ulong)chain().State.Batches.Count, Name,
                () => $"batch {reopened.First} is cut again, and the chain has it");
        }

        (_cursor, _prefix) = (cursor, prefix);
    }

    /// <inheritdoc/>
    public void BatchEnded(SettlementBatch batch, StateTree tree)
    {
    }
}
