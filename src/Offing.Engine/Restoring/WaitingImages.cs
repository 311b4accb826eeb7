using Offing.Engine.Triggers;
using Offing.Engine.Twaps;
using Offing.Primitives;
using Offing.Protocol.Commands;

namespace Offing.Engine.Restoring;

/// <summary>An order at rest.</summary>
/// <param name="Owner">Of the account.</param>
/// <param name="Place">In the queue of its price.</param>
public sealed record OrderImage(
    Address Owner, Address Signer, OrderId Id, ulong Place, MarketId Market, Side Side, Ticks Price,
    Lots Size, Lots Remaining, Lots Displayed, Lots Display, Lots Filled, TimeInForce Tif, bool ReduceOnly,
    SelfTradeMode SelfTrade, bool AcrossSubAccounts, ClientOrderId ClientId, Time Expiry, ulong Group,
    Time Time, BuilderCode? Builder);

/// <summary>An order that waits for its parent or for the mark.</summary>
/// <param name="Tif">As it was placed.</param>
public sealed record ConditionalImage(
    Address Owner, Address Signer, OrderId Id, MarketId Market, Side Side, Ticks Price, Lots Size,
    Lots Display, TimeInForce Tif, bool ReduceOnly, SelfTradeMode SelfTrade, bool AcrossSubAccounts,
    bool IsMarket, bool IsPositionTied, bool IsArmed, ClientOrderId ClientId, Time Expiry, ulong Group,
    TriggerKind Kind, Ticks Trigger, Ticks Offset, Ticks Peak, Time Time, BuilderCode? Builder);

/// <summary>Orders that know of each other.</summary>
public sealed record GroupImage(
    Address Owner, ulong Id, GroupKind Kind, OrderId Parent, IReadOnlyList<OrderId> Members);

/// <summary>A market order in slices over time.</summary>
public sealed record TwapImage(
    Address Owner, Address Signer, ulong Id, TwapTerms Terms, Time Start, uint Slice, Time Due, Lots Filled,
    MicroUsd Quote);

/// <summary>The dead man's switch of an account.</summary>
public sealed record ScheduleImage(Address Owner, Time Time, ulong Day, uint Count);

/// <summary>A position that its owner demanded to be closed.</summary>
/// <param name="Side">Of the orders that close it.</param>
public sealed record CloseImage(
    Address Owner, ulong Request, MarketId Market, Side Side, Lots Left, Time Deadline, bool IsDue);

/// <summary>How far the mark of a market has been while its triggers are behind.</summary>
public sealed record ReachImage(MarketId Market, Ticks Low, Ticks High);
