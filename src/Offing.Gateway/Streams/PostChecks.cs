using System.Diagnostics;
using Offing.Gateway.Hyperliquid.Exchange;
using Offing.Gateway.Wire;

namespace Offing.Gateway.Streams;

/// <summary>
/// Where the actions of all WebSockets are checked, on a thread of its own: what has come is checked in
/// chunks, over as many cores as there are, and submitted in the order in which it came. While much comes it
/// gathers for a millisecond between rounds: signatures that are checked together cost half of what they
/// cost one by one, and what is submitted together shares a sync of the log.
/// </summary>
/// <remarks>
/// An action waits for those that came before it, on other connections too, as it would in the sequencer.
/// What one of them can cost is bounded by the size of a request.
/// </remarks>
internal sealed class PostChecks : IDisposable
{
    /// <summary>As many signatures as are checked together (KnownKey).</summary>
    private const int Chunk_Posts = 16;

    /// <summary>
    /// In one round: from here on it pays to gather. Fewer than that in a millisecond are checked as they
    /// come, so that who is alone does not wait.
    /// </summary>
    private const int GatherFrom_Posts = 4;

    private static readonly TimeSpan Gather = TimeSpan.FromMilliseconds(1);

    private readonly ExchangeHandler _exchange;
    private readonly Action<Exception> _onDefect;
    private readonly Thread _thread;
    private readonly object _bed = new();
    private List<(PostLane Lane, Post Post)> _coming = [];
    private List<(PostLane Lane, Post Post)> _round = [];
    private bool _isStopped;

    public PostChecks(ExchangeHandler exchange, Action<Exception> onDefect)
    {
        (_exchange, _onDefect) = (exchange, onDefect);
        _thread = new Thread(Run) { Name = "posts", IsBackground = true };
        _thread.Start();
    }

    /// <summary>Takes actions of one connection; from any thread.</summary>
    public void Add(PostLane lane, List<Post> posts)
    {
        lock (_bed)
        {
            if (_coming.Count == 0)
            {
                Monitor.Pulse(_bed);
            }

            posts.ForEach(post => _coming.Add((lane, post)));
        }
    }

    /// <summary>What has come is still submitted; what comes later is not.</summary>
    public void Dispose()
    {
        lock (_bed)
        {
            _isStopped = true;
            Monitor.Pulse(_bed);
        }

        _thread.Join();
    }

    private void Run()
    {
        while (TryTakeRound())
        {
            var began = Stopwatch.GetTimestamp();
            var wave_Posts = Chunk_Posts * Environment.ProcessorCount;
            for (var at = 0; at < _round.Count; at += wave_Posts)
            {
                Wave(_round.Slice(at, Math.Min(wave_Posts, _round.Count - at)));
            }

            if (_round.Count >= GatherFrom_Posts && Stopwatch.GetElapsedTime(began) < Gather)
            {
                Thread.Sleep(Gather);
            }

            _round.Clear();
        }
    }

    private bool TryTakeRound()
    {
        lock (_bed)
        {
            while (_coming.Count == 0)
            {
                if (_isStopped)
                {
                    return false;
                }

                Monitor.Wait(_bed);
            }

            (_coming, _round) = (_round, _coming);
            return true;
        }
    }

    private void Wave(List<(PostLane Lane, Post Post)> wave)
    {
        var chunks = wave.Select(each => each.Post).Chunk(Chunk_Posts).ToArray();
        if (chunks.Length == 1)
        {
            Check(chunks[0]);
        }
        else
        {
            Parallel.ForEach(chunks, Check);
        }

        wave.ForEach(each => each.Lane.Submit(each.Post));
    }

    private void Check(Post[] posts)
    {
        try
        {
            _exchange.Check(posts);
        }
        catch (Exception defect)
        {
            _onDefect(defect);
            Array.ForEach(posts, post => post.Refusal = WireReply.Plain(500, "Internal error"));
        }
    }
}
