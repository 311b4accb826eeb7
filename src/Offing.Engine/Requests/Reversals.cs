using Offing.Engine.Parameters;
using Offing.Protocol;
using Offing.Protocol.Batches;
using Offing.Protocol.Entries;
using Offing.Protocol.Events;

namespace Offing.Engine.Requests;

/// <summary>
/// Takes back what the chain lost, the newest request first. What a request has done stands, for it was its
/// owner's demand and others have traded on it: a withdrawal stays debited and its leaf with it, so nothing
/// is ever credited and claimable at once. Only money that is not in the vault goes, and what would still
/// come.
/// </summary>
internal static class Reversals
{
    public static void Take(EntryContext context, Reversal reversal)
    {
        var (state, request) = (context.State, reversal.Request);
        var refusal = Examine(state, reversal, out var debtor);
        if (refusal != RejectCode.None)
        {
            context.Emit(new ReversalRefused(request.Index, refusal));
            return;
        }

        state.QueueCursor--;
        state.QueueHash = reversal.Previous;
        context.Emit(new RequestTakenBack(request.Index, request.Account, request.Type));
        if (debtor is not null)
        {
            Inflow.Debit(context, request, debtor);
        }

        if (request.Type == RequestType.Close)
        {
            ForcedCloses.TakeBack(context, request);
        }
        else if (request.Type == RequestType.Parameter)
        {
            ParameterChanges.TakeBack(context, request);
        }

        if (reversal.Batch <= state.LastBatch)
        {
            state.LastBatch = reversal.Batch - 1;
            context.Emit(new BatchesReopened(reversal.Batch));
        }
    }

    // The queue is a chain of hashes: only the request that was consumed last makes its hash.
    private static RejectCode Examine(
        VenueState state, Reversal reversal, out Accounts.Account? debtor)
    {
        debtor = null;
        var request = reversal.Request;
        if (state.QueueCursor == 0 || request.Index != state.QueueCursor - 1
            || RequestHash.Extend(reversal.Previous, request) != state.QueueHash)
        {
            return RejectCode.ReversalNotLast;
        }

        return reversal.Batch == 0 || reversal.Batch > state.LastBatch + 1 ? RejectCode.ReversalBatch
            : Inflow.TryFindDebtor(state, request, out debtor) ? RejectCode.None
            : RejectCode.ReversalAmount;
    }
}
