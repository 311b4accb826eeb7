using Offing.Commitment.Batches;
using Offing.Primitives;
using Offing.Protocol.Batches;
using Offing.Protocol.Codec;
using Offing.Protocol.Entries;
using Offing.Receipts;
using Offing.Settlement.Contracts;
using Offing.Settlement.L1;

namespace Offing.Node.Receipts;

/// <summary>
/// Answers every challenge of a receipt with the batch that carries the entry. An honest node always can;
/// one that does not, in time, loses the bond.
/// </summary>
/// <param name="sender">Anyone may answer; not the poster's key, whose nonces are the poster's.</param>
/// <param name="fromBlock">No challenge is in an earlier block.</param>
/// <param name="say">Told of each challenge, and of what stands in the way of its answer.</param>
public sealed class ChallengeAnswers(
    NodeCore node, IL1Client client, ReceiptBondContract bond, L1Sender sender, ulong fromBlock,
    Action<string> say)
{
    private const ulong Interval_Ms = 2_000;

    private readonly SortedSet<ulong> _open = [];
    private readonly HashSet<ulong> _told = [];
    private ulong _scanFrom;
    private Time _next;

    /// <summary>One step; from one thread.</summary>
    public void Tick(Time now)
    {
        if (now < _next)
        {
            return;
        }

        _next = new Time(now.Milliseconds + Interval_Ms);
        try
        {
            Answer();
        }
        catch (Exception trouble) when (trouble is L1UnavailableException or L1RefusedException
            or L1TransactionException or FormatException or OverflowException)
        {
            // The poster reports what is wrong with the chain client; this is tried again until it is done.
        }
    }

    private void Answer()
    {
        if (bond.OpenChallenges() == 0)
        {
            return;
        }

        var head = client.Head().Number;
        var from = Math.Max(_scanFrom, fromBlock);
        _open.UnionWith(from <= head ? bond.ChallengedSeqs(from, head) : []);
        // A reorg can bring a challenge into a block that was looked at: the newest are looked at again.
        _scanFrom = head - Math.Min(head, Limits.BatchesKeptWhole);
        foreach (var seq in _open.ToArray())
        {
            if (!bond.ChallengeOf(seq).IsOpen || TryAnswer(seq))
            {
                _open.Remove(seq);
            }
        }
    }

    private bool TryAnswer(ulong seq)
    {
        if (node.Ledger.HeaderOf(seq) is not { } header || header.Number > (node.Ledger.LastPosted ?? 0))
        {
            Tell(seq, "it is not in a posted batch yet; the answer is sent when it is");
            return false;
        }

        var tree = BatchBuilder.InputsTree(EntriesOf(header));
        var siblings = tree.Prove((int)(seq - header.FirstSeq)).Siblings;
        sender.Execute(bond.Address, BondCalls.Answer(seq, header, siblings));
        say($"receipts: the challenge of entry {seq} is answered with batch {header.Number}");
        return true;
    }

    private void Tell(ulong seq, string what)
    {
        if (_told.Add(seq))
        {
            say($"receipts: entry {seq} is challenged: {what}");
        }
    }

    // Record by record, so that the node never waits for more than one.
    private List<SequencedEntry> EntriesOf(BatchHeader header)
    {
        var entries = new List<SequencedEntry>();
        for (var n = node.Receipts.RecordOf(header.FirstSeq) ?? node.FirstRecord;
            entries.Count == 0 || entries[^1].Seq < header.LastSeq; n++)
        {
            entries.AddRange(EntryCodec.DecodeRecord(node.ReadRecord(n).Body)
                .Where(entry => entry.Seq >= header.FirstSeq && entry.Seq <= header.LastSeq));
        }

        return entries;
    }
}
