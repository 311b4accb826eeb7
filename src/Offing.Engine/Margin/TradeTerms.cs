using Offing.Engine.Markets;

namespace Offing.Engine.Margin;

/// <summary>What the margin of one side of a trade is reckoned by.</summary>
/// <param name="Leverage">Chosen by that side.</param>
/// <param name="Scale_Nano">Of the initial margin, at the open interest after the trade.</param>
internal readonly record struct TradeTerms(MarketState Market, uint Leverage, long Scale_Nano)
{
    /// <summary>Whether it liquidates: what closes then leaves its equity to what stays.</summary>
    public bool IsLiquidation { get; init; }

    /// <summary>Of a position of a notional, both in micro-USDC.</summary>
    public Int128 Initial(Int128 notional) => Market.Margin.Initial(notional, Leverage, Scale_Nano);
}
