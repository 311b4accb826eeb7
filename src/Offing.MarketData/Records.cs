using Offing.Primitives;
using Offing.Protocol.Commands;
using Offing.Protocol.Events;

namespace Offing.MarketData;

/// <summary>A trade as everybody sees it.</summary>
/// <param name="TakerSide">Side of the order that matched at once.</param>
/// <param name="Seq">Sequence number of the entry that made it.</param>
public sealed record PublicTrade(
    ulong TradeId, MarketId Market, Ticks Price, Lots Size, Side TakerSide, Time Time, ulong Seq,
    Address Buyer, Address Seller);

/// <summary>One side of a trade as its account sees it.</summary>
/// <param name="StartPosition">Signed position before the trade.</param>
/// <param name="Fee">Charged; negative is a rebate.</param>
/// <param name="Crossed">True for the taker.</param>
public sealed record Fill(
    Address Account, ulong TradeId, MarketId Market, Side Side, Ticks Price, Lots Size, Time Time, ulong Seq,
    Lots StartPosition, MicroUsd ClosedPnl, MicroUsd Fee, OrderId Order, ClientOrderId ClientId,
    bool Crossed);

/// <summary>An order from its placing to its end.</summary>
/// <param name="Size">As placed.</param>
/// <param name="Remaining">Not filled; what an ended order left unfilled.</param>
/// <param name="StatusTime">When <paramref name="Status"/> was reached.</param>
public sealed record OrderRecord(
    OrderId Id, ClientOrderId ClientId, MarketId Market, Address Account, Side Side, Ticks Price, Lots Size,
    Lots Remaining, TimeInForce Tif, bool ReduceOnly, Time Placed, OrderStatus Status, Time StatusTime);

/// <summary>Kinds of money movements over the venue's edge.</summary>
public enum LedgerKind
{
    /// <summary>Credited from the chain's queue.</summary>
    Deposit,

    /// <summary>Debited for a claim on chain.</summary>
    Withdrawal,
}

/// <summary>A deposit or a withdrawal.</summary>
/// <param name="Index">Of the chain's request or of the withdrawal.</param>
public sealed record LedgerRecord(
    Address Account, LedgerKind Kind, MicroUsd Amount, ulong Index, Time Time, ulong Seq);

/// <summary>Open, high, low and close of the trades of one interval.</summary>
/// <param name="Start_Ms">First millisecond of the interval.</param>
/// <param name="End_Ms">Last millisecond of the interval.</param>
public sealed record Candle(
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
    Ticks? LastTrade, Ticks? PreviousDay, long DayBase_Lots, long DayQuote_MicroUsd, Lots OpenInterest);
