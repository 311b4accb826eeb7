using Offing.Gateway.Venue;
using Offing.Primitives;

namespace Offing.Gateway.Native;

/// <summary>Requirements and buckets as the native surface writes them (spec/native.md).</summary>
internal static class RiskShapes
{
    /// <summary>The cross bucket, then the isolated ones by market.</summary>
    public static IEnumerable<object> Buckets(ExplanationView told)
    {
        yield return Health(null, told.Collateral, told.Cross);
        foreach (var market in told.Markets)
        {
            if (market.Isolated is { } bucket)
            {
                yield return Health(market.Market.Value, market.IsolatedCollateral, bucket);
            }
        }
    }

    /// <summary>What one market adds, with all that the formulas take.</summary>
    public static object Requirement(RequirementView of) => new
    {
        market = of.Market.Value,
        isolated = of.Isolated is not null,
        leverage = of.Leverage,
        mark = of.Mark.Value,
        mayLiquidate = of.MayLiquidate,
        size = of.Size.Value,
        entryNotional = of.EntryNotional.Value,
        notional = of.Notional.Value,
        unrealisedPnl = of.UnrealisedPnl.Value,
        fundingDue = of.FundingDue.Value,
        tier = new { from = of.TierFrom.Value, maxLeverage = of.TierLeverage, free = of.TierFree.Value },
        scale = of.Scale.Value,
        initial = of.Initial.Value,
        maintenance = of.Maintenance.Value,
        orders = new
        {
            buys = of.Orders.Buys.Value,
            sells = of.Orders.Sells.Value,
            buyQuote = of.Orders.BuyQuote.Value,
            sellQuote = of.Orders.SellQuote.Value,
            worst = of.Orders.Worst.Value,
            margin = of.Orders.Margin.Value,
            loss = of.Orders.Loss.Value,
        },
        reserved = of.Reserved.Value,
        liquidationPrice = of.Liquidation?.Value,
        distance = of.Liquidation is { } price ? Distance(of.Mark, price) : (long?)null,
    };

    /// <summary>The numbers of a bucket.</summary>
    public static object Bucket(BucketView bucket) => new
    {
        equity = bucket.Equity.Value,
        notional = bucket.Notional.Value,
        initial = bucket.Initial.Value,
        reserved = bucket.Reserved.Value,
        maintenance = bucket.Maintenance.Value,
        withdrawable = bucket.Withdrawable.Value,
    };

    private static object Health(uint? market, MicroUsd collateral, BucketView bucket) => new
    {
        market,
        collateral = collateral.Value,
        equity = bucket.Equity.Value,
        notional = bucket.Notional.Value,
        initial = bucket.Initial.Value,
        reserved = bucket.Reserved.Value,
        maintenance = bucket.Maintenance.Value,
        withdrawable = bucket.Withdrawable.Value,
        cushion = (bucket.Equity - bucket.Maintenance).Value,
        danger = bucket.Equity.Value > 0
            ? (long?)Int128.Min(
                (Int128)bucket.Maintenance.Value * Nano.One / bucket.Equity.Value, long.MaxValue)
            : null,
        state = State(bucket.Equity.Value, bucket.Maintenance.Value),
    };

    // The means of a liquidation by ENG-LIQ-003.
    private static string State(Int128 equity, Int128 maintenance) =>
        equity >= maintenance ? "healthy"
        : equity <= 0 ? "bankrupt"
        : 3 * equity >= 2 * maintenance ? "book"
        : "backstop";

    // Parts in 1e9 of the mark.
    private static long Distance(Ticks mark, Ticks liquidation) => mark.Value == 0
        ? 0
        : (long)(Int128.Abs((Int128)mark.Value - liquidation.Value) * Nano.One / mark.Value);
}
