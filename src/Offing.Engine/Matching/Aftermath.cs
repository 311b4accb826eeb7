using Offing.Engine.Accounts;
using Offing.Engine.Books;
using Offing.Engine.Sessions;
using Offing.Engine.Triggers;
using Offing.Primitives;
using Offing.Protocol.Events;

namespace Offing.Engine.Matching;

/// <summary>What became of an order that belongs to a group.</summary>
/// <param name="Filled">Of all that it traded, lots.</param>
/// <param name="Status">Open while it is at rest.</param>
internal readonly record struct OrderFate(
    OrderId Order, ulong Group, int Owner, MarketId Market, Lots Filled, Lots Size, OrderStatus Status);

/// <summary>
/// What a matching step leaves to be done once the book may be changed again: orders that depend on a
/// position that changed, and groups of orders that traded or ended. Only what is watched gets in here, so
/// that an order that uses none of it pays a comparison.
/// </summary>
internal sealed class Aftermath
{
    private readonly List<(Account Account, Slot Slot)> _positions = [];
    private readonly List<OrderFate> _orders = [];
    private readonly List<(Account Owner, Session Key)> _breached = [];
    private readonly List<Order> _reduceOnly = [];
    private bool _isRunning;

    public void PositionChanged(Account account, Slot slot)
    {
        // Once for a whole sweep: what is done looks at the position of its moment, and it looks at every
        // order of the account.
        if (slot.PositionWatchers != 0 && !slot.IsToBeWatched)
        {
            slot.IsToBeWatched = true;
            _positions.Add((account, slot));
        }
    }

    /// <summary>A session key has lost what it may lose in a day.</summary>
    public void Breached(Account owner, Session key) => _breached.Add((owner, key));

    /// <summary>The order traded and may be at rest still.</summary>
    public void Traded(Order order)
    {
        if (order.Group != 0)
        {
            Add(order, OrderStatus.Open);
        }
    }

    /// <summary>The order is over.</summary>
    public void Ended(Order order, OrderStatus status)
    {
        if (order.Group != 0)
        {
            Add(order, status);
        }
    }

    /// <summary>
    /// Does all that is left, in order of its coming. What it does may leave more: that comes last.
    /// </summary>
    public void Run(EntryContext context)
    {
        if (_isRunning || (_positions.Count == 0 && _orders.Count == 0 && _breached.Count == 0))
        {
            return;
        }

        _isRunning = true;
        // Each round cancels or shrinks orders, of which there are finitely many, or lets a child in, of
        // which a group has finitely many and a child is none's parent: so it ends.
        for (var (p, o, b) = (0, 0, 0); p < _positions.Count || o < _orders.Count || b < _breached.Count;)
        {
            if (b < _breached.Count)
            {
                var (owner, key) = _breached[b++];
                DailyLoss.CancelOrders(context, owner, key);
            }
            else if (p < _positions.Count)
            {
                var (account, slot) = _positions[p++];
                slot.IsToBeWatched = false;
                Shrink(context, account, slot);
                Hooks.PositionChanged(context, account, slot);
            }
            else
            {
                Hooks.Happened(context, _orders[o++]);
            }
        }

        _positions.Clear();
        _orders.Clear();
        _breached.Clear();
        _isRunning = false;
    }

    private void Add(Order order, OrderStatus status) => _orders.Add(new OrderFate(
        order.Id, order.Group, order.Owner, order.Market, order.Filled, order.Size, status));

    // By id, so that the order of events does not depend on how the account keeps its orders.
    private void Shrink(EntryContext context, Account account, Slot slot)
    {
        if (slot.PositionWatchers == 0)
        {
            return;
        }

        _reduceOnly.Clear();
        for (var order = account.Orders.First; order is not null; order = order.NextOfOwner)
        {
            if (order.ReduceOnly && order.Market == slot.Market)
            {
                _reduceOnly.Add(order);
            }
        }

        _reduceOnly.Sort(static (left, right) => left.Id.CompareTo(right.Id));
        foreach (var order in _reduceOnly)
        {
            var most = OrderAdmission.Reducible(order.Side, slot.Size);
            if (most.IsZero)
            {
                Resting.Close(context, order, OrderStatus.ReduceOnlyCanceled);
            }
            else if (order.Remaining > most)
            {
                Resting.Shrink(context, account, order, order.Remaining - most);
            }
        }
    }
}
