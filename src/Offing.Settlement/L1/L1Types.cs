using Offing.Primitives;

namespace Offing.Settlement.L1;

/// <summary>A block's head.</summary>
/// <param name="Timestamp_S">Seconds since 1970.</param>
/// <param name="BaseFee">Wei for one gas.</param>
public sealed record L1Block(
    ulong Number, Hash32 Hash, Hash32 ParentHash, ulong Timestamp_S, UInt128 BaseFee);

/// <summary>An event of a contract, at its place in the chain.</summary>
public sealed record L1Log(
    Address Contract, IReadOnlyList<Hash32> Topics, byte[] Data, ulong Block, Hash32 TransactionHash);

/// <summary>What became of a mined transaction.</summary>
/// <param name="Succeeded">False when it was reverted: its gas is paid and nothing else happened.</param>
/// <param name="EffectiveGasPrice">Wei for one gas.</param>
public sealed record L1Receipt(
    Hash32 TransactionHash, ulong Block, bool Succeeded, ulong GasUsed, UInt128 EffectiveGasPrice);

/// <summary>A transaction as it was sent.</summary>
/// <param name="Block">Null while it is pending.</param>
public sealed record L1Transaction(
    Hash32 Hash, Address From, Address? To, ulong Nonce, byte[] Input, ulong? Block);

/// <summary>Fees for a transaction sent now, in wei for one gas.</summary>
public sealed record L1Fees(UInt128 MaxFee, UInt128 MaxPriorityFee)
{
    /// <summary>Nodes take a replacement only at 10 % more; an eighth more leaves no doubt.</summary>
    public L1Fees Raised() => new(MaxFee + (MaxFee / 8) + 1, MaxPriorityFee + (MaxPriorityFee / 8) + 1);

    /// <summary>The higher of both, each part by itself.</summary>
    public L1Fees AtLeast(L1Fees other) =>
        new(UInt128.Max(MaxFee, other.MaxFee), UInt128.Max(MaxPriorityFee, other.MaxPriorityFee));
}

/// <summary>Which logs are asked for; block numbers inclusive.</summary>
/// <param name="Topics">Topic 0 first; a null matches every value at its place.</param>
public sealed record L1LogFilter(
    Address Contract, IReadOnlyList<Hash32?> Topics, ulong FromBlock, ulong ToBlock);
