using Offing.Primitives;
using Offing.Protocol;
using Offing.Protocol.Events;

namespace Offing.Gateway.Venue;

/// <summary>The numbers of one bucket, micro-USDC.</summary>
/// <param name="Initial">Initial margin of its positions.</param>
/// <param name="Reserved">Of its positions and what rests, fees included.</param>
/// <param name="Maintenance">Below it the bucket is liquidated.</param>
/// <param name="Withdrawable">What may leave it, by margin.</param>
public sealed record BucketView(
    MicroUsd Equity, MicroUsd Notional, MicroUsd Initial, MicroUsd Reserved, MicroUsd Maintenance,
    MicroUsd Withdrawable);

/// <summary>How an account stands in one market, and with the buckets that the market touches.</summary>
/// <param name="Size">Signed.</param>
/// <param name="Liquidation">The mark at which its bucket is liquidated; null when there is none.</param>
/// <param name="Isolated">The bucket of the position, where it is one of its own.</param>
public sealed record StandingView(
    Lots Size, MicroUsd EntryNotional, Ticks? Liquidation, BucketView Cross, BucketView? Isolated);

/// <summary>What an order would trade at one price.</summary>
/// <param name="Trades">With how many parts of orders.</param>
public sealed record LevelView(Ticks Price, Lots Size, int Trades);

/// <summary>What would become of an order if it were the next entry.</summary>
/// <param name="Seq">The last entry that it takes into account, at whose time it is asked.</param>
/// <param name="Code">Why it would be refused, or would end without a fill; None otherwise.</param>
/// <param name="Kind">What its outcome would be.</param>
/// <param name="Status">Open: it would rest, or wait. Else how it would end.</param>
/// <param name="Size">As it would be admitted.</param>
/// <param name="Quote">Price x size of all its fills.</param>
/// <param name="Fee">Of its fills, the builder's part included; negative is a rebate.</param>
/// <param name="Rests">Lots that would join the book.</param>
/// <param name="Fills">The best price first.</param>
/// <param name="Before">Null for an unknown market.</param>
/// <param name="After">Likewise, and where the preview is not complete.</param>
public sealed record PreviewView(
    ulong Seq, Time Time, Ticks Mark, RejectCode Code, OutcomeKind Kind, OrderStatus Status, Lots Size,
    Lots Filled, MicroUsd Quote, MicroUsd Fee, Lots Rests, IReadOnlyList<LevelView> Fills,
    StandingView? Before, StandingView? After)
{
    /// <summary>The part of <see cref="Fee"/> that goes to the builder.</summary>
    public MicroUsd BuilderFee { get; init; }

    /// <summary>The mark at which an order that waits would be sent, as things stand; else null.</summary>
    public Ticks? Trigger { get; init; }

    /// <summary>False: it would meet more orders than a preview looks at; fills are of those.</summary>
    public bool IsComplete { get; init; } = true;
}

/// <summary>Each requirement of an account, and what it was made of.</summary>
/// <param name="Collateral">Of the cross bucket.</param>
/// <param name="RestingQuote">Price x remaining of all resting orders that may open a position.</param>
/// <param name="RestingRate">The dearest rate that a maker may come to pay.</param>
/// <param name="RestingFees">Reserved for them.</param>
/// <param name="Markets">By market.</param>
public sealed record ExplanationView(
    ulong Seq, Time Time, MicroUsd Collateral, BucketView Cross, MicroUsd RestingQuote, Nano RestingRate,
    MicroUsd RestingFees, IReadOnlyList<RequirementView> Markets);

/// <summary>What one market adds to the requirements of an account.</summary>
/// <param name="MayLiquidate">Whether the mark may decide that a position is closed.</param>
/// <param name="Size">Signed, as <paramref name="EntryNotional"/>.</param>
/// <param name="Notional">At mark, without a sign.</param>
/// <param name="FundingDue">To get, not settled yet; negative: to pay.</param>
/// <param name="TierFrom">Where the tier of the notional begins.</param>
/// <param name="TierFree">What is taken off the notional before the tier's rate.</param>
/// <param name="Scale">How far open interest has brought the initial margin to the whole notional.</param>
/// <param name="Reserved">Initial margin of position and orders; of an isolated market, of orders.</param>
/// <param name="Liquidation">The mark at which its bucket is liquidated, all else unchanged.</param>
/// <param name="Isolated">The bucket of the market, where it is one of its own.</param>
public sealed record RequirementView(
    MarketId Market, uint Leverage, Ticks Mark, bool MayLiquidate, Lots Size, MicroUsd EntryNotional,
    MicroUsd Notional, MicroUsd UnrealisedPnl, MicroUsd FundingDue, MicroUsd TierFrom, uint TierLeverage,
    MicroUsd TierFree, Nano Scale, MicroUsd Initial, MicroUsd Maintenance, OrdersView Orders,
    MicroUsd Reserved, Ticks? Liquidation, BucketView? Isolated, MicroUsd IsolatedCollateral);

/// <summary>What the resting orders of a market reserve.</summary>
/// <param name="Worst">Lots of the position if all orders of the worse side were filled.</param>
/// <param name="Margin">Of the worse side; of an isolated market, of what fills would open.</param>
/// <param name="Loss">What fills at the orders' prices would lose against the mark.</param>
public sealed record OrdersView(
    Lots Buys, Lots Sells, MicroUsd BuyQuote, MicroUsd SellQuote, Lots Worst, MicroUsd Margin, MicroUsd Loss);

/// <summary>The largest orders at the mark that would be let in now.</summary>
public sealed record TradableView(uint Leverage, bool IsCross, MicroUsd RawUsd, Lots Buy, Lots Sell);

/// <summary>What publishers report of a market's perp elsewhere, where it counts in funding.</summary>
/// <param name="Venue">By its name in genesis.</param>
/// <param name="Rate">What an hour would cost by that venue's premium alone, by our formula.</param>
public sealed record OtherVenueView(MarketId Market, string Venue, Nano Premium, Nano Rate);

/// <summary>What stands behind the accounts, and what the markets ask for now.</summary>
/// <param name="Insurance">What the insurance fund has.</param>
/// <param name="Backstop">The backstop vault's cross bucket.</param>
public sealed record VenueRiskView(
    ulong Seq, Time Time, MicroUsd Insurance, BucketView Backstop, IReadOnlyList<MarketRiskView> Markets);

/// <summary>A market now.</summary>
/// <param name="OpenInterest">Sum of the long positions.</param>
/// <param name="Scale">How far it has brought the initial margin to the whole notional.</param>
/// <param name="Backstop">The backstop vault's position, signed.</param>
public sealed record MarketRiskView(
    MarketId Market, Ticks Mark, Ticks Oracle, bool HasQuorum, bool MayLiquidate, Lots OpenInterest,
    MicroUsd OpenInterestValue, Nano Scale, Lots Backstop);
