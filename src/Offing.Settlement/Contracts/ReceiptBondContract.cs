using Offing.Primitives;
using Offing.Settlement.L1;
using Offing.Signing;

namespace Offing.Settlement.Contracts;

/// <summary>A challenge as the contract keeps it; all zero when there was none.</summary>
/// <param name="Deadline">Of the receipt that it was opened with.</param>
/// <param name="AnswerBy">The last block in which it may be answered; zero when it is not open.</param>
/// <param name="AnsweredBy">Number of the batch that answered it.</param>
/// <param name="Leaf">The promised leaf.</param>
public sealed record BondChallenge(
    Address Challenger, ulong Deadline, ulong AnswerBy, ulong AnsweredBy, Hash32 Leaf)
{
    /// <summary>Whether it is neither answered nor concluded.</summary>
    public bool IsOpen => AnswerBy != 0;
}

/// <summary>Reads the contract that holds the sequencer's bond.</summary>
public sealed class ReceiptBondContract(IL1Client client, Address address)
{
    private static readonly Hash32 Challenged = Abi.Topic("Challenged(uint64,address,uint64,bytes32)");

    /// <summary>The contract's address.</summary>
    public Address Address => address;

    /// <summary>The contract whose batches keep the promises.</summary>
    public Address Settlement() => Read("settlement()").Address(0);

    /// <summary>The vault of the signature's domain.</summary>
    public Address Vault() => Read("vault()").Address(0);

    /// <summary>The token of the bond.</summary>
    public Address Token() => Read("token()").Address(0);

    /// <summary>The key of new receipts.</summary>
    public Address Sequencer() => Read("sequencer()").Address(0);

    /// <summary>Whether receipts of a key count.</summary>
    public bool IsSequencer(Address key) => new AbiReader(client.Call(
        address, AbiWriter.Call("isSequencer(address)").Address(key).Build())).Bool(0);

    /// <summary>Micro-USDC of the bond now.</summary>
    public ulong BondHeld() => Read("bondHeld()").UInt64(0);

    /// <summary>Micro-USDC that the bond is at least, unless it is zero.</summary>
    public ulong Minimum() => Read("minimum()").UInt64(0);

    /// <summary>Micro-USDC that a challenge costs until it is won.</summary>
    public ulong ChallengeBond() => Read("challengeBond()").UInt64(0);

    /// <summary>How far ahead deadlines are promised at most, blocks.</summary>
    public uint DeadlineBlocks() => (uint)Read("deadlineBlocks()").UInt64(0);

    /// <summary>How long a challenge may be answered, blocks.</summary>
    public uint AnswerBlocks() => (uint)Read("answerBlocks()").UInt64(0);

    /// <summary>The first block in which the bond may be taken out; zero when nothing is announced.</summary>
    public ulong WithdrawableFrom() => Read("withdrawableFrom()").UInt64(0);

    /// <summary>Challenges that are neither answered nor concluded.</summary>
    public ulong OpenChallenges() => Read("openChallenges()").UInt64(0);

    /// <summary>Whether the bond was taken for a sequence number.</summary>
    public bool IsSlashed(ulong seq) => Of("isSlashed(uint64)", seq).Bool(0);

    /// <summary>The challenge of a sequence number.</summary>
    public BondChallenge ChallengeOf(ulong seq)
    {
        var words = Of("challengeOf(uint64)", seq);
        return new BondChallenge(
            words.Address(0), words.UInt64(1), words.UInt64(2), words.UInt64(3), words.Bytes32(4));
    }

    /// <summary>Sequence numbers that were challenged in a range of blocks, in order.</summary>
    public IReadOnlyList<ulong> ChallengedSeqs(ulong fromBlock, ulong toBlock) =>
    [
        .. client.Logs(new L1LogFilter(address, [Challenged], fromBlock, toBlock)).Select(log =>
            log.Topics.Count > 1
                ? new AbiReader(log.Topics[1].ToArray()).UInt64(0)
                : throw new FormatException($"a challenge in {log.TransactionHash} without a number")),
    ];

    private AbiReader Of(string signature, ulong seq) =>
        new(client.Call(address, AbiWriter.Call(signature).UInt(seq).Build()));

    private AbiReader Read(string signature) => new(client.Call(address, Abi.Selector(signature)));
}
