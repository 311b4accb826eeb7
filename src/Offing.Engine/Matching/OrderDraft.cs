using Offing.Engine.Books;
using Offing.Engine.Markets;
using Offing.Primitives;
using Offing.Protocol.Commands;

namespace Offing.Engine.Matching;

/// <summary>An order on the market's grid, before it has an id.</summary>
/// <param name="Size">Above zero; of a reduce-only order at most the position.</param>
internal readonly record struct OrderDraft(MarketState Market, OrderSpec Spec, Ticks Price, Lots Size)
{
    /// <summary>Whether what does not trade at once stays in the book.</summary>
    public bool MayRest => Spec.Tif is TimeInForce.Gtc or TimeInForce.Alo;

    public bool IsBuy => Spec.Side == Side.Buy;

    public MicroUsd Notional => Price * Size;

    public Order ToOrder(OrderId id, int owner, ActionContext context) => new()
    {
        Id = id,
        ClientId = Spec.ClientId,
        Market = Market.Id,
        Owner = owner,
        Signer = context.Signer,
        Side = Spec.Side,
        Price = Price,
        Size = Size,
        Remaining = Size,
        Tif = Spec.Tif,
        ReduceOnly = Spec.ReduceOnly,
        Time = context.Now,
    };
}
