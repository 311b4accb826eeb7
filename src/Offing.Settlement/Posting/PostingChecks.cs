using Offing.Primitives;
using Offing.Settlement.Contracts;
using Offing.Settlement.Deployments;
using Offing.Settlement.L1;

namespace Offing.Settlement.Posting;

/// <summary>
/// Whether a batch follows what the chain holds. What the contract would refuse is found here first, without
/// paying for it and with a code that says whose fault it is.
/// </summary>
internal sealed class PostingChecks(IL1Client client, Deployment deployment, Address poster)
{
    private readonly SettlementContract _settlement = new(client, deployment.Settlement);
    private readonly VaultContract _vault = new(client, deployment.Vault);

    /// <param name="number">The number that is to be posted or completed.</param>
    /// <param name="head">The contract's position.</param>
    /// <exception cref="SettlementHaltException">It does not follow, or not yet.</exception>
    public void Require(Batch batch, ulong number, SettlementHead head)
    {
        var header = batch.Header;
        Require(
            head.FrozenAt_S == 0, SettlementCode.VenueFrozen,
            () => "the venue was frozen on chain at "
                + $"{DateTimeOffset.FromUnixTimeSeconds((long)head.FrozenAt_S):u} and has ended");
        Require(
            header.Number == number, SettlementCode.HeaderMismatch,
            () => $"batch {header.Number} came for {number}");
        Require(
            batch.DataFits(),
            SettlementCode.DataHashMismatch,
            () => $"the chunks of batch {number} do not end in {header.DataHash}");
        if (head.IsIncomplete)
        {
            var posted = _settlement.HeaderHash(number);
            Require(
                header.Hash() == posted,
                SettlementCode.HeaderMismatch,
                () => $"batch {number} was begun with header {posted}, ours is {header.Hash()}");
            RequireAcceptance(batch, (int)head.ChunksPosted);
            return;
        }

        RequireSequence(batch, head);
        RequireQueue(batch);
        RequireAcceptance(batch, 0);
    }

    private void RequireSequence(Batch batch, SettlementHead head)
    {
        var header = batch.Header;
        if (header.Number == 0)
        {
            return;
        }

        var root = _settlement.LastRoot();
        Require(
            header.PrevRoot == root,
            SettlementCode.PrevRootMismatch,
            () => $"batch {header.Number} begins at root {header.PrevRoot}, the chain is at {root}");
        Require(
            header.FirstSeq == head.LastSeq + 1,
            SettlementCode.SequenceMismatch,
            () => $"batch {header.Number} begins at entry {header.FirstSeq}, the chain is at {head.LastSeq}");
    }

    private void RequireQueue(Batch batch)
    {
        var header = batch.Header;
        var prefix = _vault.PrefixAt(header.QueueCursor);
        Require(
            prefix is not null,
            SettlementCode.QueueBehind,
            () => $"batch {header.Number} consumed {header.QueueCursor} requests, the chain has fewer");
        Require(
            prefix == header.QueueHash,
            SettlementCode.QueueHashMismatch,
            () => $"batch {header.Number} has {header.QueueHash} at request {header.QueueCursor}, "
                + $"the chain {prefix}");
    }

    private void RequireAcceptance(Batch batch, int chunk)
    {
        try
        {
            client.Call(deployment.Settlement, SettlementContract.PostingInput(batch, chunk), poster);
        }
        catch (L1RefusedException refusal) when (refusal.Error?.Name == "NotOperator")
        {
            throw new SettlementHaltException(
                SettlementCode.NotOperator,
                $"the chain takes batch {batch.Header.Number} from its operator only, and that is not "
                + $"{poster}: start the venue with the operator's key (--operator-key)");
        }
        catch (L1RefusedException refusal) when (refusal.Error is { } error)
        {
            var code = error.Name switch
            {
                "TimeAhead" => SettlementCode.TimeAhead,
                "BondTooSmall" => SettlementCode.BondTooSmall,
                // The chain moved between two answers.
                "WrongNumber" or "PreviousIncomplete" or "WrongChunkIndex" or "NothingIncomplete"
                    => SettlementCode.PostingInDoubt,
                _ => SettlementCode.ContractRefused,
            };
            throw new SettlementHaltException(
                code, $"the contract refuses batch {batch.Header.Number}: {error}");
        }
    }

    private static void Require(bool holds, SettlementCode code, Func<string> detail)
    {
        if (!holds)
        {
            throw new SettlementHaltException(code, detail());
        }
    }
}
