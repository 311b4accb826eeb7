using Offing.Engine.Markets;
using Offing.Primitives;

namespace Offing.Engine.Margin;

/// <summary>What one slot adds to its bucket at one mark and scale, micro-USDC.</summary>
internal readonly struct SlotMargin(in Exposure exposure)
{
    public readonly Int128 Unrealised = exposure.Unrealised;
    public readonly Int128 Notional = exposure.Notional;
    public readonly Int128 Initial = exposure.Initial;
    public readonly Int128 Maintenance = exposure.Maintenance;
    public readonly Int128 Reserved = exposure.Reserved;
    public readonly Int128 Quote = (Int128)exposure.BuyQuote + exposure.SellQuote;
    private readonly Ticks _mark = exposure.Market.Mark;
    private readonly uint _fundingMoves = exposure.Market.FundingMoves;
    private readonly long _scale_Nano = exposure.Market.Scale_Nano;

    /// <summary>Whether it was computed at other prices than those of now.</summary>
    public bool IsOld(MarketState market) =>
        _mark != market.Mark || _fundingMoves != market.FundingMoves || _scale_Nano != market.Scale_Nano;
}
