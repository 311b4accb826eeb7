using System.Numerics;
using Offing.Commitment.Batches;
using Offing.Node.Verification;
using Offing.Primitives;
using Offing.Protocol.Batches;
using Offing.Protocol.Entries;
using Offing.Settlement.Contracts;

namespace Offing.Tools.Exit;

/// <summary>A market in which an account has a position.</summary>
/// <param name="IsClosing">Whether a close that was asked for waits in the venue.</param>
public sealed record ExitPosition(MarketId Market, string Name, Lots Size, bool IsClosing = false);

/// <summary>An account of the key, or one of its sub-accounts, after the last batch that holds.</summary>
/// <param name="Ordinal">Of a sub-account under its master; zero of the account itself.</param>
/// <param name="Equity">
/// Of all buckets, micro-USDC: at the marks of the state, or where that has only leaves at the prices of an
/// escape.
/// </param>
/// <param name="Orders">At rest, waiting, or running; null: there may be some.</param>
/// <param name="Claim">What an escape at this state gives before the share, micro-USDC.</param>
public sealed record ExitAccount(
    Address Address, uint Ordinal, bool IsSub, MicroUsd Equity, int? Orders,
    IReadOnlyList<ExitPosition> Positions, BigInteger Claim);

/// <summary>A withdrawal that is not paid yet.</summary>
/// <param name="FinalAt_S">
/// When its batch is final, or its place in the vault's line is reached; block time, zero while not known.
/// </param>
public sealed record ExitWithdrawal(
    BatchHeader Header, WithdrawalLeaf Leaf, DenseProof Proof, ulong FinalAt_S);

/// <summary>A request of the queue, and whether a standing batch consumed it.</summary>
public sealed record ExitRequest(QueueRequest Request, bool IsConsumed);

/// <summary>How far the escape is, for those who are to be taken out.</summary>
/// <param name="Unresolved">Markets that their proofs still need.</param>
/// <param name="Unproved">Accounts of them that are not proved.</param>
/// <param name="Unpaid">Accounts whose claim is proved and not paid.</param>
/// <param name="Bounty">Of the key, micro-USDC.</param>
public sealed record ExitEscape(
    Address Contract, EscapeOpening Opening, bool IsFixed, IReadOnlyList<MarketId> Unresolved,
    IReadOnlyList<Address> Unproved, IReadOnlyList<Address> Unpaid, UInt128 Bounty);

/// <summary>
/// Everything that a way out depends on, as the chain says it at one block. The plan is a function of this
/// and of nothing else, so it may be stopped and taken up again anywhere.
/// </summary>
public sealed record ExitView
{
    /// <summary>Whose key signs.</summary>
    public required Address Key { get; init; }

    /// <summary>Time of the latest block, in seconds.</summary>
    public required ulong Now_S { get; init; }

    public required VenueDeadlines Deadlines { get; init; }

    public required VenueEnd End { get; init; }

    public required bool IsFrozen { get; init; }

    /// <summary>When the venue has been silent for too long, if no batch comes before.</summary>
    public required ulong SilentAt_S { get; init; }

    /// <summary>When all batches that stand are final.</summary>
    public required ulong SettledAt_S { get; init; }

    /// <summary>Why the last batches cannot be relied on; null: they hold.</summary>
    public BatchFinding? Finding { get; init; }

    /// <summary>
    /// Whether only leaves were held against the posted roots, since the venue posts net data.
    /// </summary>
    public bool IsOfLeaves { get; init; }

    /// <summary>What a request costs, micro-USDC.</summary>
    public ulong RequestPrice { get; init; }

    /// <summary>Micro-USDC in the wallet of the key.</summary>
    public UInt128 Wallet { get; init; }

    public IReadOnlyList<ExitAccount> Accounts { get; init; } = [];

    /// <summary>Unpaid ones of the key and its accounts.</summary>
    public IReadOnlyList<ExitWithdrawal> Withdrawals { get; init; } = [];

    /// <summary>Of the key or for one of its accounts, by index.</summary>
    public IReadOnlyList<ExitRequest> Requests { get; init; } = [];

    /// <summary>The oldest request of anybody that no standing batch consumed.</summary>
    public QueueRequest? Oldest { get; init; }

    /// <summary>Requests that go back to the key and have not, when the end is settled.</summary>
    public IReadOnlyList<QueueRequest> Refundable { get; init; } = [];

    /// <summary>Null before the end is settled, and where there is nothing to open.</summary>
    public ExitEscape? Escape { get; init; }
}
