using Offing.Commitment.Batches;
using Offing.Commitment.State;
using Offing.Primitives;
using Offing.Protocol.Entries;

namespace Offing.Node.Batches;

/// <summary>
/// All that the batch ending at a cut is made of, taken on the node's thread right after the cut. It never
/// changes afterwards, so roots are computed behind the engine and matching never waits for a hash.
/// </summary>
public sealed record BatchCapture(
    ulong Number,
    IReadOnlyList<SequencedEntry> Entries,
    IReadOnlyList<WithdrawalLeaf> Withdrawals,
    LeafChanges Changes,
    ulong QueueCursor,
    Hash32 QueueHash);
