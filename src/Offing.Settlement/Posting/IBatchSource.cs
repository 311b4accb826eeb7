using Offing.Settlement.Contracts;

namespace Offing.Settlement.Posting;

/// <summary>Where the poster finds what to post. The node answers from its log.</summary>
public interface IBatchSource
{
    /// <summary>
    /// The batch of this number, always the same one; null when it is not cut yet. Asked for any number that
    /// the chain does not hold complete, which after a reorg may be one that was posted before.
    /// </summary>
    Batch? NextBatch(ulong number);
}
