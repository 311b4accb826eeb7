using Offing.Primitives;
using Offing.Protocol.Batches;
using Offing.Receipts;
using Offing.Settlement.L1;
using Offing.Signing;

namespace Offing.Simulator.Chains;

/// <summary>A challenge as the contract keeps it.</summary>
internal sealed record Challenge(
    Address Challenger, ulong Deadline, ulong AnswerBy, Hash32 Leaf, ulong AnsweredBy, Hash32 AnsweredHash)
{
    public bool IsOpen => AnswerBy != 0;
}

/// <summary>
/// Challenges and answers of contracts/src/ReceiptBond.sol again, check by check. Who challenges has a
/// receipt that the checkers have looked at, and nobody concludes: that an answer comes in time is checked.
/// </summary>
internal sealed class BondTwin(Address contract)
{
    public const uint AnswerBlocks = 100;

    private const int HeaderWords = 13;

    private const string HeaderType =
        "(uint64,bytes32,bytes32,uint64,uint64,bytes32,bytes32,bytes32,uint64,bytes32,uint64,uint64,bytes32)";

    private static readonly byte[] AnswerCall = Abi.Selector($"answer(uint64,{HeaderType},bytes32[])");
    private static readonly byte[] OpenCall = Abi.Selector("openChallenges()");
    private static readonly byte[] ChallengeCall = Abi.Selector("challengeOf(uint64)");
    private static readonly Hash32 Challenged = Abi.Topic("Challenged(uint64,address,uint64,bytes32)");

    /// <summary>Where it stands.</summary>
    public Address Address => contract;

    /// <summary>What it answers to questions.</summary>
    public static byte[] Call(ContractState state, ReadOnlySpan<byte> data)
    {
        if (data.StartsWith(OpenCall))
        {
            return AbiWriter.Arguments().UInt((ulong)state.OpenChallenges.Count()).Build();
        }

        Check.That(data.StartsWith(ChallengeCall));
        var asked = new AbiReader(data[Abi.SelectorBytes..].ToArray()).UInt64(0);
        var none = new Challenge(default, 0, 0, default, 0, default);
        var found = state.Challenges.GetValueOrDefault(asked, none);
        return AbiWriter.Arguments().Address(found.Challenger).UInt(found.Deadline).UInt(found.AnswerBy)
            .UInt(found.AnsweredBy).Bytes32(found.Leaf).Bytes32(found.AnsweredHash).Build();
    }

    /// <summary>The state after a challenge, and its log.</summary>
    /// <exception cref="Revert">It may not be opened.</exception>
    public (ContractState After, L1Log Log) Open(
        ContractState state, Address challenger, Receipt receipt, ulong block)
    {
        var (seq, deadline) = (receipt.Seq, receipt.Batch.Deadline);
        Unless(block > deadline, "DeadlineNotPassed(uint64)", deadline);
        if (state.Challenges.TryGetValue(seq, out var last))
        {
            Unless(!last.IsOpen, "ChallengeIsOpen(uint64)", seq);
            Unless(
                !IsAnswered(state, last, deadline), "AlreadyAnswered(uint64,uint64)", seq, last.AnsweredBy);
        }

        var answerBy = block + AnswerBlocks;
        var challenge = new Challenge(challenger, deadline, answerBy, receipt.Leaf, 0, default);
        Hash32[] topics = [Challenged, Word(w => w.UInt(seq)), Word(w => w.Address(challenger))];
        var data = AbiWriter.Arguments().UInt(answerBy).Bytes32(receipt.Leaf).Build();
        return (
            state with { Challenges = state.Challenges.SetItem(seq, challenge) },
            new L1Log(contract, topics, data, block, Keccak.Hash(data)));
    }

    /// <summary>The state after an answer.</summary>
    /// <exception cref="Revert">A check of the contract.</exception>
    public static ContractState Answer(ContractState state, byte[] input, ulong block)
    {
        Check.That(input.AsSpan().StartsWith(AnswerCall));
        var words = new AbiReader(input.AsMemory(Abi.SelectorBytes));
        var seq = words.UInt64(0);
        var header = BatchHeader.Decode(
            input.AsSpan(Abi.SelectorBytes + Abi.WordBytes, HeaderWords * Abi.WordBytes));
        var from = (int)words.UInt64(HeaderWords + 1) / Abi.WordBytes;
        var siblings = Enumerable.Range(from + 1, (int)words.UInt64(from)).Select(words.Bytes32).ToArray();

        var open = state.Challenges.GetValueOrDefault(seq);
        Unless(open is { IsOpen: true }, "NoOpenChallenge(uint64)", seq);
        Unless(block <= open!.AnswerBy, "TooLate(uint64)", open.AnswerBy);
        var mark = state.Batch(header.Number);
        Unless(
            mark.HeaderHash == header.Hash() && mark.CompletedAt_S != 0, "BatchNotPosted(uint64)",
            header.Number);
        Unless(
            seq >= header.FirstSeq && seq <= header.LastSeq && header.Number != 0,
            "SeqNotInBatch(uint64,uint64)", seq, header.Number);
        Unless(
            DenseProof.VerifyAt(
                header.InputsRoot, open.Leaf, seq - header.FirstSeq, header.LastSeq - header.FirstSeq + 1,
                siblings),
            "LeafNotInBatch(uint64,uint64)", seq, header.Number);
        Unless(
            mark.CompletedBlock <= open.Deadline, "PostedTooLate(uint64,uint64)", mark.CompletedBlock,
            open.Deadline);
        var answered = open with
        {
            AnswerBy = 0, AnsweredBy = header.Number, AnsweredHash = header.Hash(),
        };
        return state with { Challenges = state.Challenges.SetItem(seq, answered) };
    }

    private static bool IsAnswered(ContractState state, Challenge last, ulong deadline) =>
        last.AnsweredHash != default && state.Batch(last.AnsweredBy) is var mark
        && mark.HeaderHash == last.AnsweredHash && mark.CompletedBlock <= deadline;

    private static Hash32 Word(Func<AbiWriter, AbiWriter> write) =>
        new(write(AbiWriter.Arguments()).Build());

    private static void Unless(bool holds, string error, params UInt128[] values)
    {
        if (!holds)
        {
            throw Revert.With(error, values);
        }
    }
}
