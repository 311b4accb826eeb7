using Offing.Commitment.Batches;
using Offing.Commitment.State;
using Offing.Primitives;

namespace Offing.Node.Batches;

/// <summary>
/// All that the batch ending at a cut is made of, taken on the node's thread right after the cut. It never
/// changes afterwards, so roots are computed behind the engine and matching never waits for a hash.
/// </summary>
/// <param name="Bodies">
/// Of the records in which its entries stand; whoever makes the batch gives them back.
/// </param>
/// <param name="FirstSeq">Of its entries; others may stand in the same records.</param>
/// <param name="IsReplay">Its data can be had from the log.</param>
/// <param name="Changes">In the parts in which they were taken, at least one.</param>
public sealed record BatchCapture(
    ulong Number,
    RecordBodies Bodies,
    ulong FirstSeq,
    ulong LastSeq,
    bool IsReplay,
    IReadOnlyList<WithdrawalLeaf> Withdrawals,
    IReadOnlyList<LeafChanges> Changes,
    ulong QueueCursor,
    Hash32 QueueHash)
{
    /// <summary>How many it has.</summary>
    public long Entries => (long)(LastSeq - FirstSeq) + 1;
}
