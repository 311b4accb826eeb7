using System.Net.WebSockets;
using System.Threading.Channels;

namespace Offing.Gateway.Streams;

/// <summary>Why the venue closes a WebSocket (spec/native.md).</summary>
internal static class CloseCode
{
    public const WebSocketCloseStatus SlowReader = (WebSocketCloseStatus)4000;
    public const WebSocketCloseStatus Silent = (WebSocketCloseStatus)4001;
}

/// <summary>
/// What waits to be sent on one WebSocket: one queue, bounded in count and in age. Adding never waits, since
/// the node's own thread adds; a reader who does not keep up is cut off instead.
/// </summary>
internal sealed class Outbox(int capacity, TimeSpan lag)
{
    private readonly Channel<(Func<byte[]?> Message, long Added_Ms)> _queue =
        System.Threading.Channels.Channel.CreateBounded<(Func<byte[]?>, long)>(
            new BoundedChannelOptions(capacity) { SingleReader = true });

    private int _isClosed;

    /// <summary>Why it was closed; read it when the queue has ended.</summary>
    public (WebSocketCloseStatus Code, string Text) Reason { get; private set; } =
        (WebSocketCloseStatus.NormalClosure, "");

    /// <summary>Queues a message, which is made only when its turn comes.</summary>
    public void Add(Func<byte[]?> message)
    {
        if (!_queue.Writer.TryWrite((message, Environment.TickCount64)))
        {
            Close(CloseCode.SlowReader, "slow reader: too many messages wait");
        }
    }

    /// <summary>Ends the queue; what still waits is not sent.</summary>
    public void Close(WebSocketCloseStatus code, string text)
    {
        if (Interlocked.Exchange(ref _isClosed, 1) == 0)
        {
            Reason = (code, text);
            _queue.Writer.TryComplete();
        }
    }

    /// <summary>The next message that says anything; null when the outbox is closed.</summary>
    /// <param name="rest">Called before it waits because no message is at hand.</param>
    /// <param name="cancel">Ends the waiting.</param>
    public async ValueTask<byte[]?> TakeAsync(Func<Task>? rest, CancellationToken cancel)
    {
        while (Volatile.Read(ref _isClosed) == 0)
        {
            if (rest is not null && !_queue.Reader.TryPeek(out _))
            {
                await rest();
            }

            if (!await _queue.Reader.WaitToReadAsync(cancel))
            {
                break;
            }

            while (Volatile.Read(ref _isClosed) == 0 && _queue.Reader.TryRead(out var next))
            {
                if (Environment.TickCount64 - next.Added_Ms > lag.TotalMilliseconds)
                {
                    Close(CloseCode.SlowReader, "slow reader: too far behind");
                }
                else if (next.Message() is { } bytes)
                {
                    return bytes;
                }
            }
        }

        return null;
    }
}
