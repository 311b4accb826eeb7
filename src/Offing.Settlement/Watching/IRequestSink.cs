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
    /// <summary>What is durably consumed. Asked before the first offer, and after a loss.</summary>
    QueuePosition Consumed { get; }

    /// <summary>
    /// Takes the next request of the queue: strictly by index from the cursor, each accepted once.
    /// </summary>
    /// <returns>False when there is no room now; the same request is offered again later.</returns>
    bool Offer(QueueRequest request);

    /// <summary>
    /// Whether requests that were taken did not get in after all, and none is on its way any more: then the
    /// queue is to be offered again from what is consumed. Told once for each loss; nothing is taken before.
    /// </summary>
    bool HasLost() => false;
}
