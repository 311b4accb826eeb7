using Offing.Primitives;
using Offing.Protocol.Batches;
using Offing.Protocol.Codec;

namespace Offing.Commitment.Batches;

/// <summary>A withdrawal as the chain pays it (spec/batch.md).</summary>
/// <param name="Index">From the counter of the state, never used again.</param>
/// <param name="Amount">Above zero.</param>
public readonly record struct WithdrawalLeaf(ulong Index, Address Owner, MicroUsd Amount)
{
    public Hash32 Hash() => Keccak.Hash(new ByteWriter(40)
        .U8(HashTag.Withdrawal)
        .U64(Index)
        .Address(Owner)
        .U64(checked((ulong)Amount.Value))
        .Written);
}
