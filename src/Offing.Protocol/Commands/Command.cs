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

    /// <summary>
    /// Whether it can make a position greater, as far as can be told without the state: an order that is not
    /// reduce-only.
    /// </summary>
    public virtual bool MayIncreaseRisk => false;
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

    /// <summary>Fill or kill: all of it at once, or nothing.</summary>
    Fok = 4,
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
    ClientOrderId ClientId)
{
    /// <summary>What it waits for before it goes to the book; null: nothing.</summary>
    public TriggerSpec? Trigger { get; init; }

    /// <summary>What only the native action can ask for.</summary>
    public OrderOptions Options { get; init; } = OrderOptions.None;
}

/// <summary>What makes a conditional order go to the book.</summary>
public enum TriggerKind : byte
{
    /// <summary>The parent alone.</summary>
    None = 0,

    /// <summary>A buy at or above the trigger price, a sell at or below it.</summary>
    StopLoss = 1,

    /// <summary>A buy at or below the trigger price, a sell at or above it.</summary>
    TakeProfit = 2,

    /// <summary>A stop whose trigger follows the mark at a distance and never goes back.</summary>
    TrailingStop = 3,
}

/// <summary>A condition on the mark.</summary>
/// <param name="Price">The trigger price; of a trailing stop the distance.</param>
/// <param name="IsMarket">
/// Whether it goes to the book at up to 10 % from the mark of its moment, instead of at its own price.
/// </param>
public sealed record TriggerSpec(TriggerKind Kind, WireDecimal Price, bool IsMarket);

/// <summary>What happens when an order meets one of the same owner; no trade in any case.</summary>
public enum SelfTradeMode : byte
{
    /// <summary>The one at rest is cancelled.</summary>
    ExpireMaker = 0,

    /// <summary>What is left of the incoming one is cancelled.</summary>
    ExpireTaker = 1,

    /// <summary>Both are.</summary>
    ExpireBoth = 2,

    /// <summary>Both become smaller by what they would have traded.</summary>
    Decrement = 3,
}

/// <summary>Options of the native order action (spec/native.md).</summary>
/// <param name="SelfTrade">What it does as a taker.</param>
/// <param name="AcrossSubAccounts">Whether orders of the master's other accounts count as its own.</param>
/// <param name="Display">Most that it shows at once; null: all.</param>
/// <param name="Expiry_Ms">Cancelled at this time; 0 = never.</param>
public sealed record OrderOptions(
    SelfTradeMode SelfTrade, bool AcrossSubAccounts, WireDecimal? Display, ulong Expiry_Ms)
{
    /// <summary>Those of every order of the compatible wire.</summary>
    public static OrderOptions None { get; } = new(SelfTradeMode.ExpireMaker, false, null, 0);
}

/// <summary>How the orders of one action belong together.</summary>
public enum OrderGrouping : byte
{
    /// <summary>Not at all.</summary>
    Na = 0,

    /// <summary>The first is the parent of take-profit and stop orders for its size.</summary>
    NormalTpsl = 1,

    /// <summary>Take-profit and stop orders of the position, whatever its size becomes.</summary>
    PositionTpsl = 2,

    /// <summary>The first to trade or to trigger cancels the others.</summary>
    Oco = 3,

    /// <summary>The first is the parent: the others are placed when it is filled.</summary>
    Oto = 4,
}

/// <summary>A resting order named by the engine's id or by the client's own.</summary>
public readonly record struct OrderReference(OrderId Order, ClientOrderId ClientId);

/// <summary>actions "order" and "offingOrder".</summary>
/// <param name="Orders">
/// 1 to <see cref="Limits.OrdersPerAction"/> orders, executed one after the other.
/// </param>
/// <param name="Builder">Who brought the orders, and what it is paid of each of their fills.</param>
public sealed record PlaceOrders(IReadOnlyList<OrderSpec> Orders, BuilderCode? Builder) : Command
{
    /// <summary>How the orders belong together.</summary>
    public OrderGrouping Grouping { get; init; }

    /// <summary>Whether it is the native action "offingOrder", which has no compact form.</summary>
    public bool IsNative { get; init; }

    /// <inheritdoc/>
    public override int SortClass => Orders.All(o => o.Tif == TimeInForce.Alo && o.Trigger is null) ? 2 : 3;

    /// <inheritdoc/>
    public override bool MayIncreaseRisk => !Orders.All(order => order.ReduceOnly);
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
    public override int SortClass => Modifies.All(
        m => m.Replacement.Tif == TimeInForce.Alo && m.Replacement.Trigger is null) ? 2 : 3;

    /// <inheritdoc/>
    public override bool MayIncreaseRisk => !Modifies.All(modify => modify.Replacement.ReduceOnly);
}

/// <summary>action "scheduleCancel": a dead man's switch.</summary>
/// <param name="Time_Ms">When all orders of the account are cancelled; null clears it.</param>
public sealed record ScheduleCancel(ulong? Time_Ms) : Command;

/// <summary>action "twapOrder": a market order in slices over time.</summary>
/// <param name="Minutes">How long, 5 to 1,440.</param>
/// <param name="Randomize">Whether slices differ in size.</param>
public sealed record PlaceTwap(
    MarketId Market, Side Side, WireDecimal Size, bool ReduceOnly, uint Minutes, bool Randomize) : Command
{
    /// <inheritdoc/>
    public override bool MayIncreaseRisk => !ReduceOnly;
}

/// <summary>action "twapCancel".</summary>
public sealed record CancelTwap(MarketId Market, ulong Twap) : Command
{
    /// <inheritdoc/>
    public override int SortClass => 1;
}

/// <summary>action "createSubAccount".</summary>
public sealed record CreateSubAccount(string Name) : Command
{
    /// <inheritdoc/>
    public override bool AgentMaySign => false;
}

/// <summary>action "subAccountTransfer".</summary>
/// <param name="IsDeposit">To the sub-account; else from it to the master.</param>
public sealed record TransferSubAccount(Address SubAccount, bool IsDeposit, MicroUsd Amount) : Command
{
    /// <inheritdoc/>
    public override bool AgentMaySign => false;
}

/// <summary>action "updateLeverage": leverage is a whole number from 1 to the market's highest.</summary>
public sealed record UpdateLeverage(MarketId Market, bool IsCross, uint Leverage) : Command;

/// <summary>action "updateIsolatedMargin".</summary>
/// <param name="Amount">Into the isolated position; negative: out of it.</param>
public sealed record UpdateIsolatedMargin(MarketId Market, MicroUsd Amount) : Command;

/// <summary>action "topUpIsolatedOnlyMargin": as much as brings the position down to a leverage.</summary>
public sealed record TopUpIsolatedMargin(MarketId Market, WireDecimal Leverage) : Command;

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

/// <summary>action "approveBuilderFee": what a builder may charge on orders of the account.</summary>
/// <param name="TenthsOfBasisPoint">The highest; zero: nothing any more.</param>
public sealed record ApproveBuilderFee(Address Builder, ulong TenthsOfBasisPoint) : Command
{
    /// <inheritdoc/>
    public override bool AgentMaySign => false;
}

/// <summary>
/// Uses a nonce and changes nothing else: "noop", and calls that existing clients make and that this
/// venue answers without recording anything (setReferrer).
/// </summary>
/// <param name="OwnerOnly">True for user-signed actions, which a session key may not sign.</param>
public sealed record Noop(bool OwnerOnly) : Command
{
    /// <inheritdoc/>
    public override bool AgentMaySign => !OwnerOnly;
}
