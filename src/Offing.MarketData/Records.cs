using Offing.Primitives;
using Offing.Protocol;
using Offing.Protocol.Commands;
using Offing.Protocol.Events;

namespace Offing.MarketData;

/// <summary>A trade as everybody sees it.</summary>
/// <param name="TakerSide">Side of the order that matched at once.</param>
/// <param name="Seq">Sequence number of the entry that made it.</param>
public readonly record struct PublicTrade(
    ulong TradeId, MarketId Market, Ticks Price, Lots Size, Side TakerSide, Time Time, ulong Seq,
    Address Buyer, Address Seller);

/// <summary>One side of a trade as its account sees it.</summary>
/// <param name="StartPosition">Signed position before the trade.</param>
/// <param name="Fee">Charged; negative is a rebate.</param>
/// <param name="Crossed">True for the taker.</param>
public readonly record struct Fill(
    Address Account, ulong TradeId, MarketId Market, Side Side, Ticks Price, Lots Size, Time Time, ulong Seq,
    Lots StartPosition, MicroUsd ClosedPnl, MicroUsd Fee, OrderId Order, ClientOrderId ClientId,
    bool Crossed)
{
    /// <summary>The TWAP of which the order was a slice; null when it was none.</summary>
    public ulong? Twap { get; init; }

    /// <summary>The part of the fee that the order's builder got.</summary>
    public MicroUsd BuilderFee { get; init; }

    /// <summary>Whose liquidation it is a part of; null when of none.</summary>
    public LiquidationMark? Liquidation { get; init; }
}

/// <summary>A fill that a liquidation brought, on either side.</summary>
/// <param name="Liquidated">The account whose bucket is liquidated.</param>
/// <param name="Mark">Of its moment.</param>
public sealed record LiquidationMark(Address Liquidated, Ticks Mark, LiquidationMeans Means);

/// <summary>An order from its placing to its end.</summary>
/// <param name="Size">As placed, or as it went to the book; zero for a whole position to come.</param>
/// <param name="Remaining">Not filled; what an ended order left unfilled.</param>
/// <param name="StatusTime">When <paramref name="Status"/> was reached.</param>
public readonly record struct OrderRecord(
    OrderId Id, ClientOrderId ClientId, MarketId Market, Address Account, Side Side, Ticks Price, Lots Size,
    Lots Remaining, TimeInForce Tif, bool ReduceOnly, Time Placed, OrderStatus Status, Time StatusTime)
{
    /// <summary>What has traded: the size less it and what remains was taken away without a trade.</summary>
    public Lots Filled { get; init; }

    /// <summary>What it waits or has waited for; null for an order that went to the book at once.</summary>
    public OrderCondition? Condition { get; init; }

    /// <summary>Why it was refused when its turn came.</summary>
    public RejectCode Refusal { get; init; }
}

/// <summary>What a conditional order waits for.</summary>
/// <param name="Trigger">None where only the parent is waited for.</param>
/// <param name="IsMarket">Whether it goes to the book at market.</param>
/// <param name="TriggerPrice">Of a trailing stop as it stands now.</param>
/// <param name="TrailingOffset">Zero but for a trailing stop.</param>
/// <param name="Group">What it shares with its siblings; zero when it stands alone.</param>
/// <param name="Parent">Zero without one.</param>
/// <param name="IsPositionTied">Whether it belongs to the position and not to an order.</param>
/// <param name="IsArmed">Whether it waits for the mark; before that it waits for its parent.</param>
public sealed record OrderCondition(
    TriggerKind Trigger, bool IsMarket, Ticks TriggerPrice, Ticks TrailingOffset, ulong Group,
    OrderId Parent, bool IsPositionTied, bool IsArmed)
{
    /// <summary>Whether what it waited for has come.</summary>
    public bool IsTriggered { get; init; }
}

/// <summary>A TWAP as it stands after a step of it.</summary>
/// <param name="Size">What it is to trade in all.</param>
/// <param name="Filled">What its slices have traded, for <paramref name="Quote"/>.</param>
/// <param name="StatusTime">When <paramref name="Status"/> was reached.</param>
public sealed record TwapRecord(
    ulong Id, MarketId Market, Address Account, Side Side, Lots Size, bool ReduceOnly, uint Minutes,
    bool Randomize, Time Started, Lots Filled, MicroUsd Quote, TwapStatus Status, Time StatusTime)
{
    /// <summary>Why the last slice was refused; None when it was not.</summary>
    public RejectCode Refusal { get; init; }
}

/// <summary>An account that its master acts for.</summary>
public sealed record SubAccountRecord(Address Master, Address Account, string Name);

/// <summary>Kinds of money movements that are no trades.</summary>
public enum LedgerKind
{
    /// <summary>Credited from the chain's queue.</summary>
    Deposit,

    /// <summary>Debited for a claim on chain.</summary>
    Withdrawal,

    /// <summary>Moved between a master and a sub-account, told to both.</summary>
    SubAccountTransfer,

    /// <summary>A credit taken back: the chain lost the request.</summary>
    Reversal,
}

/// <summary>A movement of money that is no trade.</summary>
/// <param name="Index">Of the chain's request or of the withdrawal; zero for a transfer.</param>
public sealed record LedgerRecord(
    Address Account, LedgerKind Kind, MicroUsd Amount, ulong Index, Time Time, ulong Seq)
{
    /// <summary>Who gave it; only of a transfer.</summary>
    public Address From { get; init; }

    /// <summary>Who got it; only of a transfer.</summary>
    public Address To { get; init; }
}

/// <summary>Open, high, low and close of the trades of one interval.</summary>
/// <param name="Start_Ms">First millisecond of the interval.</param>
/// <param name="End_Ms">Last millisecond of the interval.</param>
public readonly record struct Candle(
    ulong Start_Ms, ulong End_Ms, Ticks Open, Ticks High, Ticks Low, Ticks Close, long Base_Lots,
    long Quote_MicroUsd, int Trades);

/// <summary>All orders of one price.</summary>
/// <param name="Orders">How many.</param>
public readonly record struct BookLevel(Ticks Price, Lots Size, int Orders);

/// <summary>Both sides, best first, at <paramref name="Time"/>.</summary>
public sealed record BookSnapshot(
    MarketId Market, Time Time, IReadOnlyList<BookLevel> Bids, IReadOnlyList<BookLevel> Asks);

/// <summary>What a market looks like now. Null stands for "not known yet".</summary>
/// <param name="Mid_HalfTicks">Best bid + best ask, when both sides are quoted.</param>
/// <param name="PreviousDay">The mark of 24 hours ago, or the oldest known.</param>
/// <param name="OpenInterest">Lots held long, which is also the lots held short.</param>
public sealed record MarketSummary(
    MarketId Market, Ticks? Oracle, Ticks? Mark, ulong? Mid_HalfTicks, BookLevel? BestBid, BookLevel? BestAsk,
    Ticks? LastTrade, Ticks? PreviousDay, long DayBase_Lots, long DayQuote_MicroUsd, Lots OpenInterest)
{
    /// <summary>Null before the first look at the premium.</summary>
    public FundingOutlook? Funding { get; init; }
}
