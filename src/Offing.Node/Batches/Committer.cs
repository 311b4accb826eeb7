using System.Collections.Concurrent;
using Offing.Commitment.Batches;
using Offing.Commitment.Net;
using Offing.Commitment.State;
using Offing.Primitives;
using Offing.Protocol;

namespace Offing.Node.Batches;

/// <summary>
/// Turns captures into batches, in order: state root, inputs root, withdrawals, chunks. One thread ticks it,
/// and the node's makes it hurry when batches are cut again.
/// </summary>
/// <param name="hazards">A simulated world's; null in production.</param>
/// <param name="net">Had the tree take in what it holds; null: batches carry their inputs.</param>
public sealed class Committer(
    StateTree tree, BatchLedger ledger, Hazards? hazards = null, NetWriter? net = null)
{
    private readonly ConcurrentQueue<BatchCapture> _waiting = [];
    private readonly BatchInputs _inputs = new();
    private readonly Lock _turn = new();
    private long _owed_Entries;

    // Of the first that waits, when only its files are not durable yet.
    private SettlementBatch? _made;

    /// <summary>Follows the captures; whoever ticks the committer may read it between two ticks.</summary>
    public StateTree Tree => tree;

    /// <summary>Captures that are not batches yet: the lag of the state tree.</summary>
    public int Lag => _waiting.Count;

    /// <summary>Entries in them; from any thread.</summary>
    public long Owed_Entries => Interlocked.Read(ref _owed_Entries);

    /// <summary>Takes a capture; from the node's thread.</summary>
    public void Offer(BatchCapture capture)
    {
        Interlocked.Add(ref _owed_Entries, capture.Entries);
        _waiting.Enqueue(capture);
    }

    /// <summary>What the next batch of net data goes on from; null: batches carry inputs.</summary>
    public NetWriter? Net => net;

    /// <summary>The tree takes in what changed.</summary>
    public void TakeIn(LeafChanges changes)
    {
        if (net is null)
        {
            tree.Apply(changes);
            return;
        }

        net.Apply(tree, changes);
    }

    /// <summary>Makes at most one batch; false when there was nothing to do.</summary>
    /// <exception cref="IOException">Its files cannot be written now; the next call tries again.</exception>
    public bool Tick()
    {
        lock (_turn)
        {
            return TryMake();
        }
    }

    /// <summary>
    /// Makes all that is waiting, then begins the next batch with the entries of those from
    /// <paramref name="first"/> on; from the node's thread.
    /// </summary>
    /// <param name="seq">Of the entry that says so.</param>
    /// <returns>The batches that are none any more.</returns>
    public IReadOnlyList<SettlementBatch> Reopen(ulong seq, ulong first)
    {
        lock (_turn)
        {
            while (Lag > 0)
            {
                TryMake();
            }

            var batches = ledger.Reopen(seq, first);
            net?.Reopen(batches.Select(batch => Chunks.Join(ledger.DataOf(batch))));
            return batches;
        }
    }

    private bool TryMake()
    {
        if (!_waiting.TryPeek(out var capture) || (_made is null && hazards.Takes(Hazard.CommitterLate)))
        {
            return false;
        }

        _made ??= Make(capture);
        ledger.Keep(_made, _inputs.Data);
        // As in a replay of full data, whose log gives it again.
        ledger.Add(capture.IsReplay && ledger.Net is { Keeps: true } ? _made with { Chunks = [] } : _made);
        _made = null;
        capture.Bodies.GiveBack();
        foreach (var part in capture.Changes)
        {
            part.GiveBack();
        }

        Interlocked.Add(ref _owed_Entries, -capture.Entries);
        return _waiting.TryDequeue(out _);
    }

    private SettlementBatch Make(BatchCapture capture)
    {
        TakeIn(LeafChanges.Joined(capture.Changes));
        _inputs.Read(capture.Bodies.All, capture.FirstSeq, capture.LastSeq);
        var end = new BatchEnd(
            tree.Root(), capture.QueueCursor, capture.QueueHash,
            capture.LastSeq + Limits.SeqCeilingAhead_Entries, Rules.Hash);
        // Not the last one: an engine that is made anew comes by batches that the ledger has already.
        var previous = ledger.Before(capture.Number, capture.FirstSeq);
        var batch = BatchBuilder.Next(
            previous, _inputs, capture.Withdrawals, end, keepsData: net is null && !capture.IsReplay);
        Check.That(batch.Header.Number == capture.Number);
        return net is null ? batch : batch.WithData(net.Write(tree, capture.Withdrawals));
    }
}
