using Offing.Engine.Accounts;
using Offing.Engine.Markets;
using Offing.Engine.Matching;
using Offing.Engine.Restoring;
using Offing.Engine.Sessions;
using Offing.Primitives;
using Offing.Protocol.Commands;

namespace Offing.Engine.Triggers;

/// <summary>
/// An order that waits for its parent or for the mark. It stands in no book and reserves no margin.
/// </summary>
public sealed class Conditional : Tracked
{
    private readonly Changes _changes;
    private OrderDraft _draft;

    internal Conditional(OrderId id, int owner, in ConditionalDraft draft, Time time, Changes changes)
    {
        (Id, Owner, _draft, Time, _changes) = (id, owner, draft.Order, time, changes);
        (Kind, IsMarket, TriggerPrice, Offset) = (draft.Kind, draft.IsMarket, draft.Trigger, draft.Offset);
        IsPositionTied = draft.IsPositionTied;
    }

    public OrderId Id { get; }

    /// <summary>Index of the account.</summary>
    public int Owner { get; }

    public MarketId Market => _draft.Market.Id;

    public Address Signer => _draft.Signer;

    /// <summary>Whom its fills will pay; null: nobody.</summary>
    public BuilderCode? Builder => _draft.Builder;

    public ClientOrderId ClientId => _draft.ClientId;

    public Side Side => _draft.Side;

    /// <summary>Of the order that it becomes; one at market takes the mark's of its moment.</summary>
    public Ticks Price => _draft.Price;

    /// <summary>Zero: the whole position at its moment.</summary>
    public Lots Size => _draft.Size;

    public TimeInForce Tif => _draft.Tif;

    public bool ReduceOnly => _draft.ReduceOnly;

    public SelfTradeMode SelfTrade => _draft.SelfTrade;

    public bool AcrossSubAccounts => _draft.AcrossSubAccounts;

    /// <summary>Most that the order shows at once; zero: all.</summary>
    public Lots Display => _draft.Display;

    /// <summary>Zero: never.</summary>
    public Time Expiry => _draft.Expiry;

    /// <summary>Zero: it stands alone.</summary>
    public ulong Group => _draft.Group;

    /// <summary>None: it waits for its parent alone.</summary>
    public TriggerKind Kind { get; }

    /// <summary>Whether it goes to the book at a distance from the mark, instead of at its price.</summary>
    public bool IsMarket { get; }

    /// <summary>The mark that it waits for; a trailing stop's moves.</summary>
    public Ticks TriggerPrice { get; private set; }

    /// <summary>Distance of a trailing stop; zero for others.</summary>
    public Ticks Offset { get; }

    /// <summary>The best mark that an armed trailing stop has seen; zero for others.</summary>
    public Ticks Peak { get; private set; }

    /// <summary>Whether it ends with the position.</summary>
    public bool IsPositionTied { get; }

    /// <summary>Whether it waits for the mark; else for its parent.</summary>
    public bool IsArmed { get; private set; }

    /// <summary>Of the entry that placed it.</summary>
    public Time Time { get; }

    internal bool IsTrailing => Kind == TriggerKind.TrailingStop;

    internal bool IsRising => TriggerIndex.IsRising(Side, Kind);

    internal OrderDraft Draft => _draft;

    /// <summary>As its leaf says it.</summary>
    internal static Conditional Restore(
        ConditionalImage image, MarketState market, Account owner, Session? limitedKey, VenueState state)
    {
        var draft = new OrderDraft(
            market, image.Side, image.Price, image.Size, image.Tif, image.ReduceOnly, image.ClientId,
            image.Signer)
        {
            LimitedKey = limitedKey, Builder = image.Builder, SelfTrade = image.SelfTrade,
            AcrossSubAccounts = image.AcrossSubAccounts, Display = image.Display, Expiry = image.Expiry,
            Group = image.Group,
        };
        return new Conditional(
            image.Id, owner.Index,
            new ConditionalDraft(
                draft, image.Kind, image.IsMarket, image.Trigger, image.Offset, image.IsPositionTied),
            image.Time, state.Changes)
        {
            Peak = image.Peak, IsArmed = image.IsArmed,
        };
    }

    internal void Arm(Lots size)
    {
        _draft = _draft with { Size = size };
        IsArmed = true;
        Touch();
    }

    /// <summary>A trailing stop saw a better mark.</summary>
    internal void Follow(Ticks mark)
    {
        Peak = mark;
        TriggerPrice = TrailingStops.Trigger(Side, mark, Offset);
        Touch();
    }

    internal void Touch() => _changes.Conditional(this);
}

/// <summary>A conditional order on the market's grid, before it has an id.</summary>
/// <param name="Trigger">Zero for a trailing stop and where only the parent is waited for.</param>
internal readonly record struct ConditionalDraft(
    OrderDraft Order, TriggerKind Kind, bool IsMarket, Ticks Trigger, Ticks Offset, bool IsPositionTied);
