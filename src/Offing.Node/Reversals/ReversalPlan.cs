using Offing.Log;
using Offing.Node.Batches;
using Offing.Primitives;
using Offing.Protocol.Batches;
using Offing.Protocol.Codec;
using Offing.Protocol.Entries;
using Offing.Settlement.Contracts;
using Offing.Settlement.Deployments;
using Offing.Settlement.L1;
using Offing.Settlement.Watching;

namespace Offing.Node.Reversals;

/// <summary>
/// What a venue sequences after a reorg below its confirmations: it takes back what the chain does not hold
/// any more, from the last consumed request to the first that is another there, and right behind it consumes
/// what the chain holds now.
/// </summary>
/// <param name="First">Index of the first request that is taken back.</param>
/// <param name="Batch">Cut again, with those after it; or the next one.</param>
/// <param name="Again">What the chain holds from there on and has confirmed.</param>
public sealed record ReversalPlan(
    ulong First, ulong Batch, IReadOnlyList<Reversal> TakenBack, IReadOnlyList<QueueRequest> Again)
{
    /// <summary>In the order in which they have to be sequenced, with nothing between.</summary>
    public IEnumerable<Entry> Entries => [.. TakenBack, .. Again];

    /// <summary>Of a venue that is followed by the files of its log, which may be running.</summary>
    /// <param name="replica">Of the log up to a record; all of its batches are made here.</param>
    /// <exception cref="VenueStartException">As below.</exception>
    public static ReversalPlan? Find(
        IL1Client client, Deployment deployment, ulong confirmations, Replica replica, LogFiles log)
    {
        while (replica.Committer.Lag > 0)
        {
            replica.Committer.Tick();
        }

        var state = replica.Machine.State;
        return Find(
            client, deployment, confirmations, replica.Ledger,
            new QueuePosition(state.QueueCursor, state.QueueHash),
            seq => LogView.Read(log).TakeWhile(record => record.N <= replica.Record)
                .SelectMany(record => EntryCodec.DecodeRecord(record.Body))
                .SkipWhile(entry => entry.Seq < seq));
    }

    /// <param name="confirmations">Blocks that must hold what is now in the place of what was lost.</param>
    /// <param name="ledger">Of all batches that the venue has cut.</param>
    /// <param name="consumed">By the venue.</param>
    /// <param name="entriesFrom">Of its log, from a sequence number on.</param>
    /// <returns>Null: the chain holds all that the venue consumed.</returns>
    /// <exception cref="VenueStartException">It cannot be said, or not yet; the message says why.</exception>
    public static ReversalPlan? Find(
        IL1Client client, Deployment deployment, ulong confirmations, BatchLedger ledger,
        QueuePosition consumed, Func<ulong, IEnumerable<SequencedEntry>> entriesFrom)
    {
        var vault = new VaultContract(client, deployment.Vault);
        if (vault.PrefixAt(consumed.Cursor) == consumed.Prefix)
        {
            return null;
        }

        var posted = LastPosted(new SettlementContract(client, deployment.Settlement), ledger);
        var taken = Taken(posted, entriesFrom(posted.LastSeq + 1), consumed);
        var held = HeldOf(vault, posted, taken);
        if (held == taken.Count)
        {
            throw new VenueStartException(
                "the chain client has contradicted itself, or the chain is moving: try again");
        }

        var first = taken[held].Request;
        var again = Confirmed(client, vault, deployment.Block, confirmations, first);
        var batch = Enumerable.Range(1, (int)ledger.Last.Number).Select(number => (ulong)number)
            .Where(number => number > posted.Number && ledger.Header(number)!.QueueCursor > first.Index)
            .FirstOrDefault(ledger.Last.Number + 1);
        return new ReversalPlan(
            first.Index, batch,
            [.. taken.Skip(held).Reverse().Select(each => new Reversal(batch, each.Before, each.Request))],
            again);
    }

    // Begun counts: its header stands, and it will be completed.
    private static BatchHeader LastPosted(SettlementContract settlement, BatchLedger ledger)
    {
        var head = settlement.Latest();
        if (head.FrozenAt_S != 0)
        {
            throw new VenueStartException(
                "the venue was frozen on chain and has ended: nothing is posted any more, so nothing can be "
                + "taken back. Its users leave with ./offing exit");
        }

        var number = head.BatchCount == 0 ? 0 : head.BatchCount - 1;
        return ledger.Header(number) is { } header
            && (head.BatchCount == 0 || settlement.HeaderHash(number) == header.Hash())
            ? header
            : throw new VenueStartException(
                $"batch {number} on the chain is none of this log: this is the log or the chain of another "
                + "venue, or somebody else has posted with the operator's key");
    }

    private static List<(QueueRequest Request, Hash32 Before)> Taken(
        BatchHeader posted, IEnumerable<SequencedEntry> entries, QueuePosition consumed)
    {
        var taken = new List<(QueueRequest Request, Hash32 Before)>();
        var hash = posted.QueueHash;
        foreach (var sequenced in entries)
        {
            var cursor = posted.QueueCursor + (ulong)taken.Count;
            if (sequenced.Entry is QueueRequest request && request.Index == cursor)
            {
                taken.Add((request, hash));
                hash = RequestHash.Extend(hash, request);
            }
            else if (sequenced.Entry is Reversal && taken is [.., var last]
                && (Reversal)sequenced.Entry is var back && back.Previous == last.Before
                && RequestHash.Extend(back.Previous, back.Request) == hash)
            {
                hash = last.Before;
                taken.RemoveAt(taken.Count - 1);
            }
        }

        return posted.QueueCursor + (ulong)taken.Count == consumed.Cursor && hash == consumed.Prefix
            ? taken
            : throw new VenueStartException(
                $"the log consumes {posted.QueueCursor + (ulong)taken.Count} requests up to its end, and the "
                + $"state has {consumed.Cursor}: is a node writing it? Try again");
    }

    // How many of them the chain holds as they were: what it has of one, it has of all before it.
    private static int HeldOf(
        VaultContract vault, BatchHeader posted, List<(QueueRequest Request, Hash32 Before)> taken)
    {
        var (low, high) = (0, taken.Count);
        while (low < high)
        {
            var middle = (low + high) / 2;
            var after = RequestHash.Extend(taken[middle].Before, taken[middle].Request);
            (low, high) = vault.PrefixAt(posted.QueueCursor + (ulong)middle + 1) == after
                ? (middle + 1, high)
                : (low, middle);
        }

        return low;
    }

    private static QueueRequest[] Confirmed(
        IL1Client client, VaultContract vault, ulong from, ulong confirmations, QueueRequest lost)
    {
        var head = client.Head();
        var confirmed = head.Number + 1 < confirmations ? 0 : head.Number + 1 - confirmations;
        QueueRequest[] again =
        [
            .. vault.Requests(from, confirmed).Select(recorded => recorded.Request)
                .Where(request => request.Index >= lost.Index),
        ];
        if (again.Length == 0 && vault.RequestCount() > lost.Index)
        {
            throw new VenueStartException(
                $"the chain holds another request {lost.Index}, and not yet for {confirmations} blocks: wait "
                + "until it has, a reorg may come back");
        }

        // Until then a block could hold it again just as it was, and taking it back would be a lie.
        var time = client.BlockByNumber(confirmed)?.Timestamp_S ?? 0;
        return again.Length > 0 || time > lost.L1Time
            ? again
            : throw new VenueStartException(
                $"the chain could still take request {lost.Index} just as it was: wait until a block of "
                + $"{confirmations} confirmations is later than {lost.L1Time} s since 1970 "
                + $"(it is at {time})");
    }
}
