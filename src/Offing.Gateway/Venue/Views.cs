using Offing.Primitives;
using Offing.Protocol.Batches;
using Offing.Protocol.Commands;
using Offing.Protocol.Genesis;

namespace Offing.Gateway.Venue;

/// <summary>What never changes while a venue runs.</summary>
/// <param name="ChainId">Of the settlement chain.</param>
/// <param name="IsDevelopment">Opens the calls that only a development venue has.</param>
/// <param name="AcceptsMainnetLetter">
/// Whether L1 actions under letter a, and typed ones for Mainnet, are taken.
/// </param>
/// <param name="AcceptsCompatibleGrant">Whether approveAgent under the compatible domain is taken.</param>
/// <param name="DefaultLeverage">Of a market where the account chose none, if the market allows it.</param>
public sealed record VenueFacts(
    GenesisConfig Genesis,
    ulong ChainId,
    Address Vault,
    Address Settlement,
    Address Usdc,
    bool IsDevelopment,
    bool AcceptsMainnetLetter,
    bool AcceptsCompatibleGrant,
    uint DefaultLeverage)
{
    /// <summary>The key that signs receipts; zero when none are given.</summary>
    public Address Sequencer { get; init; }

    /// <summary>The contract with the bond behind them.</summary>
    public Address ReceiptBond { get; init; }
}

/// <summary>An account at current marks. Isolated positions are buckets of their own in its slots.</summary>
/// <param name="Collateral">Deposits, realised results and fees of the cross bucket; may be negative.</param>
/// <param name="Equity">Of the cross bucket: collateral and unrealised profit.</param>
/// <param name="Notional">Sum of the cross positions at mark, without sign.</param>
/// <param name="MarginUsed">Initial margin of the cross positions.</param>
/// <param name="MaintenanceMargin">Under this equity the cross bucket is liquidated.</param>
/// <param name="Withdrawable">What may leave now.</param>
/// <param name="Slots">One for each market with a position or with a leverage of its own, by market.</param>
public sealed record AccountView(
    Address Account,
    MicroUsd Collateral,
    MicroUsd Equity,
    MicroUsd Notional,
    MicroUsd MarginUsed,
    MicroUsd MaintenanceMargin,
    MicroUsd Withdrawable,
    IReadOnlyList<SlotView> Slots);

/// <summary>A position, or only a chosen leverage when <paramref name="Size"/> is zero.</summary>
/// <param name="Size">Signed.</param>
/// <param name="EntryNotional">Signed as the size: what was paid for it.</param>
/// <param name="Value">Notional at mark, without sign.</param>
/// <param name="Liquidation">
/// The mark at which its bucket is liquidated, all else unchanged; null when there is none.
/// </param>
/// <param name="MarginUsed">Of a cross position its initial margin, of an isolated one its equity.</param>
public sealed record SlotView(
    MarketId Market,
    Lots Size,
    MicroUsd EntryNotional,
    MicroUsd Value,
    MicroUsd UnrealizedPnl,
    MicroUsd MarginUsed,
    uint Leverage,
    bool IsCross,
    Ticks? Liquidation)
{
    /// <summary>Of a position: its equity, where it is isolated, less its signed value.</summary>
    public MicroUsd RawUsd { get; init; }

    /// <summary>Of the position.</summary>
    public MicroUsd MaintenanceMargin { get; init; }

    /// <summary>
    /// Funding that is not settled yet, part of the equity; negative when it is to be paid.
    /// </summary>
    public MicroUsd FundingDue { get; init; }

    /// <summary>A close that its owner demanded through the chain and that waits; null without one.</summary>
    public ClosingView? Closing { get; init; }
}

/// <summary>A demanded close that the book did not fill yet.</summary>
/// <param name="Request">Its index in the chain's queue.</param>
/// <param name="Left">Lots.</param>
/// <param name="Deadline">From then on it is closed against opposite positions.</param>
public sealed record ClosingView(ulong Request, Lots Left, Time Deadline);

/// <summary>Fees of an account.</summary>
/// <param name="Taker">The account's rate today.</param>
/// <param name="Schedule">Of the venue.</param>
/// <param name="Days">
/// Volumes of all accounts of its owner: the fourteen days that count, then today, which does not yet.
/// </param>
public sealed record FeesView(
    Nano Taker, Nano Maker, FeeParameters Schedule, IReadOnlyList<DayVolume> Days);

/// <summary>What was traded on a UTC day.</summary>
/// <param name="Day">Days since 1970.</param>
public readonly record struct DayVolume(uint Day, MicroUsd Taker, MicroUsd Maker);

/// <summary>An active session key.</summary>
public sealed record SessionView(Address Key, string Name, ulong Expiry_Ms)
{
    /// <summary>What it may do; zero, false and empty: no limit.</summary>
    public SessionLimits Limits { get; init; } = SessionLimits.None;

    /// <summary>Whether it has reached its loss of the day: it may only reduce.</summary>
    public bool IsBreached { get; init; }

    /// <summary>
    /// Lost on the day that runs, by all accounts of the owner; zero without a daily limit.
    /// </summary>
    public MicroUsd DayLoss { get; init; }
}

/// <summary>The terms of an open order that the Hyperliquid surface has no words for.</summary>
/// <param name="SelfTrade">What happens where it would trade with an own order.</param>
/// <param name="AcrossSubAccounts">Whether orders of its master's other accounts count as own.</param>
/// <param name="Display">Most that it shows at once; null: all of it.</param>
/// <param name="Shown">What the book shows of it now; zero while it waits.</param>
/// <param name="Expiry_Ms">When it is cancelled; null: never.</param>
public sealed record OrderTermsView(
    SelfTradeMode SelfTrade, bool AcrossSubAccounts, Lots? Display, Lots Shown, ulong? Expiry_Ms)
{
    /// <summary>One number for the orders that belong together; null: it stands alone.</summary>
    public ulong? Group { get; init; }
}

/// <summary>How far a withdrawal has come.</summary>
public enum WithdrawalState
{
    /// <summary>Debited; its batch is not posted yet.</summary>
    Queued,

    /// <summary>Posted; the batch is inside its finality window.</summary>
    Pending,

    /// <summary>Claimable with its proof.</summary>
    Final,
}

/// <summary>A withdrawal, with its claim once its batch is posted.</summary>
/// <param name="Batch">Number of its batch; null while that is not cut.</param>
public sealed record WithdrawalView(
    ulong Index, Address Owner, MicroUsd Amount, ulong? Batch, WithdrawalState State, ClaimView? Claim);

/// <summary>What the contract's claim call takes beside the withdrawal itself (spec/batch.md).</summary>
public sealed record ClaimView(BatchHeader Header, ulong Path, IReadOnlyList<Hash32> Siblings);

/// <summary>Where the venue stands.</summary>
/// <param name="HeadSeq">The last durable entry.</param>
/// <param name="LastCut">The newest batch; 0 is genesis.</param>
/// <param name="LastPosted">The newest batch on chain.</param>
/// <param name="LastFinal">The newest batch past its finality window.</param>
/// <param name="StateRoot">newRoot of <paramref name="LastCut"/>.</param>
public sealed record VenueStatus(
    ulong HeadSeq,
    Time HeadTime,
    ulong LastCut,
    ulong LastPosted,
    ulong LastFinal,
    Hash32 StateRoot,
    IReadOnlyList<PublisherView> Publishers)
{
    /// <summary>Sequence that the operator's next switch must bear.</summary>
    public ulong NextSwitch { get; init; } = 1;

    /// <summary>How it stands with its chain; null while that is not known.</summary>
    public SettlementView? Settlement { get; init; }
}

/// <summary>How a venue stands with its chain.</summary>
/// <param name="Deposits">What taking requests waits for, or why it has stopped; None: nothing.</param>
/// <param name="Batches">Likewise of posting.</param>
/// <param name="Key">The one that the venue posts with.</param>
/// <param name="Operator">The one whose batches the chain takes now.</param>
/// <param name="Next">The one that was announced to follow; zero: none.</param>
/// <param name="NextFrom">Its first moment; zero when none is announced.</param>
public sealed record SettlementView(
    string Deposits, string Batches, Address Key, Address Operator, Address Next, Time NextFrom);

/// <summary>A publisher and the next sequence number that it must use, by market.</summary>
public sealed record PublisherView(Address Key, IReadOnlyList<ulong> NextSequence);
