using Offing.Engine.Books;
using Offing.Primitives;
using Offing.Protocol.Commands;

namespace Offing.Engine.Triggers;

/// <summary>Which orders may be grouped.</summary>
internal static class GroupShape
{
    /// <summary>Whether the orders, of which there is at least one, fit their grouping.</summary>
    public static bool Fits(OrderGrouping grouping, IReadOnlyList<OrderSpec> orders) => grouping switch
    {
        OrderGrouping.NormalTpsl => FitsParent(orders) && orders.Skip(1).All(
            child => IsStop(child) && child.Side != orders[0].Side),
        OrderGrouping.PositionTpsl => orders.All(
            order => IsStop(order) && order.Side == orders[0].Side && order.Market == orders[0].Market),
        OrderGrouping.Oco => orders.Count >= 2 && FitsExclusive(orders),
        OrderGrouping.Oto => orders.Count >= 2 && FitsParent(orders),
        _ => false,
    };

    /// <summary>Whether an order may take the place of one in a group, or of one for a position.</summary>
    public static bool FitsInPlaceOf(
        VenueState state, OrderGroup? group, OrderId replaced, Side side, bool isTied, OrderSpec spec)
    {
        if (isTied || group?.Kind == GroupKind.Bracket)
        {
            return IsStop(spec) && spec.Side == side;
        }

        return group?.Kind != GroupKind.OneCancelsOther || spec.Trigger is not null
            || !group.Members.Any(id => id != replaced && IsAtRest(state, id, spec));
    }

    private static bool IsStop(OrderSpec order) => order.Trigger is not null && order.ReduceOnly;

    private static bool FitsParent(IReadOnlyList<OrderSpec> orders) =>
        orders.All(order => order.Market == orders[0].Market);

    // One sweep of one side of a book could fill two of them before either can cancel the other; so at most
    // one goes to each side at once.
    private static bool FitsExclusive(IReadOnlyList<OrderSpec> orders)
    {
        for (var i = 0; i < orders.Count; i++)
        {
            for (var j = 0; j < i; j++)
            {
                if (orders[i].Trigger is null && orders[j].Trigger is null
                    && orders[i].Market == orders[j].Market && orders[i].Side == orders[j].Side)
                {
                    return false;
                }
            }
        }

        return true;
    }

    private static bool IsAtRest(VenueState state, OrderId id, OrderSpec spec) =>
        state.Orders.Find(id) is { } order && order.Market == spec.Market && order.Side == spec.Side;
}
