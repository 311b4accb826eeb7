using Offing.Gateway.Venue;
using Offing.Log;
using Offing.Primitives;
using Offing.Protocol;
using Offing.Protocol.Codec;
using Offing.Receipts;
using Offing.Signing;

namespace Offing.Node.Receipts;

/// <summary>What the desk signs with, and for how long ahead.</summary>
/// <param name="DeadlineBlocks">From a block mark to the deadline.</param>
/// <param name="Floor">Receipts are given above it only; zero with the node's own complete log.</param>
public sealed record ReceiptTerms(
    ulong ChainId, Address Vault, PrivateKey Key, uint DeadlineBlocks, ulong Floor);

/// <summary>
/// Gives receipts of what the log holds durably and nothing else, so that one place can never be promised
/// twice: whenever it is read back it is the same. It signs when it is asked, once a micro-batch, on the
/// thread of who asks; the node's thread never waits for a signature. For any thread.
/// </summary>
/// <param name="read">A record of the log; only durable ones are in the index.</param>
/// <param name="ceiling">seqCeiling of the last batch that the chain holds whole.</param>
/// <param name="hazards">A simulated world's; null in production.</param>
public sealed class ReceiptDesk(
    ReceiptIndex index, Func<ulong, LogRecord> read, BlockMarks marks, Func<ulong> ceiling,
    ReceiptTerms terms, Hazards? hazards = null)
{
    private const int MicroBatchesKept = 64;

    private readonly Lock _gate = new();
    private readonly OffingDomain _domain = new(terms.ChainId, terms.Vault);
    private readonly Dictionary<ulong, Lazy<SignedMicroBatch>> _signed = [];
    private readonly Queue<ulong> _order = new();

    /// <summary>The sequencer.</summary>
    public Address Sequencer => terms.Key.Address;

    /// <summary>The receipt of an action.</summary>
    public ReceiptResult Find(Address signer, ulong nonce) => index.SeqOf(signer, nonce) is { } seq
        ? Find(seq)
        : ReceiptResult.Refused(RejectCode.ReceiptUnknown);

    /// <summary>The receipt of the entry with a sequence number.</summary>
    public ReceiptResult Find(ulong seq)
    {
        if (index.RecordOf(seq) is not { } record)
        {
            return ReceiptResult.Refused(RejectCode.ReceiptUnknown);
        }

        if (seq <= terms.Floor)
        {
            return ReceiptResult.Refused(RejectCode.ReceiptWithheld);
        }

        if (seq > ceiling())
        {
            return ReceiptResult.Refused(RejectCode.ReceiptNotYet);
        }

        // A deadline that may still turn out another one is not promised.
        if (marks.BlockFor(record) is not { } block)
        {
            return ReceiptResult.Refused(RejectCode.ReceiptNotYet);
        }

        try
        {
            var batch = Signed(record, block + terms.DeadlineBlocks).Value;
            var entry = batch.Entries[(int)(seq - batch.Message.FirstSeq)];
            return ReceiptResult.Given(new ReceiptDocument(
                terms.ChainId, terms.Vault, batch.ReceiptOf(seq), EntryCodec.EncodeCanonical(entry)));
        }
        catch (LogRangeException)
        {
            // Pruned since it was indexed.
            return ReceiptResult.Refused(RejectCode.ReceiptUnknown);
        }
        catch (IOException)
        {
            // The medium may give it another time; a failed attempt would be kept like a signature.
            Forget(record);
            return ReceiptResult.Refused(RejectCode.ReceiptNotYet);
        }
    }

    private void Forget(ulong record)
    {
        lock (_gate)
        {
            _signed.Remove(record);
        }
    }

    private Lazy<SignedMicroBatch> Signed(ulong record, ulong deadline)
    {
        lock (_gate)
        {
            if (!_signed.TryGetValue(record, out var signed))
            {
                _signed.Add(record, signed = new Lazy<SignedMicroBatch>(() => Sign(record, deadline)));
                _order.Enqueue(record);
                if (_order.Count > MicroBatchesKept)
                {
                    _signed.Remove(_order.Dequeue());
                }
            }

            return signed;
        }
    }

    private SignedMicroBatch Sign(ulong n, ulong deadline)
    {
        if (!hazards.Takes(Hazard.ReceiptFromLog) && index.Recent(n) is { } recent)
        {
            // Of what was released just now the node still holds what it wrote; the log's turn is the node's.
            var place = new RecordPlace(n, recent.Record.Epoch, recent.PreviousHash);
            return new SignedMicroBatch(
                _domain, terms.Key, place, EntryCodec.DecodeRecord(recent.Record.Body), deadline);
        }

        var record = read(n);
        return new SignedMicroBatch(
            _domain, terms.Key, new RecordPlace(n, record.Stamp.Epoch, record.PreviousHash),
            EntryCodec.DecodeRecord(record.Body), deadline);
    }
}
