using Offing.Primitives;

namespace Offing.Protocol.Events;

/// <summary>By which means a liquidation goes on (spec/rules.md, LIQ).</summary>
public enum LiquidationMeans : byte
{
    /// <summary>A reduce-only order to the book.</summary>
    Book = 0,

    /// <summary>The insurance fund pays what is below zero.</summary>
    Insurance = 1,

    /// <summary>The backstop vault takes the position over.</summary>
    Backstop = 2,

    /// <summary>Opposite positions are reduced.</summary>
    Deleverage = 3,

    /// <summary>
    /// Likewise, for a close that an owner demanded and the book did not fill; nobody is liquidated.
    /// </summary>
    ForcedClose = 4,
}

/// <summary>
/// An order that the liquidation of a bucket sends to the book; its trades and its end follow.
/// </summary>
/// <param name="Price">The zero price: at it the health ratio stays as it is.</param>
/// <param name="Mark">Of its moment.</param>
public readonly record struct LiquidationOrdered(
    OrderId Order, Address Account, MarketId Market, bool IsIsolated, Side Side, Lots Size, Ticks Price,
    Ticks Mark) : IEngineEvent;

/// <summary>A position, or part of one, passed at the mark from one bucket to another.</summary>
/// <param name="From">Of the liquidated bucket, without an order.</param>
/// <param name="To">Of the backstop vault, or of who is deleveraged.</param>
/// <param name="Cash">From the liquidated bucket to the other; negative when it is owed.</param>
public readonly record struct PositionMoved(
    ulong TradeId, MarketId Market, Ticks Mark, Lots Size, FillSide From, FillSide To, MicroUsd Cash,
    LiquidationMeans Means) : IEngineEvent;

/// <summary>
/// One step of a liquidation with the health of the bucket around it: the ratio of equity to maintenance
/// never falls, and below zero the equity never does (I7).
/// </summary>
/// <param name="Market">Of the position; of the insurance fund's payment the largest one's.</param>
/// <param name="Size">Lots that left the bucket.</param>
/// <param name="Cash">From the bucket; of the insurance fund's payment it is negative.</param>
public readonly record struct LiquidationStep(
    Address Account, MarketId Market, bool IsIsolated, LiquidationMeans Means, Lots Size, MicroUsd Cash,
    MicroUsd EquityBefore, MicroUsd MaintenanceBefore, MicroUsd EquityAfter,
    MicroUsd MaintenanceAfter) : IEngineEvent;

/// <summary>How much of whose position a deleveraging took.</summary>
/// <param name="Account">Index, in order of creation.</param>
/// <param name="Size">Lots, over zero.</param>
public readonly record struct DeleverageCut(uint Account, Lots Size);

/// <summary>
/// What a stranger needs, with the accounts of the moment before, to check that a deleveraging took from the
/// most leveraged only and no more than it had to (spec/rules.md, ADL).
/// </summary>
/// <param name="Side">Of the positions that were reduced: Buy are long ones.</param>
/// <param name="Deficit">Lots that had to be found.</param>
/// <param name="Line">
/// Leverage down to which accounts were brought, 1e-6; the highest number when those without equity were
/// enough.
/// </param>
/// <param name="Cuts">By account, ascending.</param>
public readonly record struct DeleverageCertificate(
    MarketId Market, Ticks Mark, Side Side, Lots Deficit, ulong Line,
    IReadOnlyList<DeleverageCut> Cuts) : IEngineEvent;
