using Offing.Primitives;
using Offing.Protocol.Batches;
using Offing.Settlement.Contracts;
using Offing.Signing;

namespace Offing.Simulator.Chains;

/// <summary>The contract refuses; the data is what it reverts with.</summary>
internal sealed class Revert(byte[] data) : Exception("reverted")
{
    public byte[] Bytes => data;

    public static Revert With(string signature, params UInt128[] values)
    {
        var writer = AbiWriter.Call(signature);
        foreach (var value in values)
        {
            writer.UInt(value);
        }

        return new Revert(writer.Build());
    }
}

/// <summary>The block that a transaction runs in.</summary>
internal readonly record struct BlockPlace(ulong Number, ulong Timestamp_S);

/// <summary>
/// contracts/src/Settlement.sol again, check by check, for a chain without a virtual machine. It reads the
/// calls by itself: what the venue writes wrongly must not be read wrongly in the same way.
/// </summary>
/// <param name="genesisHash">Of the genesis bytes.</param>
internal sealed class SettlementTwin(
    Address contract, Address operatorAddress, Hash32 genesisHash, Hash32 genesisRoot, Hash32 rulesHash)
{
    public const ulong FinalityWindow_S = 20;
    private const ulong TimeAheadMost_Ms = 15_000;
    private const int HeaderWords = 13;
    private const int ChunkMost_Bytes = 102_400;

    private const string HeaderType =
        "(uint64,bytes32,bytes32,uint64,uint64,bytes32,bytes32,bytes32,uint64,bytes32,uint64,uint64,bytes32)";

    private static readonly byte[] Post = Abi.Selector($"post({HeaderType},uint32,bytes)");
    private static readonly byte[] PostChunk = Abi.Selector($"postChunk({HeaderType},uint32,bytes)");
    private static readonly Hash32 BatchPosted = Abi.Topic($"BatchPosted(uint64,bytes32,{HeaderType})");
    private static readonly Hash32 ChunkPosted = Abi.Topic("ChunkPosted(uint64,uint32)");

    /// <summary>Whether the input is one of the two posting calls.</summary>
    public static bool IsPosting(byte[] input) =>
        input.AsSpan().StartsWith(Post) || input.AsSpan().StartsWith(PostChunk);

    /// <summary>The state after the call, and what it logged.</summary>
    /// <exception cref="Revert">A check of the contract.</exception>
    public (ContractState After, IReadOnlyList<(Hash32[] Topics, byte[] Data)> Logs) Execute(
        ContractState state, Address sender, byte[] input, BlockPlace at)
    {
        if (sender != operatorAddress)
        {
            throw new Revert(AbiWriter.Call("NotOperator(address)").Address(sender).Build());
        }

        var words = new AbiReader(input.AsMemory(Abi.SelectorBytes));
        var header = BatchHeader.Decode(input.AsSpan(Abi.SelectorBytes, HeaderWords * Abi.WordBytes));
        var (number, chunk) = ((uint)words.UInt64(HeaderWords), words.Bytes(HeaderWords + 1));
        return input.AsSpan().StartsWith(Post)
            ? Begin(state, header, number, chunk, at)
            : Continue(state, header, number, chunk, at);
    }

    private (ContractState, IReadOnlyList<(Hash32[], byte[])>) Begin(
        ContractState state, BatchHeader header, uint chunks, byte[] chunk, BlockPlace at)
    {
        var head = state.Head;
        Unless(!head.IsIncomplete, "PreviousIncomplete(uint64)", head.BatchCount);
        Unless(
            header.Number == head.BatchCount, "WrongNumber(uint64,uint64)", header.Number, head.BatchCount);
        Unless(header.RulesHash == rulesHash, "WrongRules(bytes32,bytes32)", 0, 0);
        Unless(chunks > 0, "NoChunks()");
        if (header.Number == 0)
        {
            Unless(chunks == 1, "GenesisNotOneChunk(uint32)", chunks);
            Unless(Keccak.Hash(chunk) == genesisHash, "WrongGenesisHash(bytes32,bytes32)", 0, 0);
            Unless(header.NewRoot == genesisRoot, "WrongGenesisRoot(bytes32,bytes32)", 0, 0);
        }
        else
        {
            CheckSequence(state, header);
        }

        CheckQueue(state, header);
        Unless(
            header.Time >= head.Time, "TimeFell(uint64,uint64)", header.Time.Milliseconds,
            head.Time.Milliseconds);
        var most = (at.Timestamp_S * 1_000) + TimeAheadMost_Ms;
        Unless(
            header.Time.Milliseconds <= most, "TimeAhead(uint64,uint64)", header.Time.Milliseconds, most);
        var begun = state with
        {
            Head = new SettlementHead(
                header.Number + 1, header.LastSeq, header.QueueCursor, header.Time, header.SeqCeiling,
                chunks, 1),
            LastRoot = header.NewRoot,
            Batches = [.. state.Batches, new PostedMark(header.Hash(), 0, 0)],
        };
        var posted = AbiWriter.Arguments().Bytes32(header.Hash()).Build();
        var word = AbiWriter.Arguments().UInt(chunks).Build();
        var (after, logs) = Accept(begun, header, 0, Keccak.Hash(word), chunk, at);
        return (after, [([BatchPosted, Topic(header.Number)], [.. posted, .. header.Encode()]), .. logs]);
    }

    private static (ContractState, IReadOnlyList<(Hash32[], byte[])>) Continue(
        ContractState state, BatchHeader header, uint index, byte[] chunk, BlockPlace at)
    {
        var head = state.Head;
        Unless(head.IsIncomplete, "NothingIncomplete()");
        Unless(header.Hash() == state.Batches[^1].HeaderHash, "HeaderNotOfIncomplete(bytes32,bytes32)", 0, 0);
        Unless(index == head.ChunksPosted, "WrongChunkIndex(uint32,uint32)", index, head.ChunksPosted);
        var more = state with { Head = head with { ChunksPosted = index + 1 } };
        return Accept(more, header, index, state.DataSoFar, chunk, at);
    }

    private static (ContractState, IReadOnlyList<(Hash32[], byte[])>) Accept(
        ContractState state, BatchHeader header, uint index, Hash32 soFar, byte[] chunk, BlockPlace at)
    {
        Unless(chunk.Length <= ChunkMost_Bytes, "ChunkTooLong(uint256)", (UInt128)chunk.Length);
        soFar = Keccak.Hash(soFar.ToArray(), Keccak.Hash(chunk).ToArray());
        IReadOnlyList<(Hash32[], byte[])> logs =
            [([ChunkPosted, Topic(header.Number)], AbiWriter.Arguments().UInt(index).Build())];
        if (state.Head.IsIncomplete)
        {
            return (state with { DataSoFar = soFar }, logs);
        }

        Unless(soFar == header.DataHash, "WrongDataHash(bytes32,bytes32)", 0, 0);
        var mark = new PostedMark(header.Hash(), at.Timestamp_S, at.Number);
        IReadOnlyList<PostedMark> batches = [.. state.Batches.Take(state.Batches.Count - 1), mark];
        return (state with { Batches = batches, DataSoFar = soFar }, logs);
    }

    private static void CheckSequence(ContractState state, BatchHeader header)
    {
        var head = state.Head;
        Unless(header.PrevRoot == state.LastRoot, "WrongPrevRoot(bytes32,bytes32)", 0, 0);
        Unless(
            header.FirstSeq == head.LastSeq + 1, "WrongFirstSeq(uint64,uint64)", header.FirstSeq,
            head.LastSeq + 1);
        Unless(
            header.LastSeq >= header.FirstSeq, "LastSeqBeforeFirst(uint64,uint64)", header.LastSeq,
            header.FirstSeq);
        Unless(
            header.SeqCeiling >= head.SeqCeiling, "CeilingFell(uint64,uint64)", header.SeqCeiling,
            head.SeqCeiling);
        Unless(
            header.SeqCeiling >= header.LastSeq, "CeilingBelowLastSeq(uint64,uint64)", header.SeqCeiling,
            header.LastSeq);
    }

    private static void CheckQueue(ContractState state, BatchHeader header)
    {
        var cursor = header.QueueCursor;
        Unless(
            cursor >= state.Head.QueueCursor, "CursorFell(uint64,uint64)", cursor, state.Head.QueueCursor);
        Unless(
            cursor <= (ulong)state.Queue.Count, "CursorPastQueue(uint64,uint64)", cursor,
            (ulong)state.Queue.Count);
        Unless(
            header.QueueHash == state.Prefixes[(int)cursor], "WrongQueueHash(bytes32,bytes32)", 0, 0);
    }

    private static void Unless(bool holds, string error, params UInt128[] values)
    {
        if (!holds)
        {
            throw Revert.With(error, values);
        }
    }

    private static Hash32 Topic(ulong number) =>
        new(AbiWriter.Arguments().UInt(number).Build());

    /// <summary>Where it stands.</summary>
    public Address Address => contract;
}
