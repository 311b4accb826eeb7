using Offing.Primitives;
using Offing.Settlement.Contracts;
using Offing.Settlement.Deployments;
using Offing.Settlement.L1;
using Offing.Signing;

namespace Offing.Settlement.Posting;

/// <summary>
/// Posts batch after batch. It remembers nothing over a restart, because the chain does:
/// the contract's position says what comes next, and the sender's nonce says which
/// transactions are done. A batch is never posted twice, since the contract takes each
/// number once and everything sent before for a nonce competes with what is sent now.
/// </summary>
/// <param name="onPosted">
/// Called after each batch, and after a start for the latest one on chain, so a batch may be told twice.
/// </param>
/// <param name="hazards">A simulated world's; null in production.</param>
public sealed class BatchPoster(
    IL1Client client,
    Deployment deployment,
    PrivateKey operatorKey,
    IBatchSource source,
    Action<PostedBatch> onPosted,
    PosterOptions options,
    Hazards? hazards = null)
{
    private const int MostUnreported = 32;

    // A reorg may put a transaction into an earlier block than the one that was the head when it was sent.
    private const ulong ReorgMost_Blocks = 64;

    private readonly PostingChecks _checks = new(client, deployment, operatorKey.Address);
    private readonly SettlementContract _settlement = new(client, deployment.Settlement);
    private readonly BatchReader _reader = new(client, deployment);
    private readonly Patience _patience = new();

    // Complete batches whose cost was not told yet; a client that cannot show them must not hold up posting.
    private readonly Queue<(ulong Number, ulong FromBlock)> _unreported = new();
    private ulong? _next;
    private BatchInFlight? _posting;
    private ulong _postingFrom;
    private ulong? _chainId;
    private bool _resumed;

    /// <summary>What it waits for, or why it has stopped.</summary>
    public SettlementStatus Status => _patience.Status;

    /// <summary>The number of the batch that it posts or waits for; null before the chain was read.</summary>
    public ulong? NextNumber => _next;

    /// <summary>Whether a batch is on its way.</summary>
    public bool IsPosting => _posting is not null;

    /// <summary>One step; it never waits for a block.</summary>
    public void Tick(Time now) => _patience.Run(now, Step, Forget);

    private void Step(Time now)
    {
        if (hazards.Takes(Hazard.PosterInDoubt))
        {
            Forget(SettlementCode.PostingInDoubt);
        }

        _next ??= ReadNext(_settlement.Latest());
        if (_posting is null && source.NextBatch(_next.Value) is { } batch)
        {
            _posting = Begin(batch);
        }

        if (_posting is { } posting && posting.Advance(now))
        {
            _unreported.Enqueue((posting.Number, _postingFrom));
            (_next, _posting) = (posting.Number + 1, null);
        }

        Report();
    }

    /// <summary>
    /// After a doubt the position is asked for anew: what was sent is found again by its nonce. An outage is
    /// no doubt: what was sent is still on its way.
    /// </summary>
    private void Forget(SettlementCode code)
    {
        if (code != SettlementCode.L1Unavailable)
        {
            (_next, _posting) = (null, null);
        }
    }

    private ulong ReadNext(SettlementHead head)
    {
        var complete = head.IsIncomplete ? head.BatchCount - 1 : head.BatchCount;
        if (!_resumed && complete > 0)
        {
            _unreported.Enqueue((complete - 1, deployment.Block));
        }

        _resumed = true;
        return complete;
    }

    private BatchInFlight? Begin(Batch batch)
    {
        // Read again: since the last batch a reorg may have taken it back.
        var block = client.Head().Number;
        var head = _settlement.Latest();
        if (ReadNext(head) is var expected && expected != _next)
        {
            _next = expected;
            return null;
        }

        _checks.Require(batch, expected, head);
        var earliest = Math.Max(deployment.Block, block - Math.Min(block, ReorgMost_Blocks));
        _postingFrom = head.IsIncomplete ? deployment.Block : earliest;
        return new BatchInFlight(client, operatorKey, deployment.Settlement, batch, options)
        {
            NextChunk = head.IsIncomplete ? (int)head.ChunksPosted : 0,
            NextNonce = client.Nonce(operatorKey.Address),
            ChainId = _chainId ??= client.ChainId(),
        };
    }

    private void Report()
    {
        if (!_unreported.TryPeek(out var batch))
        {
            return;
        }

        PostedBatch? cost = null;
        try
        {
            cost = _reader.Cost(batch.Number, batch.FromBlock, client.Head().Number);
        }
        catch (BatchDataException)
        {
            // A client that lags behind its own blocks; the batch is on chain all the same.
        }

        if (cost is not null || _unreported.Count > MostUnreported)
        {
            _unreported.Dequeue();
        }

        if (cost is not null)
        {
            onPosted(cost);
        }
    }
}
