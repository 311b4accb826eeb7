using Offing.Primitives;
using Offing.Protocol.Wire;

namespace Offing.Protocol.Commands;

/// <summary>What a signed action asks for, read from the very bytes that were signed.</summary>
public abstract record Command
{
    /// <summary>Whether a session key may sign it (rules.md section 3).</summary>
    public virtual bool AgentMaySign => true;

    /// <summary>
    /// Class of the order inside a micro-batch (rules.md section 2): 1 cancels, 2 post-only, 3 the rest.
    /// </summary>
    public virtual int SortClass => 3;
}

/// <summary>How long an order may stay.</summary>
public enum TimeInForce : byte
{
    /// <summary>Good till cancelled.</summary>
    Gtc = 0,

    /// <summary>Immediate or cancel: what does not match at once is dropped.</summary>
    Ioc = 1,

    /// <summary>Add liquidity only (post-only).</summary>
    Alo = 2,

    /// <summary>The wire's name for a market order of a front end: an IOC.</summary>
    FrontendMarket = 3,
}

/// <summary>
/// One order as the client wrote it; price and size are put on the market's grid by the engine.
/// </summary>
public sealed record OrderSpec(
    MarketId Market,
    Side Side,
    WireDecimal Price,
    WireDecimal Size,
    bool ReduceOnly,
    TimeInForce Tif,
    ClientOrderId ClientId);

/// <summary>A resting order named by the engine's id or by the client's own.</summary>
public readonly record struct OrderReference(OrderId Order, ClientOrderId ClientId);

/// <summary>action "order", grouping "na".</summary>
/// <param name="Orders">
/// 1 to <see cref="Limits.OrdersPerAction"/> orders, executed one after the other.
/// </param>
/// <param name="Builder">Who brought the order, for later fees; charged nothing today.</param>
public sealed record PlaceOrders(IReadOnlyList<OrderSpec> Orders, BuilderCode? Builder) : Command
{
    /// <inheritdoc/>
    public override int SortClass => Orders.All(o => o.Tif == TimeInForce.Alo) ? 2 : 3;
}

/// <summary>Builder address and fee in tenths of a basis point, as the wire sends them.</summary>
public sealed record BuilderCode(Address Builder, ulong TenthsOfBasisPoint);

/// <summary>action "cancel".</summary>
public sealed record CancelOrders(IReadOnlyList<(MarketId Market, OrderId Order)> Cancels) : Command
{
    /// <inheritdoc/>
    public override int SortClass => 1;
}

/// <summary>action "cancelByCloid".</summary>
public sealed record CancelOrdersByClientId(
    IReadOnlyList<(MarketId Market, ClientOrderId ClientId)> Cancels) : Command
{
    /// <inheritdoc/>
    public override int SortClass => 1;
}

/// <summary>actions "modify" (<paramref name="IsBatch"/> false, one element) and "batchModify".</summary>
public sealed record ModifyOrders(
    IReadOnlyList<(OrderReference Target, OrderSpec Replacement)> Modifies, bool IsBatch) : Command
{
    /// <inheritdoc/>
    public override int SortClass => Modifies.All(m => m.Replacement.Tif == TimeInForce.Alo) ? 2 : 3;
}

/// <summary>action "updateLeverage": leverage is a whole number from 1 to the market's highest.</summary>
public sealed record UpdateLeverage(MarketId Market, bool IsCross, uint Leverage) : Command;

/// <summary>action "withdraw3": to the owner's own address only.</summary>
public sealed record Withdraw(Address Destination, MicroUsd Amount) : Command
{
    /// <inheritdoc/>
    public override bool AgentMaySign => false;
}

/// <summary>A session key by the compatible wire (approveAgent) or by our own domain (grant).</summary>
/// <param name="Key">The address of the session key.</param>
/// <param name="Name">
/// 1 to 16 characters, or empty; a new key under a taken name replaces the old one.
/// </param>
/// <param name="Expiry_Ms">Last moment of the key in ms since 1970; 0 = 180 days from the grant.</param>
public sealed record ApproveAgent(Address Key, string Name, ulong Expiry_Ms, SessionLimits Limits) : Command
{
    /// <inheritdoc/>
    public override bool AgentMaySign => false;
}

/// <summary>Risk limits of a session key (spec/signing.md); zero, false and empty mean the default.</summary>
public sealed record SessionLimits(
    MicroUsd MaxOrderNotional,
    MicroUsd MaxPositionNotional,
    MicroUsd MaxDailyLoss,
    uint MaxLeverage,
    bool ReduceOnly,
    IReadOnlyList<MarketId> Markets)
{
    /// <summary>Every limit at its default.</summary>
    public static SessionLimits None { get; } =
        new(MicroUsd.Zero, MicroUsd.Zero, MicroUsd.Zero, 0, false, []);

    /// <summary>Whether every limit is at its default.</summary>
    public bool IsNone =>
        MaxOrderNotional.IsZero && MaxPositionNotional.IsZero && MaxDailyLoss.IsZero
        && MaxLeverage == 0 && !ReduceOnly && Markets.Count == 0;
}

/// <summary>
/// Uses a nonce and changes nothing else: "noop", and calls that existing clients make and that this
/// venue answers without charging or recording anything (setReferrer, approveBuilderFee).
/// </summary>
/// <param name="OwnerOnly">True for user-signed actions, which a session key may not sign.</param>
public sealed record Noop(bool OwnerOnly) : Command
{
    /// <inheritdoc/>
    public override bool AgentMaySign => !OwnerOnly;
}
