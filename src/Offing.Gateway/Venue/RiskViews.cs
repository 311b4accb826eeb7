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
/// <param name="Fee">Of its fills; negative is a rebate.</param>
/// <param name="Rests">Lots that would join the book.</param>
/// <param name="Fills">The best price first.</param>
/// <param name="Before">Null for an unknown market; so is <paramref name="After"/>.</param>
public sealed record PreviewView(
    ulong Seq, Time Time, Ticks Mark, RejectCode Code, OutcomeKind Kind, OrderStatus Status, Lots Size,
    Lots Filled, MicroUsd Quote, MicroUsd Fee, Lots Rests, IReadOnlyList<LevelView> Fills,
    StandingView? Before, StandingView? After);
