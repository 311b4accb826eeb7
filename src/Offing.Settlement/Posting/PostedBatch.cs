using Offing.Primitives;

namespace Offing.Settlement.Posting;

/// <summary>What posting a batch cost.</summary>
/// <param name="Transactions">One for each chunk, in order.</param>
/// <param name="GasUsed">Of all of them.</param>
/// <param name="Fee_Wei">Of all of them.</param>
/// <param name="Calldata_Bytes">Input of all of them.</param>
/// <param name="Block">That of the last chunk.</param>
public sealed record PostedBatch(
    ulong Number,
    IReadOnlyList<Hash32> Transactions,
    ulong GasUsed,
    UInt128 Fee_Wei,
    ulong Calldata_Bytes,
    ulong Block);
