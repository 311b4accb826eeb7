using Offing.Primitives;

namespace Offing.Engine.Triggers;

/// <summary>What the orders of a group are to each other.</summary>
public enum GroupKind : byte
{
    /// <summary>The first to trade or to trigger cancels the others.</summary>
    OneCancelsOther = 0,

    /// <summary>The children wait for the parent; then the first of them cancels the others.</summary>
    Bracket = 1,

    /// <summary>The children go to the book or are armed when the parent is filled.</summary>
    OneTriggersOther = 2,
}

/// <summary>Orders that know of each other; it is gone with the last of them.</summary>
public sealed class OrderGroup : Tracked
{
    private readonly SortedSet<OrderId> _members = [];
    private readonly Changes _changes;

    internal OrderGroup(ulong id, GroupKind kind, int owner, Changes changes)
    {
        (Id, Kind, Owner, _changes) = (id, kind, owner, changes);
        changes.Group(this);
    }

    public ulong Id { get; }

    public GroupKind Kind { get; }

    /// <summary>Index of the account.</summary>
    public int Owner { get; }

    /// <summary>The order that the others wait for; zero: none, or it is over.</summary>
    public OrderId Parent { get; private set; }

    /// <summary>All but the parent, by id.</summary>
    public IReadOnlyCollection<OrderId> Members => _members;

    /// <summary>Inside of the action that places it: more members may come.</summary>
    internal bool IsBuilding { get; set; }

    /// <summary>Inside of that action: one has traded or triggered, so no more may come.</summary>
    internal bool IsDecided { get; set; }

    /// <summary>Whether the first member to trade or to trigger cancels the others.</summary>
    internal bool IsExclusive => Kind != GroupKind.OneTriggersOther && Parent.Value == 0;

    internal bool Has(OrderId order) => _members.Contains(order);

    internal void SetParent(OrderId parent)
    {
        Parent = parent;
        _changes.Group(this);
    }

    internal void Add(OrderId order)
    {
        Check.That(_members.Add(order));
        _changes.Group(this);
    }

    internal void Remove(OrderId order)
    {
        if (_members.Remove(order))
        {
            _changes.Group(this);
        }
    }
}
