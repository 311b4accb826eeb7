using Offing.Gateway.Wire;
using Offing.MarketData;

namespace Offing.Gateway.Streams;

/// <summary>One channel on one connection.</summary>
internal sealed class Subscription(Channel channel, Outbox outbox)
{
    private int _isWaiting;

    public Channel Channel => channel;

    /// <summary>
    /// Sends what the channel begins with. Called inside the fold's lock, together with the registration.
    /// </summary>
    public void Begin()
    {
        if (channel is not EventChannel events)
        {
            Touch();
        }
        else if (events.First() is { } first)
        {
            Add(first);
        }
    }

    /// <summary>
    /// Called on the node's thread: it only notes what there is to say; the connection's sender says it.
    /// </summary>
    public void Notify(FeedUpdate update)
    {
        if (channel is not EventChannel events)
        {
            Touch();
            return;
        }

        foreach (var data in events.Delta(update))
        {
            Add(data);
        }
    }

    private void Add(object data) => outbox.Add(() => Message(data));

    private void Touch()
    {
        if (Interlocked.Exchange(ref _isWaiting, 1) == 0)
        {
            outbox.Add(MakeLatest);
        }
    }

    private byte[]? MakeLatest()
    {
        // Cleared before the state is read: a change in between is then told again, and none is missed.
        Volatile.Write(ref _isWaiting, 0);
        return ((StateChannel)channel).Latest() is { } data ? Message(data) : null;
    }

    private byte[] Message(object data) => WireJson.Bytes(new { channel = channel.Name, data });
}
