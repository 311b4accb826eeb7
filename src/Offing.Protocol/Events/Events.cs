using Offing.Primitives;
using Offing.Protocol.Commands;

namespace Offing.Protocol.Events;

/// <summary>
/// What an entry did. Everything outside the engine is a fold over these. They are structs, so that whoever
/// only counts or hashes them costs the engine no memory; a list of them boxes each.
/// </summary>
public interface IEngineEvent;

/// <summary>Everything that one entry did, in order.</summary>
public sealed record EntryOutput(Entries.SequencedEntry Entry, IReadOnlyList<IEngineEvent> Events);

/// <summary>The action had no effect beyond its nonce.</summary>
/// <param name="NonceUsed">False when the nonce was not used either.</param>
public readonly record struct ActionRejected(Address Account, RejectCode Code, bool NonceUsed) : IEngineEvent;

/// <summary>An action without orders was carried out (noop, leverage, grant, withdrawal request).</summary>
public readonly record struct ActionDone(Address Account) : IEngineEvent;

/// <summary>What became of the n-th order, cancel or modify of an action: one for each, in order.</summary>
/// <param name="Filled">Lots filled at once.</param>
/// <param name="Quote">Micro-USDC of these fills: the average price is Quote / Filled ticks.</param>
public readonly record struct ItemOutcome(
    int Index, OutcomeKind Kind, RejectCode Code, OrderId Order, ClientOrderId ClientId, MarketId Market,
    Lots Filled, MicroUsd Quote) : IEngineEvent;

/// <summary>Final word on one item of an action.</summary>
public enum OutcomeKind : byte
{
    Resting = 0,
    Filled = 1,
    Cancelled = 2,
    Error = 3,

    /// <summary>A child that waits until its parent is filled.</summary>
    WaitingForFill = 4,

    /// <summary>A conditional order that waits for the mark.</summary>
    WaitingForTrigger = 5,
}

/// <summary>An order passed every check and got its id; matching follows.</summary>
/// <param name="Displayed">Most that it shows at once: all of it, but for an iceberg.</param>
public readonly record struct OrderPlaced(
    OrderId Order, ClientOrderId ClientId, MarketId Market, Address Account, Address Signer, Side Side,
    Ticks Price, Lots Size, Lots Displayed, TimeInForce Tif, bool ReduceOnly, Time Time) : IEngineEvent;

/// <summary>What is left of an order joined the back of its level, which shows a part of it.</summary>
public readonly record struct OrderRested(
    OrderId Order, MarketId Market, Address Account, Side Side, Ticks Price, Lots Remaining,
    Lots Displayed) : IEngineEvent;

/// <summary>
/// An iceberg showed its next part, at the back of its level; it had shown nothing before.
/// </summary>
public readonly record struct OrderRefilled(
    OrderId Order, MarketId Market, Address Account, Side Side, Ticks Price, Lots Displayed) : IEngineEvent;

/// <summary>
/// An order became smaller without a trade: a reduce-only one with its position, or two of one owner against
/// each other.
/// </summary>
/// <param name="By">What counts as cancelled.</param>
/// <param name="FromDisplayed">The part of it that the book had shown.</param>
public readonly record struct OrderReduced(
    OrderId Order, MarketId Market, Address Account, Side Side, Ticks Price, Lots By, Lots FromDisplayed,
    OrderStatus Reason) : IEngineEvent;

/// <summary>
/// An order is over. <paramref name="Remaining"/> was not filled; <paramref name="Displayed"/> of it stood in
/// the book, which had it as an order when it had rested.
/// </summary>
public readonly record struct OrderClosed(
    OrderId Order, MarketId Market, Address Account, Side Side, Ticks Price, Lots Remaining, Lots Displayed,
    OrderStatus Status, bool HadRested) : IEngineEvent;

/// <summary>States and ends of an order, by the wire's names where it has them.</summary>
public enum OrderStatus : byte
{
    Open = 0,
    Filled = 1,
    Canceled = 2,
    SelfTradeCanceled = 3,
    MarginCanceled = 4,
    IocCanceled = 5,
    BandCanceled = 6,
    ReduceOnlyCanceled = 7,
    SiblingFilledCanceled = 8,
    ScheduledCancel = 9,

    /// <summary>Its expiry has come.</summary>
    Expired = 10,

    /// <summary>A fill-or-kill order that could not be filled whole.</summary>
    FokCanceled = 11,

    /// <summary>A child whose parent ended without a fill.</summary>
    ParentCanceled = 12,

    /// <summary>The mark has come; the order goes to the book under the same id.</summary>
    Triggered = 13,

    /// <summary>Refused when its turn came; the event before says why.</summary>
    Rejected = 14,

    /// <summary>Its bucket is liquidated.</summary>
    LiquidatedCanceled = 15,

    /// <summary>The limits of the session key that signed it allow it no more.</summary>
    KeyLimitCanceled = 20,

    /// <summary>It would have let a position grow where the operator or the rules stop that.</summary>
    HaltCanceled = 21,

    /// <summary>Its market is being settled.</summary>
    DelistedCanceled = 22,
}

/// <summary>
/// A conditional order is waiting: for its parent, or (armed) for the mark. It stands in no book.
/// </summary>
/// <param name="TriggerPrice">Zero where only the parent is waited for.</param>
/// <param name="TrailingOffset">Zero but for a trailing stop.</param>
/// <param name="Group">Zero, or what it shares with its siblings and its parent.</param>
public readonly record struct ConditionalPlaced(
    OrderId Order, ClientOrderId ClientId, MarketId Market, Address Account, Address Signer, Side Side,
    Ticks Price, Lots Size, TimeInForce Tif, bool ReduceOnly, TriggerKind Trigger, bool IsMarket,
    Ticks TriggerPrice, Ticks TrailingOffset, ulong Group, OrderId Parent, bool IsPositionTied, bool IsArmed,
    Time Time) : IEngineEvent;

/// <summary>Its parent is filled: it waits for the mark now, for what the parent filled.</summary>
public readonly record struct ConditionalArmed(OrderId Order, Address Account, Lots Size) : IEngineEvent;

/// <summary>The mark moved a trailing stop's trigger.</summary>
public readonly record struct TriggerMoved(
    OrderId Order, Address Account, Ticks TriggerPrice) : IEngineEvent;

/// <summary>
/// The mark, or the parent, has come: the order goes to the book under the same id; its placing, or its end
/// as Rejected for <paramref name="Refusal"/>, follows.
/// </summary>
public readonly record struct ConditionalTriggered(
    OrderId Order, MarketId Market, Address Account, Ticks Mark, RejectCode Refusal) : IEngineEvent;

/// <summary>A TWAP runs: its slices are orders of their own.</summary>
public readonly record struct TwapStarted(
    ulong Twap, MarketId Market, Address Account, Side Side, Lots Size, bool ReduceOnly, uint Minutes,
    bool Randomize, Time Time) : IEngineEvent;

/// <summary>A slice was sent; its order's events stand before this one.</summary>
/// <param name="Order">Zero when it was refused.</param>
/// <param name="Filled">Of this slice alone, for <paramref name="Quote"/>.</param>
public readonly record struct TwapSliced(
    ulong Twap, Address Account, OrderId Order, RejectCode Refusal, Lots Filled,
    MicroUsd Quote) : IEngineEvent;

/// <summary>A TWAP is over.</summary>
/// <param name="Filled">Of all its slices, for <paramref name="Quote"/>.</param>
public readonly record struct TwapEnded(
    ulong Twap, Address Account, TwapStatus Status, Lots Filled, MicroUsd Quote) : IEngineEvent;

/// <summary>Ends of a TWAP, by the wire's names.</summary>
public enum TwapStatus : byte
{
    Activated = 0,

    /// <summary>Its time is over or all is filled.</summary>
    Finished = 1,

    /// <summary>Cancelled.</summary>
    Terminated = 2,
}

/// <summary>The account's orders are cancelled at a time to come; null: no more.</summary>
public readonly record struct CancelScheduled(Address Account, ulong? Time_Ms) : IEngineEvent;

/// <summary>The time of a scheduled cancel came; the ends of the orders stand before this one.</summary>
public readonly record struct ScheduledCancelDone(Address Account) : IEngineEvent;

/// <summary>An account of its own that its master acts for.</summary>
public readonly record struct SubAccountCreated(
    Address Master, Address SubAccount, string Name) : IEngineEvent;

/// <summary>Collateral moved between a master and a sub-account.</summary>
public readonly record struct CollateralMoved(Address From, Address To, MicroUsd Amount) : IEngineEvent;

/// <summary>
/// A fill of an order pays its builder, who has an account from then on; the trade follows, and the payer's
/// fee there holds the amount.
/// </summary>
/// <param name="Payer">Whose order it is.</param>
public readonly record struct BuilderPaid(
    Address Builder, Address Payer, OrderId Order, MicroUsd Amount) : IEngineEvent;

/// <summary>The builder may charge the owner's orders so much at most.</summary>
/// <param name="Most">Tenths of a basis point; zero: nothing any more.</param>
public readonly record struct BuilderApproved(Address Account, Address Builder, uint Most) : IEngineEvent;

/// <summary>One side of a trade.</summary>
/// <param name="StartPosition">Signed position before the trade.</param>
/// <param name="ClosedPnl">Profit realised by the part that closed a position, fees apart.</param>
/// <param name="Fee">Charged to this side, a builder's part included; negative is a rebate.</param>
public readonly record struct FillSide(
    Address Account, OrderId Order, ClientOrderId ClientId, Side Side, Lots StartPosition,
    MicroUsd ClosedPnl, MicroUsd Fee);

/// <summary>A trade at the maker's price.</summary>
public readonly record struct Traded(
    ulong TradeId, MarketId Market, Ticks Price, Lots Size, FillSide Taker, FillSide Maker) : IEngineEvent;

/// <summary>Debited at once; claimable on chain when its batch is final.</summary>
public readonly record struct WithdrawalQueued(ulong Index, Address Owner, MicroUsd Amount) : IEngineEvent;

/// <summary>The account trades this market at the leverage, a whole number, from now on.</summary>
/// <param name="IsCross">False: each position there is a bucket of its own.</param>
public readonly record struct LeverageSet(
    Address Account, MarketId Market, uint Leverage, bool IsCross) : IEngineEvent;

/// <summary>Collateral moved from the cross bucket of an account into that of an isolated position.</summary>
/// <param name="Amount">Micro-USDC, not zero; negative: out of the isolated position.</param>
public readonly record struct IsolatedMarginMoved(
    Address Account, MarketId Market, MicroUsd Amount) : IEngineEvent;

/// <summary>The owner let a session key act until the expiry (ms since 1970).</summary>
public readonly record struct SessionGranted(
    Address Account, Address Key, string Name, ulong Expiry_Ms) : IEngineEvent;

/// <summary>
/// A session key brought, or found, the loss that it may bring in a UTC day: it may only reduce until the
/// next. Its orders at rest that could increase a position end behind this event.
/// </summary>
/// <param name="Account">That granted the key.</param>
/// <param name="Loss">Of the day, of all accounts of the owner.</param>
public readonly record struct KeyLossReached(Address Account, Address Key, MicroUsd Loss) : IEngineEvent;

/// <summary>The key acts no more, and its address can never be granted again.</summary>
public readonly record struct SessionRevoked(Address Account, Address Key) : IEngineEvent;

/// <summary>
/// Funding that had become due was settled against the market's pool; whatever made it necessary follows.
/// </summary>
/// <param name="Size">Signed position that it was due on.</param>
/// <param name="Amount">Credited to the account, negative when it paid.</param>
public readonly record struct FundingPaid(
    Address Account, MarketId Market, Lots Size, MicroUsd Amount) : IEngineEvent;

/// <summary>
/// The funding of a market moved its index. What the payment is to an account is settled later, and is part
/// of its equity from now on.
/// </summary>
/// <param name="Rate">Of this payment: an eighth of the rate over 8 hours, 1e-9.</param>
/// <param name="Premium">Average that the rate comes from, 1e-9.</param>
/// <param name="Oracle">The price on which it is paid.</param>
/// <param name="Index">After the payment, 1e-9 micro-USDC a lot.</param>
/// <param name="Swept">Rounding that left the pool for the insurance fund.</param>
/// <param name="Hour">That was paid for; the entry may come later.</param>
public readonly record struct FundingMoved(
    MarketId Market, Nano Rate, Nano Premium, Ticks Oracle, Int128 Index, MicroUsd Swept,
    Time Hour) : IEngineEvent;

/// <summary>The premium of a market was looked at.</summary>
/// <param name="Premium">Weighted median of ours and other venues', 1e-9.</param>
/// <param name="Rate">What an hour costs if its average stays as it is, 1e-9.</param>
/// <param name="ImpactBid">Zero where the side does not stand for the impact notional.</param>
/// <param name="ImpactAsk">Likewise.</param>
public readonly record struct PremiumSampled(
    MarketId Market, Nano Premium, Nano Rate, Ticks ImpactBid, Ticks ImpactAsk) : IEngineEvent;

/// <summary>
/// The funding index of a market was found to be another than its payments made it (true), or is right again.
/// While it is broken nobody is liquidated there and no funding is paid.
/// </summary>
public readonly record struct FundingBroke(MarketId Market, bool IsBroken) : IEngineEvent;

/// <summary>The market's oracle price and mark after a report or a tick, when either moved.</summary>
public readonly record struct MarkMoved(MarketId Market, Ticks Oracle, Ticks Mark) : IEngineEvent;

/// <summary>A quorum of fresh publishers was lost (false) or is back (true).</summary>
public readonly record struct QuorumChanged(MarketId Market, bool HasQuorum) : IEngineEvent;

/// <summary>A publisher's report was not taken.</summary>
public readonly record struct ReportRefused(MarketId Market, byte Publisher, RejectCode Code) : IEngineEvent;

/// <summary>The batch ends with this entry.</summary>
public readonly record struct BatchEnded(ulong Number) : IEngineEvent;
