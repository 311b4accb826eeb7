using System.Text;
using Offing.Primitives;
using Offing.Protocol.Batches;
using Offing.Protocol.Entries;
using Offing.Receipts;
using Offing.Simulator.Traders;
using Offing.Simulator.Worlds;

namespace Offing.Simulator.Checkers;

/// <summary>
/// Every receipt that leaves: of a durable entry and of what the log has there, never two that contradict
/// each other, the same bytes whenever it is made; and in the end the posted batch carries its leaf in time.
/// </summary>
/// <param name="source">Whom they must come from.</param>
internal sealed class ReceiptChecker(Shadow shadow, ReceiptSource source, Coverage seen)
{
    private const string Name = "receipts";
    private const ulong OfReportsEach = 8;

    private readonly Dictionary<ulong, (ReceiptDocument Document, Hash32 Text, ulong Epoch)> _given = [];

    private ulong _floor;
    private ulong _jumpedAt;

    /// <summary>The last entry that one was given for.</summary>
    public ulong LastGiven { get; private set; }

    /// <summary>A node of another log comes: up to this entry another may have promised.</summary>
    public void Restored(ulong ceiling) => _floor = Math.Max(_floor, ceiling);

    /// <summary>An answer leaves that may carry one.</summary>
    public void Leaves(Request request, Reply reply)
    {
        if (request.Kind == Ask.Action || (request.Kind == Ask.Report && reply.Seq % OfReportsEach != 0))
        {
            return;
        }

        if (!reply.HasReceipt)
        {
            seen.Count(Seen.ReceiptNotGiven);
            return;
        }

        Take(ReceiptJson.Read(Encoding.UTF8.GetString(reply.Body)));
    }

    /// <summary>The chain carries this entry at its place.</summary>
    /// <param name="block">Of the last chunk of its batch.</param>
    public void Posted(SequencedEntry entry, ulong block)
    {
        var seq = entry.Seq;
        if (!_given.TryGetValue(seq, out var given))
        {
            return;
        }

        seen.Count(Seen.ReceiptHeldAgainstItsBatch);
        SimFailure.Unless(
            given.Document.Receipt.Leaf == InputLeaf.Of(entry).Hash(), Name,
            () => $"entry {seq} is posted with another leaf");
        SimFailure.Unless(
            block <= given.Document.Receipt.Batch.Deadline, Name,
            () => $"entry {seq} is posted in block {block}, after {given.Document.Receipt.Batch.Deadline}");
    }

    /// <summary>
    /// The chain goes past every deadline at once. A promise of before that is asked for only afterwards is
    /// late by no fault of the venue.
    /// </summary>
    public void Jumps() => _jumpedAt = shadow.LastSeq;

    private void Take(ReceiptDocument document)
    {
        var receipt = document.Receipt;
        var (seq, text) = (receipt.Seq, Keccak.Hash(Encoding.UTF8.GetBytes(ReceiptJson.Write(document))));
        SimFailure.Unless(
            receipt.Batch.FirstSeq + receipt.Batch.Count - 1 <= shadow.LastSeq, Name,
            () => $"one is given for entry {seq} and its micro-batch, and {shadow.LastSeq} is durable");
        SimFailure.Unless(
            seq > _floor, Name, () => $"one is given for entry {seq}, and the node was restored at {_floor}");
        if (_given.TryGetValue(seq, out var first))
        {
            SimFailure.Unless(
                !ReceiptCheck.Contradict(first.Document, document), Name,
                () => $"two of entry {seq} contradict each other");
            SimFailure.Unless(first.Text == text, Name, () => $"that of entry {seq} is not what it was");
            seen.Count(first.Epoch == shadow.State.Epoch
                ? Seen.ReceiptGivenAgain
                : Seen.ReceiptGivenAfterAStart);
            return;
        }

        SimFailure.Unless(
            receipt.Leaf == InputLeaf.Of(shadow.Entries[(int)seq - 1]).Hash(), Name,
            () => $"one is given for entry {seq} with another leaf than the log's");
        var finding = ReceiptCheck.Examine(document, source);
        SimFailure.Unless(finding.Holds, Name, () => $"that of entry {seq} is none: {finding.Defect}");
        seen.Count(Seen.ReceiptGiven);
        if (seq <= _jumpedAt)
        {
            return;
        }

        LastGiven = Math.Max(LastGiven, seq);
        _given.Add(seq, (document, text, shadow.State.Epoch));
    }
}
