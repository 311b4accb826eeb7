using Offing.Primitives;
using Offing.Sequencing;

namespace Offing.Node;

/// <summary>
/// The threads of a node: one sequences and executes, one hashes behind it, one talks to the chain.
/// </summary>
public sealed class NodeLoop : IDisposable
{
    private static readonly TimeSpan Nap = TimeSpan.FromMilliseconds(50);
    private readonly NodeCore _node;
    private readonly IClock _clock;
    private readonly Action<Time> _settle;
    private readonly Thread[] _threads;
    private readonly ManualResetEventSlim _stop = new();
    private readonly TaskCompletionSource<Exception?> _ended = new(
        TaskCreationOptions.RunContinuationsAsynchronously);

    /// <param name="settle">One step of watcher and poster.</param>
    public NodeLoop(NodeCore node, IClock clock, Action<Time> settle)
    {
        (_node, _clock, _settle) = (node, clock, settle);
        _threads =
        [
            Begin("node", RunNode),
            Begin("commitment", () =>
            {
                LowPriority.Take();
                Repeat(() => _node.Committer.Tick());
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
                    throw new IOException(
                        "the log cannot be written: free the disk, then start again; "
                        + "nothing acknowledged is lost");
                }

                _node.Wait(Nap);
            }
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
