using Offing.Primitives;

namespace Offing.Engine.Margin;

/// <summary>What one slot adds to its bucket at one mark, micro-USDC.</summary>
internal readonly struct SlotMargin(Ticks mark, in Exposure exposure)
{
    public readonly Int128 Unrealised = exposure.Unrealised;
    public readonly Int128 Notional = exposure.Notional;
    public readonly Int128 Initial = exposure.Initial;
    public readonly Int128 Maintenance = exposure.Maintenance;
    public readonly Int128 Reserved = exposure.Reserved;
    public readonly Int128 Quote = (Int128)exposure.BuyQuote + exposure.SellQuote;
    public readonly Ticks Mark = mark;
    public readonly uint FundingMoves = exposure.Market.FundingMoves;
}
