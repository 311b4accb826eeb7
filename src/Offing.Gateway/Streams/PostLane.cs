using Offing.Gateway.Hyperliquid.Exchange;
using Offing.Gateway.Venue;
using Offing.Gateway.Wire;
using Offing.Protocol;

namespace Offing.Gateway.Streams;

/// <summary>
/// The actions of one WebSocket on their way to the sequencer: they are checked in chunks, on as many cores
/// as there are, and submitted in the order in which they came. At most so many are in flight.
/// </summary>
internal sealed class PostLane : IDisposable
{
    private const int Chunk_Posts = 16;
    private static readonly TimeSpan LongestSweep = TimeSpan.FromSeconds(1);

    private readonly ExchangeHandler _exchange;
    private readonly Outbox _outbox;
    private readonly VenueServerOptions _options;
    private readonly SignerHint _hint = new();
    private readonly Lock _turn = new();
    private readonly Queue<Chunk> _order = new();
    private readonly Queue<Post> _submitted = new();
    private readonly Timer _sweep;
    private Chunk? _filling;
    private int _inFlight;

    public PostLane(ExchangeHandler exchange, Outbox outbox, VenueServerOptions options)
    {
        (_exchange, _outbox, _options) = (exchange, outbox, options);
        var period = options.OutcomeWait / 4 < LongestSweep ? options.OutcomeWait / 4 : LongestSweep;
        _sweep = new Timer(_ => Sweep(), null, period, period);
    }

    /// <summary>Takes an action; by the receiving side alone.</summary>
    /// <returns>False when too many are in flight.</returns>
    public bool TryAdd(ulong id, ReadOnlySpan<byte> body, bool isNative)
    {
        if (Interlocked.Increment(ref _inFlight) > _options.PostsInFlight)
        {
            Interlocked.Decrement(ref _inFlight);
            return false;
        }

        _filling ??= new Chunk(this);
        _filling.Posts.Add(new Post(id, body.ToArray(), isNative));
        if (_filling.Posts.Count == Chunk_Posts)
        {
            Flush();
        }

        return true;
    }

    /// <summary>
    /// Sends off what has been taken; by the receiving side, at the latest before it waits for more.
    /// </summary>
    public void Flush()
    {
        if (_filling is not { } chunk)
        {
            return;
        }

        _filling = null;
        bool isFirst;
        lock (_turn)
        {
            isFirst = _order.Count == 0;
            _order.Enqueue(chunk);
        }

        // A hop to another thread pays only where there is one, and something to do meanwhile.
        if (Environment.ProcessorCount == 1 || (isFirst && chunk.Posts.Count == 1))
        {
            chunk.Execute();
        }
        else
        {
            ThreadPool.UnsafeQueueUserWorkItem(chunk, preferLocal: false);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _sweep.Dispose();

    private void Check(Chunk chunk)
    {
        try
        {
            _exchange.Check(chunk.Posts, _hint);
        }
        catch (Exception defect)
        {
            _options.OnDefect(defect);
            chunk.Posts.ForEach(post => post.Refusal = WireReply.Plain(500, "Internal error"));
        }

        lock (_turn)
        {
            chunk.IsChecked = true;
            while (_order.TryPeek(out var first) && first.IsChecked)
            {
                first.Posts.ForEach(Submit);
                _order.Dequeue();
            }
        }
    }

    // In its turn, so that the sequencer gets the actions of a connection as they were sent.
    private void Submit(Post post)
    {
        if (post.Refusal is { } refusal)
        {
            Answer(post, () => refusal);
            return;
        }

        post.Submitted_Ms = Environment.TickCount64;
        while (_submitted.TryPeek(out var oldest) && oldest.IsAnswered)
        {
            _submitted.Dequeue();
        }

        _submitted.Enqueue(post);
        try
        {
            _exchange.Submit(post, result => Answer(post, () => _exchange.Answer(post, result)));
        }
        catch (Exception defect)
        {
            _options.OnDefect(defect);
            Answer(post, () => WireReply.Plain(500, "Internal error"));
        }
    }

    // Called on the node's thread too: the connection's sender makes the text.
    private void Answer(Post post, Func<WireReply> reply)
    {
        if (post.TryAnswer())
        {
            Interlocked.Decrement(ref _inFlight);
            _outbox.Add(() => Text(post, reply));
        }
    }

    private byte[] Text(Post post, Func<WireReply> reply)
    {
        try
        {
            return SocketMessages.Post(post.Id, KindOf(post), null, reply());
        }
        catch (Exception defect)
        {
            _options.OnDefect(defect);
            return SocketMessages.Post(post.Id, KindOf(post), null, WireReply.Plain(500, "Internal error"));
        }
    }

    private static string KindOf(Post post) => post.IsNative ? "native" : "action";

    // An outcome that is too long in coming is told as unknown, never as a reject.
    private void Sweep()
    {
        lock (_turn)
        {
            var before = Environment.TickCount64 - (long)_options.OutcomeWait.TotalMilliseconds;
            while (_submitted.TryPeek(out var oldest)
                && (oldest.IsAnswered || oldest.Submitted_Ms <= before))
            {
                var unknown = SubmitResult.Refused(RejectCode.OutcomeUnknown);
                Answer(oldest, () => _exchange.Answer(oldest, unknown));
                _submitted.Dequeue();
            }
        }
    }

    /// <summary>Actions that are checked together.</summary>
    private sealed class Chunk(PostLane lane) : IThreadPoolWorkItem
    {
        public List<Post> Posts { get; } = new(Chunk_Posts);

        public bool IsChecked { get; set; }

        public void Execute() => lane.Check(this);
    }
}
