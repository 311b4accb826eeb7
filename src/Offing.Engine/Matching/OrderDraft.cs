using Offing.Engine.Books;
using Offing.Engine.Markets;
using Offing.Engine.Sessions;
using Offing.Primitives;
using Offing.Protocol.Commands;

namespace Offing.Engine.Matching;

/// <summary>An order on the market's grid, before it goes to the book.</summary>
/// <param name="Size">Above zero; of an examined reduce-only order at most the position.</param>
/// <param name="Signer">The key that signed it.</param>
internal readonly record struct OrderDraft(
    MarketState Market, Side Side, Ticks Price, Lots Size, TimeInForce Tif, bool ReduceOnly,
    ClientOrderId ClientId, Address Signer)
{
    /// <summary>The session that signed it, when it has limits; null otherwise.</summary>
    public Session? LimitedKey { get; init; }

    /// <summary>Whom its fills pay; null: nobody.</summary>
    public BuilderCode? Builder { get; init; }

    public SelfTradeMode SelfTrade { get; init; }

    public bool AcrossSubAccounts { get; init; }

    /// <summary>Most that it shows at once; zero: all.</summary>
    public Lots Display { get; init; }

    /// <summary>Zero: never.</summary>
    public Time Expiry { get; init; }

    /// <summary>Zero: it belongs to no group.</summary>
    public ulong Group { get; init; }

    /// <summary>Whether it may be worth less than the least: slices and what a trigger sends.</summary>
    public bool IsOfAnyValue { get; init; }

    /// <summary>Whether what does not trade at once stays in the book.</summary>
    public bool MayRest => Tif is TimeInForce.Gtc or TimeInForce.Alo;

    public bool IsBuy => Side == Side.Buy;

    public MicroUsd Notional => Price * Size;

    /// <summary>Writes every field of an order object.</summary>
    public void CopyTo(Order order, OrderId id, int owner, Time now)
    {
        order.Id = id;
        order.Place = id.Value;
        order.ClientId = ClientId;
        order.Market = Market.Id;
        order.Owner = owner;
        order.Signer = Signer;
        order.LimitedKey = LimitedKey;
        order.Builder = Builder;
        order.Side = Side;
        order.Price = Price;
        order.Size = Size;
        order.Remaining = Size;
        order.Displayed = Lots.Zero;
        order.Display = Display.IsZero ? Size : Lots.Min(Display, Size);
        order.Tif = Tif;
        order.ReduceOnly = ReduceOnly;
        order.SelfTrade = SelfTrade;
        order.AcrossSubAccounts = AcrossSubAccounts;
        order.Expiry = Expiry;
        order.Group = Group;
        order.Time = now;
        order.Filled = Lots.Zero;
    }
}
