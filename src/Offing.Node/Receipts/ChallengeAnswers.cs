using Offing.Commitment.Batches;
using Offing.Log;
using Offing.Primitives;
using Offing.Protocol.Batches;
using Offing.Protocol.Codec;
using Offing.Protocol.Entries;
using Offing.Receipts;
using Offing.Settlement.Contracts;
using Offing.Settlement.L1;
using Offing.Settlement.Posting;

namespace Offing.Node.Receipts;

/// <summary>
/// Answers every challenge of a receipt with the batch that carries the entry. An honest node always can;
/// one that does not, in time, loses the bond. A state machine: it never waits for a block.
/// </summary>
/// <param name="batches">Of the chain, for entries that the log holds no more.</param>
/// <param name="sender">Anyone may answer; not the poster's key, whose nonces are the poster's.</param>
/// <param name="fromBlock">No challenge is in an earlier block.</param>
/// <param name="say">Told of each challenge, and of what stands in the way of its answer.</param>
public sealed class ChallengeAnswers(
    NodeCore node, IL1Client client, ReceiptBondContract bond, BatchReader batches, LoneSender sender,
    ulong fromBlock, Action<string> say)
{
    private const ulong Interval_Ms = 2_000;

    private readonly HashSet<string> _told = [];
    private IReadOnlyList<ulong> _open = [];
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
            if (sender.IsFree(now))
            {
                Answer(now);
            }
        }
        catch (Exception trouble) when (trouble is L1UnavailableException or L1RefusedException
            or BatchDataException or IOException or FormatException or OverflowException)
        {
            // The poster reports what is wrong with the chain client; this is tried again until it is done.
            if (trouble is IOException)
            {
                Tell(trouble.Message);
            }
        }
    }

    // The contract says how many are open, and each of them whether it still is. So an answer that a reorg
    // took back is given again, and nothing has to be remembered over a restart.
    private void Answer(Time now)
    {
        var count = bond.OpenChallenges();
        _open = Open(_open, count);
        if ((ulong)_open.Count < count)
        {
            // Those of long ago are closed, but for a reorg: the newest are asked about first.
            var asked = bond.ChallengedSeqs(fromBlock, client.Head().Number);
            _open = Open(asked.Reverse().Distinct(), count);
        }

        foreach (var seq in _open)
        {
            if (TryAnswer(now, seq))
            {
                return;
            }
        }
    }

    // The most urgent first: whoever opens more than can be answered at once must not hold up an older one.
    private IReadOnlyList<ulong> Open(IEnumerable<ulong> seqs, ulong count)
    {
        var found = seqs.Select(seq => (Seq: seq, bond.ChallengeOf(seq).AnswerBy))
            .Where(each => each.AnswerBy != 0).Take((int)Math.Min(count, int.MaxValue));
        return [.. found.OrderBy(each => each.AnswerBy).ThenBy(each => each.Seq).Select(each => each.Seq)];
    }

    private bool TryAnswer(Time now, ulong seq)
    {
        if (node.Ledger.HeaderOf(seq) is not { } header || header.Number > (node.Ledger.LastPosted ?? 0))
        {
            Tell($"entry {seq} is challenged and not in a posted batch yet: the answer is sent when it is");
            return false;
        }

        var tree = BatchBuilder.InputsTree(EntriesOf(header));
        var siblings = tree.Prove((int)(seq - header.FirstSeq)).Siblings;
        try
        {
            sender.Send(now, bond.Address, BondCalls.Answer(seq, header, siblings));
        }
        catch (L1RefusedException refusal) when (refusal.Error is not null)
        {
            // Another one may be answered all the same.
            Tell($"entry {seq} is challenged and its answer does not stand now: {refusal.Error}");
            return false;
        }

        Tell($"the challenge of entry {seq} is answered with batch {header.Number}");
        return true;
    }

    private void Tell(string what)
    {
        if (_told.Add(what))
        {
            say($"receipts: {what}");
        }
    }

    // A pruned log holds no more what is final on the chain, and there it can be read for ever.
    private IReadOnlyList<SequencedEntry> EntriesOf(BatchHeader header)
    {
        try
        {
            return node.EntriesOf(header);
        }
        catch (LogRangeException)
        {
            var batch = batches.Find(header, client.Head().Number);
            return EntryCodec.DecodeBatchData(header.FirstSeq, batch.Data());
        }
    }
}
