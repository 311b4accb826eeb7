using System.Collections.Immutable;
using Offing.Primitives;
using Offing.Protocol.Entries;
using Offing.Settlement.Contracts;

namespace Offing.Simulator.Chains;

/// <summary>A batch as the contract remembers it.</summary>
internal readonly record struct PostedMark(Hash32 HeaderHash, ulong CompletedAt_S, ulong CompletedBlock);

/// <summary>
/// What the contracts have in their storage after a block. It is copied before it is written, so a reorg only
/// has to go back to an older one.
/// </summary>
internal sealed record ContractState
{
    public SettlementHead Head { get; init; } = new(0, 0, 0, default, 0, 0, 0);

    public Hash32 LastRoot { get; init; }

    public Hash32 DataSoFar { get; init; }

    public IReadOnlyList<PostedMark> Batches { get; init; } = [];

    /// <summary>prefix[0] is that of the empty queue.</summary>
    public IReadOnlyList<Hash32> Prefixes { get; init; } = [Hash32.Zero];

    public IReadOnlyList<QueueRequest> Queue { get; init; } = [];

    /// <summary>Mined transactions of each sender.</summary>
    public ImmutableDictionary<Address, ulong> Nonces { get; init; } =
        ImmutableDictionary<Address, ulong>.Empty;

    /// <summary>By sequence number.</summary>
    public ImmutableDictionary<ulong, Challenge> Challenges { get; init; } =
        ImmutableDictionary<ulong, Challenge>.Empty;

    /// <summary>Neither answered nor concluded.</summary>
    public IEnumerable<KeyValuePair<ulong, Challenge>> OpenChallenges =>
        Challenges.Where(each => each.Value.IsOpen);

    /// <summary>What is kept of a batch; all zero when there is none.</summary>
    public PostedMark Batch(ulong number) =>
        number < (ulong)Batches.Count ? Batches[(int)number] : default;
}
