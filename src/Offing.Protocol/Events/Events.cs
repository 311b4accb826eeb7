using Offing.Primitives;
using Offing.Protocol.Commands;

namespace Offing.Protocol.Events;

/// <summary>What an entry did. Everything outside the engine is a fold over these.</summary>
public abstract record EngineEvent;

/// <summary>Everything that one entry did, in order.</summary>
public sealed record EntryOutput(Entries.SequencedEntry Entry, IReadOnlyList<EngineEvent> Events);

/// <summary>The action had no effect beyond its nonce.</summary>
/// <param name="NonceUsed">False when the nonce was not used either.</param>
public sealed record ActionRejected(Address Account, RejectCode Code, bool NonceUsed) : EngineEvent;

/// <summary>An action without orders was carried out (noop, leverage, grant, withdrawal request).</summary>
public sealed record ActionDone(Address Account) : EngineEvent;

/// <summary>What became of the n-th order, cancel or modify of an action: one for each, in order.</summary>
/// <param name="Filled">Lots filled at once.</param>
/// <param name="Quote">Micro-USDC of these fills: the average price is Quote / Filled ticks.</param>
public sealed record ItemOutcome(
    int Index, OutcomeKind Kind, RejectCode Code, OrderId Order, ClientOrderId ClientId, MarketId Market,
    Lots Filled, MicroUsd Quote) : EngineEvent;

/// <summary>Final word on one item of an action.</summary>
public enum OutcomeKind : byte
{
    Resting = 0,
    Filled = 1,
    Cancelled = 2,
    Error = 3,
}

/// <summary>An order passed every check and got its id; matching follows.</summary>
public sealed record OrderPlaced(
    OrderId Order, ClientOrderId ClientId, MarketId Market, Address Account, Address Signer, Side Side,
    Ticks Price, Lots Size, TimeInForce Tif, bool ReduceOnly, Time Time) : EngineEvent;

/// <summary>What is left of an order joined the back of its level.</summary>
public sealed record OrderRested(
    OrderId Order, MarketId Market, Address Account, Side Side, Ticks Price, Lots Remaining) : EngineEvent;

/// <summary>
/// An order is over. <paramref name="Remaining"/> was taken off the book when it had rested.
/// </summary>
public sealed record OrderClosed(
    OrderId Order, MarketId Market, Address Account, Side Side, Ticks Price, Lots Remaining,
    OrderStatus Status, bool HadRested) : EngineEvent;

/// <summary>Ends of an order, by the wire's names.</summary>
public enum OrderStatus : byte
{
    Open = 0,
    Filled = 1,
    Canceled = 2,
    SelfTradeCanceled = 3,
    MarginCanceled = 4,
    IocCanceled = 5,
    BandCanceled = 6,
}

/// <summary>One side of a trade.</summary>
/// <param name="StartPosition">Signed position before the trade.</param>
/// <param name="ClosedPnl">Profit realised by the part that closed a position, fees apart.</param>
/// <param name="Fee">Charged to this side; negative is a rebate.</param>
public sealed record FillSide(
    Address Account, OrderId Order, ClientOrderId ClientId, Side Side, Lots StartPosition,
    MicroUsd ClosedPnl, MicroUsd Fee);

/// <summary>A trade at the maker's price.</summary>
public sealed record Traded(
    ulong TradeId, MarketId Market, Ticks Price, Lots Size, FillSide Taker, FillSide Maker) : EngineEvent;

/// <summary>A request of the chain's queue was consumed and credited.</summary>
public sealed record Deposited(ulong RequestIndex, Address Account, MicroUsd Amount) : EngineEvent;

/// <summary>A request of the chain's queue was consumed and refused by rule.</summary>
public sealed record RequestRefused(ulong RequestIndex, Address Account, RejectCode Code) : EngineEvent;

/// <summary>Debited at once; claimable on chain when its batch is final.</summary>
public sealed record WithdrawalQueued(ulong Index, Address Owner, MicroUsd Amount) : EngineEvent;

/// <summary>The account trades this market at the leverage, a whole number, from now on.</summary>
public sealed record LeverageSet(Address Account, MarketId Market, uint Leverage) : EngineEvent;

/// <summary>The owner let a session key act until the expiry (ms since 1970).</summary>
public sealed record SessionGranted(Address Account, Address Key, string Name, ulong Expiry_Ms) : EngineEvent;

/// <summary>The key acts no more, and its address can never be granted again.</summary>
public sealed record SessionRevoked(Address Account, Address Key) : EngineEvent;

/// <summary>The market's oracle price and mark after a report or a tick, when either moved.</summary>
public sealed record MarkMoved(MarketId Market, Ticks Oracle, Ticks Mark) : EngineEvent;

/// <summary>A quorum of fresh publishers was lost (false) or is back (true).</summary>
public sealed record QuorumChanged(MarketId Market, bool HasQuorum) : EngineEvent;

/// <summary>A publisher's report was not taken.</summary>
public sealed record ReportRefused(MarketId Market, byte Publisher, RejectCode Code) : EngineEvent;

/// <summary>The batch ends with this entry.</summary>
public sealed record BatchEnded(ulong Number) : EngineEvent;
