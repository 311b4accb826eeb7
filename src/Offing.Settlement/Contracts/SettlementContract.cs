using System.Buffers.Binary;
using Offing.Primitives;
using Offing.Protocol.Batches;
using Offing.Protocol.Entries;
using Offing.Settlement.L1;
using Offing.Signing;

namespace Offing.Settlement.Contracts;

/// <summary>What the contract checks the next batch against.</summary>
/// <param name="BatchCount">Batches posted, complete or not; the next number.</param>
/// <param name="ChunkCount">Chunks of the latest batch.</param>
/// <param name="ChunksPosted">How many of them have come.</param>
public sealed record SettlementHead(
    ulong BatchCount, ulong LastSeq, ulong QueueCursor, Time Time, ulong SeqCeiling, uint ChunkCount,
    uint ChunksPosted)
{
    /// <summary>Whether chunks of the latest batch are missing.</summary>
    public bool IsIncomplete => ChunksPosted < ChunkCount;

    /// <summary>Block time of the freeze in seconds; zero while the venue runs.</summary>
    public ulong FrozenAt_S { get; init; }

    /// <summary>The first batch that watchers cancelled; zero when none is.</summary>
    public ulong CancelledFrom { get; init; }
}

/// <summary>Where the venue ended, or where it stands (spec/batch.md).</summary>
/// <param name="Batches">So many stand.</param>
/// <param name="QueueCursor">Requests that they consumed.</param>
/// <param name="IsSettled">Frozen, and the last of them final.</param>
public sealed record VenueEnd(ulong Batches, ulong QueueCursor, bool IsSettled);

/// <summary>Whose place it is to post, and who was announced to follow.</summary>
/// <param name="Next">Zero when nobody is announced.</param>
/// <param name="From_S">Block time from which it is the other's; zero when nobody is announced.</param>
public sealed record OperatorTurn(Address Operator, Address Next, ulong From_S);

/// <summary>A posting transaction's arguments.</summary>
/// <param name="ChunkCount">Given with chunk 0 only; zero otherwise.</param>
public sealed record PostedChunk(BatchHeader Header, uint Index, uint ChunkCount, byte[] Chunk);

/// <summary>Reads the settlement contract and writes the input of its calls.</summary>
public sealed class SettlementContract(IL1Client client, Address address)
{
    private const string PostSignature = "post(" + HeaderWords.Tuple + ",uint32,bytes)";
    private const string PostChunkSignature = "postChunk(" + HeaderWords.Tuple + ",uint32,bytes)";
    private const string CancelSignature = "cancel(" + HeaderWords.Tuple + ",bytes32,bytes[])";
    private const string RefuseSignature = "refuse(" + HeaderWords.Tuple + ",bytes32,bytes)";
    private const string BatchPostedSignature = "BatchPosted(uint64,bytes32," + HeaderWords.Tuple + ")";

    private static readonly byte[] PostSelector = Abi.Selector(PostSignature);
    private static readonly byte[] PostChunkSelector = Abi.Selector(PostChunkSignature);
    private static readonly Hash32 BatchPosted = Abi.Topic(BatchPostedSignature);
    private static readonly Hash32 ChunkPosted = Abi.Topic("ChunkPosted(uint64,uint32)");

    /// <summary>The contract's address.</summary>
    public Address Address => address;

    /// <summary>The position of the chain.</summary>
    public SettlementHead Latest()
    {
        var words = Read("latest()");
        return new SettlementHead(
            words.UInt64(0),
            words.UInt64(1),
            words.UInt64(2),
            new Time(words.UInt64(3)),
            words.UInt64(4),
            (uint)words.UInt64(5),
            (uint)words.UInt64(6))
        {
            FrozenAt_S = words.UInt64(7), CancelledFrom = words.UInt64(8),
        };
    }

    /// <summary>State root of the latest batch; zero before batch 0.</summary>
    public Hash32 LastRoot() => Read("lastRoot()").Bytes32(0);

    /// <summary>The immutable hash of the genesis bytes.</summary>
    public Hash32 GenesisHash() => Read("genesisHash()").Bytes32(0);

    /// <summary>Micro-USDC without which nothing can be posted.</summary>
    public ulong MinimumBond() => Read("minimumBond()").UInt64(0);

    /// <summary>Seconds from the last chunk of a batch to its finality.</summary>
    public ulong FinalityWindow_S() => Read("finalityWindow()").UInt64(0);

    /// <summary>Who posts now, and who was announced to follow.</summary>
    public OperatorTurn Operators()
    {
        var next = Read("nextOperator()");
        return new OperatorTurn(Read("operator()").Address(0), next.Address(0), next.UInt64(1));
    }

    /// <summary>Seconds from the announcement of another operator to its first moment.</summary>
    public ulong OperatorDelay_S() => Read("operatorDelay()").UInt64(0);

    /// <summary>Whether a key is one of those that may together refuse a batch.</summary>
    public bool IsWatcher(Address key) => new AbiReader(
        client.Call(address, AbiWriter.Call("isWatcher(address)").Address(key).Build())).Bool(0);

    /// <summary>So many watchers must sign.</summary>
    public ulong WatchersNeeded() => Read("watchersNeeded()").UInt64(0);

    /// <summary>Where the venue ended, or where it stands.</summary>
    public VenueEnd End()
    {
        var words = Read("end()");
        return new VenueEnd(words.UInt64(0), words.UInt64(1), words.Bool(2));
    }

    /// <summary>How many watchers' refusals of this digest (spec/signing.md) are recorded.</summary>
    public ulong Refusals(Hash32 digest) => new AbiReader(
        client.Call(address, AbiWriter.Call("refusals(bytes32)").Bytes32(digest).Build())).UInt64(0);

    /// <summary>Whether this watcher's is among them.</summary>
    public bool HasRefused(Hash32 digest, Address watcher) => new AbiReader(client.Call(
        address,
        AbiWriter.Call("hasRefused(bytes32,address)").Bytes32(digest).Address(watcher).Build())).Bool(0);

    /// <summary>Hash of a posted batch's header; zero when there is none.</summary>
    public Hash32 HeaderHash(ulong number) =>
        new AbiReader(
            client.Call(address, AbiWriter.Call("headerHash(uint64)").UInt(number).Build())).Bytes32(0);

    /// <summary>The block of a batch's last chunk; zero while that has not come.</summary>
    public ulong CompletedBlock(ulong number) => new AbiReader(client.Call(
        address, AbiWriter.Call("completedBlock(uint64)").UInt(number).Build())).UInt64(0);

    /// <summary>Whether claims on this batch are paid.</summary>
    public bool IsFinal(ulong number) =>
        new AbiReader(client.Call(address, AbiWriter.Call("isFinal(uint64)").UInt(number).Build())).Bool(0);

    /// <summary>Headers posted in a range of blocks, with the transaction of chunk 0, in order.</summary>
    public IReadOnlyList<(BatchHeader Header, L1Log Log)> Headers(ulong fromBlock, ulong toBlock) =>
        [.. client.Logs(new L1LogFilter(address, [BatchPosted], fromBlock, toBlock)).Select(Header)];

    /// <summary>Events of the chunks of one batch, or of all, in order.</summary>
    public IReadOnlyList<L1Log> ChunkLogs(ulong? number, ulong fromBlock, ulong toBlock)
    {
        Hash32?[] topics = number is { } one ? [ChunkPosted, NumberTopic(one)] : [ChunkPosted];
        return client.Logs(new L1LogFilter(address, topics, fromBlock, toBlock));
    }

    /// <summary>The number in an event of this contract.</summary>
    /// <exception cref="FormatException">It is none of this contract's events.</exception>
    internal static ulong NumberOf(L1Log log) => log.Topics.Count == 2
        ? new AbiReader(log.Topics[1].ToArray()).UInt64(0)
        : throw new FormatException($"an event in {log.TransactionHash} without a batch number");

    /// <summary>Input of the transaction that posts chunk <paramref name="index"/> of a batch.</summary>
    public static byte[] PostingInput(Batch batch, int index) => index == 0
        ? AbiWriter.Call(PostSignature).Header(batch.Header).UInt((uint)batch.Chunks.Count)
            .Bytes(batch.Chunks[0].Span).Build()
        : AbiWriter.Call(PostChunkSignature).Header(batch.Header).UInt((uint)index)
            .Bytes(batch.Chunks[index].Span).Build();

    /// <summary>Input of the transaction that cancels a batch and all after it.</summary>
    /// <param name="root">That the watchers computed.</param>
    /// <param name="refusals">By ascending signer.</param>
    public static byte[] CancelInput(
        BatchHeader header, Hash32 root, IReadOnlyCollection<Signature> refusals) =>
        AbiWriter.Call(CancelSignature).Header(header).Bytes32(root)
            .BytesArray([.. refusals.Select(each => each.ToSolidity())]).Build();

    /// <summary>Input of the transaction that records one watcher's refusal.</summary>
    /// <param name="root">That the watcher computed.</param>
    public static byte[] RefuseInput(BatchHeader header, Hash32 root, Signature refusal) =>
        AbiWriter.Call(RefuseSignature).Header(header).Bytes32(root).Bytes(refusal.ToSolidity()).Build();

    /// <summary>Input of the transaction that announces another operator, by the one of now.</summary>
    public static byte[] AnnounceOperatorInput(Address next) =>
        AbiWriter.Call("announceOperator(address)").Address(next).Build();

    /// <summary>Input of the transaction that ends a venue whose operator is silent.</summary>
    public static byte[] FreezeForSilenceInput() => Abi.Selector("freezeForSilence()");

    /// <summary>Input of the transaction that ends a venue whose oldest request is overdue.</summary>
    public static byte[] FreezeForRequestInput(QueueRequest oldest) =>
        AbiWriter.Call("freezeForRequest((uint8,uint64,address,address,uint64,bytes))").Struct(
            AbiWriter.Arguments().UInt((byte)oldest.Type).UInt(oldest.Index).Address(oldest.Account)
                .Address(oldest.Sender).UInt(oldest.L1Time).Bytes(oldest.Payload)).Build();

    /// <summary>
    /// Reads back what <see cref="PostingInput"/> wrote; null when the input is no posting.
    /// </summary>
    internal static PostedChunk? ReadPosting(byte[] input)
    {
        var isFirst = input.AsSpan().StartsWith(PostSelector);
        if (!isFirst && !input.AsSpan().StartsWith(PostChunkSelector))
        {
            return null;
        }

        try
        {
            var words = new AbiReader(input.AsMemory(Abi.SelectorBytes));
            var header = HeaderWords.Read(words, 0);
            var number = (uint)words.UInt64(HeaderWords.Count);
            var chunk = words.Bytes(HeaderWords.Count + 1);
            return new PostedChunk(header, isFirst ? 0 : number, isFirst ? number : 0, chunk);
        }
        catch (FormatException)
        {
            return null;
        }
    }

    private static Hash32 NumberTopic(ulong number)
    {
        var word = new byte[Hash32.SizeBytes];
        BinaryPrimitives.WriteUInt64BigEndian(word.AsSpan(Hash32.SizeBytes - sizeof(ulong)), number);
        return new Hash32(word);
    }

    private static (BatchHeader Header, L1Log Log) Header(L1Log log) =>
        (HeaderWords.Read(new AbiReader(log.Data), 1), log);

    private AbiReader Read(string signature) => new(client.Call(address, Abi.Selector(signature)));
}
