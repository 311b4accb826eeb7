using Offing.Gateway.Hyperliquid.Exchange;
using Offing.Gateway.Venue;
using Offing.Gateway.Wire;
using Offing.Protocol;

namespace Offing.Gateway.Streams;

/// <summary>
/// The actions of one WebSocket on their way to the sequencer and their answers on the way back. At most so
/// many are in flight.
/// </summary>
internal sealed class PostLane : IDisposable
{
    private static readonly TimeSpan LongestSweep = TimeSpan.FromSeconds(1);

    private readonly ExchangeHandler _exchange;
    private readonly PostChecks _checks;
    private readonly Outbox _outbox;
    private readonly VenueServerOptions _options;
    private readonly SignerHint _hint = new();
    private readonly Lock _turn = new();
    private readonly Queue<Post> _submitted = new();
    private readonly List<Post> _taken = [];
    private readonly Timer _sweep;
    private int _inFlight;

    public PostLane(
        ExchangeHandler exchange, PostChecks checks, Outbox outbox, VenueServerOptions options)
    {
        (_exchange, _checks, _outbox, _options) = (exchange, checks, outbox, options);
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

        _taken.Add(new Post(id, body.ToArray(), _hint, isNative));
        return true;
    }

    /// <summary>
    /// Sends off what has been taken; by the receiving side, before it waits for more.
    /// </summary>
    public void Flush()
    {
        if (_taken.Count > 0)
        {
            _checks.Add(this, _taken);
            _taken.Clear();
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _sweep.Dispose();

    /// <summary>What the door let through, in its turn; it answers what the door refused.</summary>
    public void Submit(Post post)
    {
        if (post.Refusal is { } refusal)
        {
            Answer(post, () => refusal);
            return;
        }

        Remember(post);
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

    private void Remember(Post post)
    {
        lock (_turn)
        {
            post.Submitted_Ms = Environment.TickCount64;
            while (_submitted.TryPeek(out var oldest) && oldest.IsAnswered)
            {
                _submitted.Dequeue();
            }

            _submitted.Enqueue(post);
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
}
