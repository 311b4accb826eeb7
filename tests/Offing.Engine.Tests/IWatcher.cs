using Offing.Protocol.Entries;
using Offing.Protocol.Events;

namespace Offing.Engine.Tests;

/// <summary>Sees all that a venue does.</summary>
internal interface IWatcher
{
    /// <summary>Takes each event at its moment.</summary>
    EventSink Sink { get; }

    /// <summary>An entry is done.</summary>
    void Applied(Entry entry);
}
