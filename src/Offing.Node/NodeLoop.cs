using Offing.Log;
using Offing.Node.Snapshots;
using Offing.Primitives;
using Offing.Sequencing;

namespace Offing.Node;

/// <summary>
/// The threads of a node: one sequences and executes, one hashes behind it, one talks to the chain.
/// </summary>
public sealed class NodeLoop : IDisposable
{
    private static readonly TimeSpan Nap = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan BackOffLeast = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan BackOffMost = TimeSpan.FromSeconds(10);
    private readonly NodeCore _node;
    private readonly IClock _clock;
    private readonly Action<Time> _settle;
    private readonly Func<ICommitLog>? _reopen;
    private readonly Action<string>? _say;
    private readonly Thread[] _threads;
    private readonly ManualResetEventSlim _stop = new();
    private readonly TaskCompletionSource<Exception?> _ended = new(
        TaskCreationOptions.RunContinuationsAsynchronously);

    /// <param name="settle">One step of watcher and poster.</param>
    /// <param name="reopen">
    /// Opens the log again after it has failed; null: the node ends then.
    /// </param>
    /// <param name="say">Told when the log has failed and when all goes on.</param>
    public NodeLoop(
        NodeCore node, IClock clock, Action<Time> settle, Func<ICommitLog>? reopen = null,
        Action<string>? say = null)
    {
        (_node, _clock, _settle, _reopen, _say) = (node, clock, settle, reopen, say);
        _threads =
        [
            Begin("node", RunNode),
            Begin("commitment", () =>
            {
                LowPriority.Take();
                Repeat(Commit);
            }),
            Begin("settlement", () => Repeat(() =>
            {
                _settle(_clock.Now);
                return false;
            })),
        ];
    }

    /// <summary>
    /// Completes when the node has stopped: with null on <see cref="Dispose"/>, else with what went wrong.
    /// </summary>
    public Task<Exception?> Ended => _ended.Task;

    /// <summary>Stops after the micro-batch in hand; what was acknowledged is durable.</summary>
    public void Dispose()
    {
        _stop.Set();
        foreach (var thread in _threads)
        {
            thread.Join();
        }

        _ended.TrySetResult(null);
        _stop.Dispose();
    }

    private Thread Begin(string name, Action body)
    {
        var thread = new Thread(() => Guard(body)) { Name = name, IsBackground = true };
        thread.Start();
        return thread;
    }

    // A defect in any of the threads ends the node: it must not go on half alive.
    private void Guard(Action body)
    {
        try
        {
            body();
        }
        catch (Exception defect)
        {
            _ended.TrySetResult(defect);
            _stop.Set();
        }
    }

    private void RunNode()
    {
        while (!_stop.IsSet)
        {
            if (!_node.Tick(_clock.Now))
            {
                if (_node.HasFailed)
                {
                    Recover();
                    continue;
                }

                _node.Wait(Nap);
            }
        }
    }

    // What is in flight was answered as unknown; until the engine is made anew from what is durable, nothing
    // is taken. Queries see the state of before, all of which is durable.
    private void Recover()
    {
        if (_reopen is null)
        {
            throw new IOException(
                "the log cannot be written: free the disk, then start again; nothing acknowledged is lost");
        }

        _say?.Invoke(
            "log: an append failed or may have failed. Nothing is taken while the engine is made anew from "
            + "the log; nothing acknowledged is lost");
        for (var wait = BackOffLeast; !_stop.IsSet; wait = wait * 2 < BackOffMost ? wait * 2 : BackOffMost)
        {
            try
            {
                _node.Rebuild(_reopen());
                _say?.Invoke("log: it can be written again, everything is taken");
                return;
            }
            catch (IOException trouble) when (trouble is not NoBeginningException)
            {
                _say?.Invoke($"log: {trouble.Message}: tried again in {wait.TotalSeconds:0.#} s");
                _stop.Wait(wait);
            }
        }
    }

    // Net data whose disk is full waits: trading goes on meanwhile, as far as batches may wait for the chain.
    private bool Commit()
    {
        try
        {
            return _node.Committer.Tick();
        }
        catch (IOException trouble)
        {
            _say?.Invoke($"batches: {trouble.Message}: what is kept of a batch is tried again in "
                + $"{BackOffMost.TotalSeconds:0} s, and it is not posted before");
            _stop.Wait(BackOffMost);
            return false;
        }
    }

    private void Repeat(Func<bool> step)
    {
        while (!_stop.IsSet)
        {
            if (!step())
            {
                _stop.Wait(Nap);
            }
        }
    }
}
