using Offing.Node.Receipts;
using Offing.Node.Tests.Support;
using Offing.Primitives;
using Offing.Protocol;
using Offing.Protocol.Batches;
using Offing.Protocol.Codec;
using Offing.Protocol.Commands;
using Offing.Protocol.Entries;
using Offing.Receipts;
using Offing.Settlement.Deployments;

namespace Offing.Node.Tests.Receipts;

public sealed class ReceiptDeskTests : IDisposable
{
    private readonly ReceiptWorld _world = new();

    public ReceiptDeskTests() => _world.Node.Ready();

    public void Dispose() => _world.Dispose();

    [Fact]
    public void Orders_and_cancels_alike_have_a_receipt_by_signer_and_nonce()
    {
        var (order, cancel) = (_world.Node.NextNonce, _world.Node.NextNonce);
        _world.Node.Run(
            Entries.Order(Entries.Alice, order, Side.Buy, 59_000, clientId: 7),
            Entries.CancelByClientId(Entries.Alice, cancel, 7));
        foreach (var nonce in new[] { order, cancel })
        {
            var document = _world.Desk.Find(Entries.Alice, nonce).Document!;
            Assert.Equal(ReceiptDefect.None, ReceiptCheck.Examine(document, ReceiptWorld.Source).Defect);
            var entry = EntryCodec.DecodeCanonical(
                document.Receipt.Seq, document.Receipt.Arrival, document.Entry!);
            Assert.Equal(nonce, Assert.IsType<SignedAction>(entry.Entry).Nonce);
        }

        Assert.Equal(RejectCode.ReceiptUnknown, _world.Desk.Find(Entries.Bob, order).Refusal);
        Assert.Equal(RejectCode.ReceiptUnknown, _world.Desk.Find(_world.LastSeq + 1).Refusal);
    }

    [Fact]
    public void The_receipt_names_the_record_its_epoch_and_the_one_before()
    {
        _world.Restart();
        _world.Node.Run(Entries.Noop(Entries.Alice, _world.Node.NextNonce));
        var batch = _world.Receipt(_world.LastSeq).Receipt.Batch;
        var record = _world.Node.Log.Read(batch.Record);
        Assert.Equal(record.PreviousHash, batch.PreviousHash);
        Assert.Equal(record.Stamp.Epoch, batch.Epoch);
        Assert.Equal(2UL, batch.Epoch);
        Assert.Equal(record.Stamp.Count, batch.Count);
        Assert.Equal(100UL + ReceiptWorld.DeadlineBlocks, batch.Deadline);
    }

    [Fact]
    public void What_the_medium_did_not_give_once_is_given_when_it_does()
    {
        var (node, isBad) = (_world.Node.Core, true);
        var desk = new ReceiptDesk(
            node.Receipts, n => isBad ? throw new IOException("no") : node.ReadRecord(n), _world.Marks,
            () => _world.Ceiling,
            new ReceiptTerms(31337, Address.OfSystem("vault"), DevelopmentKeys.Sequencer, 600, 0),
            at => at == Hazard.ReceiptFromLog);
        Assert.Equal(RejectCode.ReceiptNotYet, desk.Find(1).Refusal);
        isBad = false;
        Assert.Equal(1UL, desk.Find(1).Document!.Receipt.Seq);
    }

    [Fact]
    public void What_was_given_from_memory_is_given_again_from_the_log_byte_for_byte()
    {
        var load = new RandomLoad(_world.Node, seed: 5).Prepare();
        for (var step = 0; step < 40; step++)
        {
            load.Step();
        }

        var before = All();
        _world.Restart();
        _world.Node.Tick();
        _world.LookBack();
        Assert.Equal(before, All().Take(before.Count));
    }

    [Fact]
    public void The_leaf_of_a_receipt_is_that_of_the_batch()
    {
        var load = new RandomLoad(_world.Node, seed: 6).Prepare();
        for (var step = 0; step < 20; step++)
        {
            load.Step();
        }

        _world.Node.Cut();
        var header = _world.Node.Core.Ledger.Last;
        var leaves = Enumerable.Range((int)header.FirstSeq, (int)(header.LastSeq - header.FirstSeq + 1))
            .Select(seq => _world.Receipt((ulong)seq).Receipt.Leaf).ToArray();
        Assert.Equal(header.InputsRoot, new DenseTree(leaves).Root);
        Assert.Equal(header.Number, _world.Node.Core.Ledger.HeaderOf(header.LastSeq)!.Number);
        Assert.Null(_world.Node.Core.Ledger.HeaderOf(header.LastSeq + 1));
    }

    [Fact]
    public void Nothing_is_promised_above_the_posted_ceiling_or_up_to_the_floor()
    {
        var seq = _world.LastSeq;
        _world.Ceiling = seq - 1;
        Assert.Equal(RejectCode.ReceiptNotYet, _world.Desk.Find(seq).Refusal);
        _world.Ceiling = seq;
        _world.Receipt(seq);
        _world.Floor = seq;
        _world.Open();
        Assert.Equal(RejectCode.ReceiptWithheld, _world.Desk.Find(seq).Refusal);
        _world.Node.Run(Entries.Noop(Entries.Alice, _world.Node.NextNonce));
        _world.Ceiling = _world.LastSeq;
        _world.Receipt(_world.LastSeq);
    }

    [Fact]
    public void A_record_that_was_pruned_has_no_receipt_and_harms_nobody()
    {
        var load = new RandomLoad(_world.Node, seed: 7).Prepare();
        while (_world.Node.Log.Tail < 1_500)
        {
            load.Step();
        }

        _world.Node.Log.Prune(_world.Node.Log.Tail);
        Assert.True(_world.Node.Log.First > 1);
        Assert.Equal(RejectCode.ReceiptUnknown, _world.Desk.Find(1).Refusal);
        _world.Receipt(_world.LastSeq);
    }

    private List<string> All() =>
    [
        .. Enumerable.Range(1, (int)_world.LastSeq)
            .Select(seq => ReceiptJson.Write(_world.Receipt((ulong)seq))),
    ];
}
