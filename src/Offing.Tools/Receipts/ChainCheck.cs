using Offing.Commitment.Batches;
using Offing.Primitives;
using Offing.Protocol.Batches;
using Offing.Protocol.Codec;
using Offing.Receipts;
using Offing.Settlement.Contracts;
using Offing.Settlement.Deployments;
using Offing.Settlement.L1;
using Offing.Signing;

namespace Offing.Tools.Receipts;

/// <summary>Holds receipts against what the chain says: the bond, its keys, and the posted batches.</summary>
public sealed class ChainCheck
{
    private readonly IL1Client _client;
    private readonly ReceiptBondContract _bond;
    private readonly SettlementContract _settlement;
    private readonly Deployment _deployment;
    private readonly ulong _head;
    private readonly Action<string> _say;

    /// <param name="fromBlock">The venue's first block: no batch is earlier.</param>
    /// <exception cref="FormatException">The address is no receipt bond.</exception>
    public ChainCheck(IL1Client client, Address bond, ulong fromBlock, Action<string> say)
    {
        (_client, _say) = (client, say);
        _bond = new ReceiptBondContract(client, bond);
        if (client.Code(bond).Length == 0)
        {
            throw new FormatException($"--bond {bond}: the chain has no contract there");
        }

        var settlement = _bond.Settlement();
        _settlement = new SettlementContract(client, settlement);
        _deployment = new Deployment(
            client.ChainId(), _bond.Token(), _bond.Vault(), settlement, default, fromBlock)
        {
            ReceiptBond = bond,
        };
        _head = client.Head().Number;
    }

    /// <summary>Whom receipts must come from.</summary>
    public ReceiptSource Source(Address? sequencer) =>
        new(_deployment.ChainId, _deployment.Vault, sequencer);

    /// <summary>Says what stands behind the receipts.</summary>
    public void TellBond()
    {
        var held = new MicroUsd((long)_bond.BondHeld());
        _say(held.Value == 0
            ? "bond: NOTHING stands behind new promises: it was taken or withdrawn"
            : $"bond: {FundCommand.Usd(held)} USDC stand behind the promises");
        if (_bond.WithdrawableFrom() is > 0 and var from)
        {
            _say($"bond: its WITHDRAWAL is announced, from block {from} on (now {_head})");
        }
    }

    /// <summary>Whether receipts of this signer count.</summary>
    public bool Knows(Address signer) => _bond.IsSequencer(signer);

    /// <summary>
    /// The proof of a broken promise; null when it is kept, and while it may still be.
    /// </summary>
    public Evidence? Examine(ReceiptDocument document)
    {
        var seq = document.Receipt.Seq;
        if (_bond.IsSlashed(seq))
        {
            _say($"entry {seq}: the bond was taken for it already");
            return null;
        }

        if (HeaderOf(seq) is not { } header)
        {
            return Unposted(document);
        }

        var tree = InputsOf(header);
        var index = (int)(seq - header.FirstSeq);
        var (posted, siblings) = tree(index);
        if (posted != document.Receipt.Leaf)
        {
            return new Evidence(
                "postedLeaf",
                $"batch {header.Number} carries leaf {posted} for entry {seq}, promised was "
                + $"{document.Receipt.Leaf}",
                "slashPosted", BondCalls.SlashPosted(document.Receipt, header, posted, siblings), [document]);
        }

        var block = _settlement.CompletedBlock(header.Number);
        if (block > document.Receipt.Batch.Deadline)
        {
            _say($"entry {seq}: batch {header.Number} came in block {block}, too late");
            return Overdue(document);
        }

        _say($"entry {seq}: KEPT: batch {header.Number}, block {block}, carries it as promised");
        return null;
    }

    /// <summary>Sends the proof.</summary>
    /// <exception cref="L1RefusedException">The contract refuses it; nothing was sent.</exception>
    public void Send(Evidence evidence, PrivateKey key)
    {
        var sender = new L1Sender(_client, key);
        if (evidence.Call == "challenge")
        {
            var price = _bond.ChallengeBond();
            sender.Execute(
                _deployment.Usdc,
                AbiWriter.Call("approve(address,uint256)").Address(_bond.Address).UInt(price).Build());
        }

        var receipt = sender.Execute(_bond.Address, evidence.Data);
        var hash = receipt.TransactionHash;
        _say($"sent: {evidence.Call} is mined in block {receipt.Block}, transaction {hash}");
        if (evidence.Call == "challenge")
        {
            _say($"the sequencer has {_bond.AnswerBlocks()} blocks to answer; then run this again");
        }
    }

    /// <summary>Ends a challenge that nobody answered in time.</summary>
    /// <returns>False when there is none, or its time is not over.</returns>
    public bool TryConclude(ulong seq, PrivateKey key)
    {
        var open = _bond.ChallengeOf(seq);
        if (!open.IsOpen)
        {
            return false;
        }

        if (_head <= open.AnswerBy)
        {
            _say($"entry {seq}: it is challenged; time to answer up to block {open.AnswerBy}, now {_head}");
            return false;
        }

        new L1Sender(_client, key).Execute(_bond.Address, BondCalls.Conclude(seq));
        _say($"entry {seq}: nobody answered the challenge: the bond is taken");
        return true;
    }

    private Evidence? Unposted(ReceiptDocument document)
    {
        var (seq, deadline) = (document.Receipt.Seq, document.Receipt.Batch.Deadline);
        if (_head <= deadline)
        {
            _say($"entry {seq}: not posted yet; promised by block {deadline}, now {_head}");
            return null;
        }

        _say($"entry {seq}: OVERDUE: promised by block {deadline}, now {_head}, and no batch carries it");
        return Overdue(document);
    }

    private static Evidence Overdue(ReceiptDocument document) => new(
        "overdue",
        $"entry {document.Receipt.Seq} was promised by block {document.Receipt.Batch.Deadline}",
        "challenge", BondCalls.Challenge(document.Receipt), [document]);

    private BatchHeader? HeaderOf(ulong seq)
    {
        for (var from = _deployment.Block; from <= _head; from += JsonRpcClient.LogRange_Blocks)
        {
            var to = Math.Min(_head, from + JsonRpcClient.LogRange_Blocks - 1);
            foreach (var (header, _) in _settlement.Headers(from, to))
            {
                // Only what still stands: an event of a reorged block is none.
                if (header.Number > 0 && header.FirstSeq <= seq && seq <= header.LastSeq
                    && _settlement.HeaderHash(header.Number) == header.Hash()
                    && _settlement.CompletedBlock(header.Number) > 0)
                {
                    return header;
                }
            }
        }

        return null;
    }

    // The data of the batch is on the chain; that its leaves hash to the posted root is checked.
    private Func<int, (Hash32 Leaf, IReadOnlyList<Hash32> Siblings)> InputsOf(BatchHeader header)
    {
        var batch = new BatchReader(_client, _deployment).Read(header.Number, _head).First().Batch;
        var entries = EntryCodec.DecodeBatchData(header.FirstSeq, batch.Data());
        var tree = BatchBuilder.InputsTree(entries);
        return tree.Root == header.InputsRoot
            ? index => (InputLeaf.Of(entries[index]).Hash(), tree.Prove(index).Siblings)
            : throw new FormatException(
                $"the data of batch {header.Number} does not hash to its inputs root: its leaves cannot be "
                + "shown. Challenge the receipt once its deadline has passed");
    }
}
