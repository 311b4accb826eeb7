using Offing.Engine.Markets;
using Offing.Primitives;

namespace Offing.Engine.Margin;

/// <summary>What one slot adds to the cross bucket at one mark, index and scale, micro-USDC.</summary>
internal readonly struct SlotMargin
{
    public readonly Int128 Unrealised;
    public readonly Int128 Notional;
    public readonly Int128 Initial;
    public readonly Int128 Maintenance;
    public readonly Int128 Reserved;
    public readonly Int128 Quote;
    public readonly Int128 BuilderQuote;
    private readonly Ticks _mark;
    private readonly uint _fundingMoves;
    private readonly long _scale_Nano;

    public SlotMargin(in Exposure exposure)
    {
        (_mark, _fundingMoves) = (exposure.Market.Mark, exposure.Market.FundingMoves);
        _scale_Nano = exposure.Market.Scale_Nano;
        Reserved = exposure.Reserved;
        Quote = (Int128)exposure.BuyQuote + exposure.SellQuote;
        BuilderQuote = exposure.BuilderQuote;
        // An isolated position is a bucket of its own; its orders draw on the cross one.
        if (!exposure.IsIsolated)
        {
            Unrealised = exposure.Unrealised;
            Notional = exposure.Notional;
            Initial = exposure.Initial;
            Maintenance = exposure.Maintenance;
        }
    }

    /// <summary>Whether it was computed at other prices than those of now.</summary>
    public bool IsOld(MarketState market) =>
        _mark != market.Mark || _fundingMoves != market.FundingMoves || _scale_Nano != market.Scale_Nano;
}
