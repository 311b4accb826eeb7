namespace Offing.Protocol.Events;

/// <summary>
/// Takes the events of entries as they happen. Each comes as a struct: a sink that only counts, hashes or
/// writes them costs no memory.
/// </summary>
public abstract class EventSink
{
    public abstract void Take<T>(in T happened)
        where T : struct, IEngineEvent;

    // What most orders bring. A generic virtual method is searched in a table at each call, these are not:
    // a sink that is in a hurry overrides them too.

    public virtual void TakeOutcome(in ItemOutcome happened) => Take(happened);

    public virtual void TakePlaced(in OrderPlaced happened) => Take(happened);

    public virtual void TakeRested(in OrderRested happened) => Take(happened);

    public virtual void TakeClosed(in OrderClosed happened) => Take(happened);

    public virtual void TakeTraded(in Traded happened) => Take(happened);
}

/// <summary>Keeps the events of one entry.</summary>
public sealed class EventList : EventSink
{
    private readonly List<IEngineEvent> _events = [];

    /// <summary>In order.</summary>
    public IReadOnlyList<IEngineEvent> Events => _events;

    /// <inheritdoc/>
    public override void Take<T>(in T happened) => _events.Add(happened);
}

/// <summary>Is told only of what orders seldom bring.</summary>
public abstract class RareEvents : EventSink
{
    /// <inheritdoc/>
    public sealed override void TakeOutcome(in ItemOutcome happened)
    {
    }

    /// <inheritdoc/>
    public sealed override void TakePlaced(in OrderPlaced happened)
    {
    }

    /// <inheritdoc/>
    public sealed override void TakeRested(in OrderRested happened)
    {
    }

    /// <inheritdoc/>
    public sealed override void TakeClosed(in OrderClosed happened)
    {
    }

    /// <inheritdoc/>
    public sealed override void TakeTraded(in Traded happened)
    {
    }
}
