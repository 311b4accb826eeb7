using Offing.Primitives;
using Offing.Protocol.Entries;

namespace Offing.Settlement.Watching;

/// <summary>How far the engine has consumed the request queue.</summary>
/// <param name="Cursor">Requests consumed; the index of the next one.</param>
/// <param name="Prefix">The queue's prefix hash at the cursor.</param>
public readonly record struct QueuePosition(ulong Cursor, Hash32 Prefix);

/// <summary>
/// Where requests of the chain enter the venue: by the front door, as entries. The node answers.
/// </summary>
public interface IRequestSink
{
    /// <summary>What is durably consumed. Asked once, before the first offer.</summary>
    QueuePosition Consumed { get; }

    /// <summary>
    /// Takes the next request of the queue: strictly by index from the cursor, each accepted once.
    /// </summary>
    /// <returns>False when there is no room now; the same request is offered again later.</returns>
    bool Offer(QueueRequest request);
}
