using Offing.Primitives;
using Offing.Protocol.Batches;
using Offing.Protocol.Entries;
using Offing.Settlement.Contracts;
using Offing.Settlement.Deployments;
using Offing.Settlement.L1;

namespace Offing.Settlement.Watching;

/// <summary>
/// Hands the requests of the chain's queue to the venue, in order and once
/// each. The order is shown by the prefix hashes: every request must extend
/// the hash of the one before, and what was taken must stay on the chain.
/// </summary>
/// <param name="confirmations">Blocks that must hold a request, its own included, from 1: more than the
/// depth of the reorgs that the venue outlives.</param>
/// <param name="hazards">A simulated world's; null in production.</param>
public sealed class DepositWatcher(
    IL1Client client, Deployment deployment, IRequestSink sink, ulong confirmations, Hazards? hazards = null)
{
    /// <summary>For chains with value.</summary>
    public const ulong ProductionConfirmations = 13;

    /// <summary>For a chain that only we mine.</summary>
    public const ulong DevelopmentConfirmations = 1;

    private readonly VaultContract _vault = new(client, deployment.Vault);
    private readonly Patience _patience = new();
    private readonly Queue<QueueRequest> _waiting = new();

    // Everything before it was collected; the hash of the last
    // scanned block tells whether it is still the chain's.
    private ulong _scanFrom = deployment.Block;
    private (ulong Number, Hash32 Hash)? _anchor;
    private Hash32? _finishedHead;
    private ulong _highestHead;
    private QueuePosition? _collected;

    /// <summary>What it waits for, or why it has stopped.</summary>
    public SettlementStatus Status => _patience.Status;

    /// <summary>Index of the request that it looks for next.</summary>
    public ulong NextIndex => _collected?.Cursor ?? 0;

    /// <summary>One step: at most one range of blocks. Cheap when the chain has not moved.</summary>
    public void Tick(Time now)
    {
        Check.That(confirmations > 0);
        _patience.Run(now, Step, Rewind);
    }

    private void Step(Time now)
    {
        if (sink.HasLost())
        {
            (_collected, _anchor, _finishedHead, _scanFrom) = (null, null, null, deployment.Block);
            _waiting.Clear();
        }

        _collected ??= sink.Consumed;
        OfferWaiting();
        var head = client.Head();
        if (head.Hash == _finishedHead || _waiting.Count > 0)
        {
            return;
        }

        RequireTakenRequestsOnChain(head);
        if (_anchor is { } anchor && client.BlockByNumber(anchor.Number)?.Hash != anchor.Hash)
        {
            throw new SettlementHaltException(
                SettlementCode.L1Inconsistent,
                $"block {anchor.Number} was replaced; looking from the start again");
        }

        Scan(head);
        OfferWaiting();
    }

    /// <summary>
    /// From the deployment on: requests that were taken are skipped by their index, so this is always safe.
    /// </summary>
    private void Rewind(SettlementCode code)
    {
        _finishedHead = null;
        if (code == SettlementCode.L1Inconsistent)
        {
            _anchor = null;
            _scanFrom = deployment.Block;
        }
    }

    private void RequireTakenRequestsOnChain(L1Block head)
    {
        var taken = _collected!.Value;
        var onChain = _vault.PrefixAt(taken.Cursor);
        if (onChain is null && head.Number < _highestHead)
        {
            throw new SettlementHaltException(
                SettlementCode.L1Inconsistent,
                $"the chain client fell from block {_highestHead} to {head.Number}");
        }

        _highestHead = Math.Max(_highestHead, head.Number);
        if (onChain != taken.Prefix)
        {
            throw new SettlementHaltException(
                SettlementCode.QueueDiverged,
                $"the chain's request queue has {onChain?.ToString() ?? "no hash"} at {taken.Cursor}, "
                + $"the venue has {taken.Prefix}: the chain lost or changed requests that were taken. "
                + "./offing operator reverse shows what would be taken back, and how");
        }
    }

    private void Scan(L1Block head)
    {
        var confirmed = head.Number + 1 < confirmations ? 0 : head.Number + 1 - confirmations;
        if (_scanFrom > confirmed)
        {
            _finishedHead = head.Hash;
            return;
        }

        var most = hazards.Takes(Hazard.ShortScan) ? 1 : JsonRpcClient.LogRange_Blocks;
        var to = Math.Min(confirmed, _scanFrom + most - 1);
        // Asked for before the logs: a reorg in between makes
        // the anchor the older one, and the next step notices.
        var last = client.BlockByNumber(to) ?? throw new SettlementHaltException(
            SettlementCode.L1Inconsistent, $"the chain client does not know block {to} below its head");
        foreach (var recorded in _vault.Requests(_scanFrom, to))
        {
            Collect(recorded);
        }

        _anchor = (to, last.Hash);
        _scanFrom = to + 1;
        _finishedHead = to == confirmed ? head.Hash : null;
    }

    private void Collect(RecordedRequest recorded)
    {
        var (cursor, prefix) = _collected!.Value;
        var index = recorded.Request.Index;
        if (index < cursor)
        {
            return;
        }

        if (index > cursor)
        {
            throw new SettlementHaltException(
                SettlementCode.L1Inconsistent, $"the chain client shows request {index}, but not {cursor}");
        }

        var extended = RequestHash.Extend(prefix, recorded.Request);
        if (extended != recorded.Prefix)
        {
            throw new SettlementHaltException(
                SettlementCode.QueueHashInvalid,
                $"request {index} is recorded with prefix {recorded.Prefix}, its own is {extended}");
        }

        _waiting.Enqueue(recorded.Request);
        _collected = new QueuePosition(cursor + 1, extended);
    }

    private void OfferWaiting()
    {
        while (_waiting.TryPeek(out var request) && sink.Offer(request))
        {
            _waiting.Dequeue();
        }
    }
}
