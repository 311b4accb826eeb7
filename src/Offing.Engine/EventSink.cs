using Offing.Protocol.Events;

namespace Offing.Engine;

/// <summary>
/// Takes the events of entries as they happen. Each comes as a struct: a sink that only counts, hashes or
/// writes them costs no memory.
/// </summary>
public abstract class EventSink
{
    public abstract void Take<T>(in T happened)
        where T : struct, IEngineEvent;
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
