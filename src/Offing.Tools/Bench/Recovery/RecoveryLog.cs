using Offing.Commitment.State;
using Offing.Log;
using Offing.Log.Disk;
using Offing.MarketData;
using Offing.Node;
using Offing.Node.Snapshots;
using Offing.Primitives;
using Offing.Protocol.Entries;
using Offing.Sequencing;
using Offing.Settlement.Posting;
using Offing.Tools.Bench.Books;

namespace Offing.Tools.Bench.Recovery;

/// <summary>
/// Makes the log of a venue that was busy for minutes, by the venue's own node over a durable log; its clock
/// is driven, so that micro-batches and batches have the size that they have at that rate.
/// </summary>
internal sealed class RecoveryLog
{
    private const ulong Start_Ms = 1_700_000_000_000;
    private const ulong Second_Ms = 1_000;
    private const ulong BatchInterval_Ms = 10_000;
    private const int Tell_Commands = 250_000;

    private readonly RecoveryPlan _plan;
    private readonly Action<string> _say;
    private readonly LocalLog _log;
    private readonly NodeCore _node;
    private readonly RecoveryEntries _entries;
    private Time _now = new(Start_Ms);

    private RecoveryLog(RecoveryPlan plan, LocalLog log, Action<string> say)
    {
        (_plan, _log, _say) = (plan, log, say);
        _node = new NodeCore(
            plan.Genesis, log, new VenueFold(plan.Genesis), BatchInterval_Ms, files: plan.Files);
        _entries = new RecoveryEntries(plan, new BookDice(plan.Setting.Seed));
    }

    /// <summary>Makes it, and the snapshot when one is wanted.</summary>
    /// <param name="say">Told how far it is.</param>
    /// <returns>The plan with what was made.</returns>
    public static RecoveryPlan Make(RecoveryPlan plan, Action<string> say, CancellationToken stop)
    {
        using var log = LocalLog.Open(new UnsyncedDisk(new FolderDisk(plan.Log)));
        var made = new RecoveryLog(plan, log, say).Run(stop) with
        {
            LogBytes = LogView.Segments(plan.Log).Sum(segment => segment.Bytes),
        };
        made.Save();
        return made;
    }

    private RecoveryPlan Run(CancellationToken stop)
    {
        using var ending = new CancellationTokenSource();
        var behind = new Thread(() => WithoutChain.Follow(_node, ending.Token));
        behind.Start();
        try
        {
            Begin(stop);
            Trade(_plan.Commands - _plan.Tail, 0, stop);
            if (_plan.Tail > 0)
            {
                Quiesce();
                _node.Save(new SnapshotStore(new FolderDisk(_plan.Snapshots)));
                Trade(_plan.Tail, _plan.Commands - _plan.Tail, stop);
            }

            Quiesce();
        }
        finally
        {
            ending.Cancel();
            behind.Join();
        }

        return _plan with
        {
            Records = _log.Tail, Entries = _node.Seq, Root = RootOf(_node).ToString(),
        };
    }

    /// <summary>The state root of a node that stands still; it can go on no more.</summary>
    public static Hash32 RootOf(NodeCore node)
    {
        while (node.Committer.Tick())
        {
        }

        return node.Read(state =>
        {
            node.Committer.Tree.Apply(LeafChanges.Capture(state));
            return node.Committer.Tree.Root();
        });
    }

    private void Begin(CancellationToken stop)
    {
        Run(_entries.Prices(_now));
        foreach (var accounts in Enumerable.Range(0, _plan.Accounts).Chunk(_plan.PerRecord))
        {
            stop.ThrowIfCancellationRequested();
            Run(accounts.SelectMany(account => _entries.Enter(account, _now)));
        }

        while (_entries.Open.Count < _plan.Setting.Resting)
        {
            Run(Enumerable.Range(0, _plan.PerRecord).Select(_ => _entries.Rest()));
        }
    }

    private void Trade(int commands, int before, CancellationToken stop)
    {
        var batch = new List<Entry>(_plan.PerRecord);
        for (var done = 0; done < commands; done += batch.Count)
        {
            stop.ThrowIfCancellationRequested();
            _now = new Time(_now.Milliseconds + 1);
            if (_now.Milliseconds % Second_Ms == 0)
            {
                Run(_entries.Prices(_now));
            }

            batch.Clear();
            for (var i = Math.Min(_plan.PerRecord, commands - done); i > 0; i--)
            {
                batch.Add(_entries.Next());
            }

            Run(batch);
            if ((before + done) / Tell_Commands != (before + done + batch.Count) / Tell_Commands)
            {
                _say($"making the log: {before + done + batch.Count} of {_plan.Commands} commands");
            }
        }
    }

    private void Run(IEnumerable<Entry> entries)
    {
        foreach (var entry in entries)
        {
            var submission = new Submission(entry, outcome => _entries.Learn(outcome.Output!.Events));
            Check.That(_node.TryOffer(submission, out _));
        }

        while (_node.Tick(_now))
        {
        }

        Check.That(!_node.HasFailed);
    }

    private void Quiesce()
    {
        while (_node.Committer.Lag > 0)
        {
            Thread.Sleep(1);
        }
    }
}
