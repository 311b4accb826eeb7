using Offing.Engine.Accounts;
using Offing.Engine.Funding;
using Offing.Engine.Markets;
using Offing.Primitives;

namespace Offing.Engine.Margin;

/// <summary>
/// What an account has at stake in one market, as it is or as it would be. Products are in 128 bits: a
/// position of 2^40 lots at a price of 2^32 ticks is past 64, and no mark may ever stop the machine.
/// </summary>
/// <param name="Size">Signed lots.</param>
/// <param name="EntryNotional">Signed micro-USDC.</param>
/// <param name="Buys">Lots of resting buys, <paramref name="BuyQuote"/> their price x remaining.</param>
internal readonly record struct Exposure(
    MarketState Market, uint Leverage, long Size, long EntryNotional,
    long Buys, long Sells, long BuyQuote, long SellQuote)
{
    public static Exposure Of(MarketState market, Slot slot) => new(
        market, slot.Leverage, slot.Size.Value, slot.EntryNotional.Value,
        slot.BuyReserve.Value, slot.SellReserve.Value,
        slot.BuyReserveQuote.Value, slot.SellReserveQuote.Value)
    {
        Due = FundingSettlement.Due(market, slot),
        BuilderQuote = slot.BuilderReserve,
        IsIsolated = slot.IsIsolated,
    };

    /// <summary>Of a market in which the account has no slot.</summary>
    public static Exposure None(MarketState market) => new(
        market, Slot.DefaultLeverage(market.Parameters), 0, 0, 0, 0, 0, 0)
    {
        IsIsolated = market.Parameters.IsolatedOnly,
    };

    /// <summary>Whether the position is a bucket of its own.</summary>
    public bool IsIsolated { get; init; }

    /// <summary>Price x remaining x builder fee of resting orders, in 1e-5 of micro-USDC.</summary>
    public Int128 BuilderQuote { get; init; }

    /// <summary>Lots of an order that asks to be let in: counted in the worse side only.</summary>
    public long IncomingBuys { get; init; }

    /// <inheritdoc cref="IncomingBuys"/>
    public long IncomingSells { get; init; }

    /// <summary>
    /// By how much the market's scale is to be taken to differ from what it is, 1e-9: open interest that a
    /// preview moves.
    /// </summary>
    public long ScaleMoved_Nano { get; init; }

    /// <summary>Funding that is not settled yet, signed micro-USDC.</summary>
    public Int128 Due { get; init; }

    /// <summary>Signed profit at mark, and the funding that is due.</summary>
    public Int128 Unrealised => unchecked(AtMark(Size) - EntryNotional + Due);

    /// <summary>Without a sign.</summary>
    public Int128 Notional => AtMark(Math.Abs(Size));

    /// <summary>Lots of the position if all orders of the worse side were filled.</summary>
    public long WorstSize => Math.Max(
        Math.Abs(Size + Buys + IncomingBuys), Math.Abs(Size - Sells - IncomingSells));

    /// <summary>Of <see cref="WorstSize"/>.</summary>
    public Int128 WorstNotional => AtMark(WorstSize);

    /// <summary>Of the position alone, rounded up.</summary>
    public Int128 Initial => InitialOf(Math.Abs(Size));

    /// <summary>By the tier of the position, rounded up.</summary>
    public Int128 Maintenance => Market.Margin.Maintenance(Notional);

    /// <summary>
    /// What the cross bucket keeps for this market. Of a cross slot, initial margin of position and resting
    /// orders: the worse side, plus what filling a whole side would lose
    /// against the mark. Orders of one side that gain may make up for those that lose; that is safe because
    /// each fill is examined again on its own (HealthRule).
    /// </summary>
    // No product of a price and lots comes near the end of 128 bits.
    public Int128 Reserved => unchecked(
        (IsIsolated ? InitialOfOpened : InitialOf(WorstSize))
        + Positive(BuyQuote - AtMark(Buys))
        + Positive(AtMark(Sells) - SellQuote));

    // Of an isolated slot, the position has its margin: only what fills would open draws on the cross bucket.
    private Int128 InitialOfOpened => Int128.Max(
        InitialOfOpening(Size + Buys + IncomingBuys), InitialOfOpening(Size - Sells - IncomingSells));

    private Int128 InitialOfOpening(long after) =>
        !HealthRule.Grew(Size, after) ? 0
        : (Size ^ after) < 0 || Size == 0 ? InitialOf(Math.Abs(after))
        : InitialOf(Math.Abs(after)) - Initial;

    private Int128 InitialOf(long lots) =>
        Market.Margin.Initial(AtMark(lots), Leverage, Market.Scale_Nano + ScaleMoved_Nano);

    private Int128 AtMark(long lots) => Market.Mark.Worth(lots);

    private static Int128 Positive(Int128 value) => Int128.IsNegative(value) ? 0 : value;
}
