using Offing.Node.Tests.Support;
using Offing.Primitives;
using Offing.Protocol.Batches;
using Offing.Protocol.Entries;
using Offing.Settlement.Deployments;
using Offing.Settlement.L1;
using Offing.Signing;

namespace Offing.Node.Tests.Reversals;

/// <summary>A chain by hand: the queue of requests, the time of each block, and the batches.</summary>
internal sealed class QueueChain : UnaskedChain
{
    private static readonly Hash32 Requested = Abi.Topic(
        "Requested(uint64,uint8,address,address,uint64,bytes,bytes32)");

    private readonly List<(QueueRequest Request, Hash32 Prefix, ulong Block)> _queue = [];
    private readonly List<ulong> _times_S = [];

    public static Deployment Deployment { get; } = new(
        31_337, Address.OfSystem("usdc"), Address.OfSystem("vault"), Address.OfSystem("settlement"),
        Hash32.Zero, 0);

    /// <summary>The batches that the chain has, from number 0.</summary>
    public List<Hash32> Batches { get; } = [];

    /// <summary>0: the venue is not frozen.</summary>
    public ulong FrozenAt_S { get; set; }

    /// <summary>Another queue, of which no request is in any block yet.</summary>
    public void Lose(int requests) => _queue.RemoveRange(_queue.Count - requests, requests);

    /// <summary>Enters a request into the newest block.</summary>
    public void Enter(QueueRequest request)
    {
        var before = _queue.Count == 0 ? RequestHash.EmptyPrefix : _queue[^1].Prefix;
        _queue.Add((request, RequestHash.Extend(before, request), (ulong)_times_S.Count - 1));
    }

    /// <summary>More blocks, all of this time.</summary>
    public void Mine(int blocks, ulong time_S) => _times_S.AddRange(Enumerable.Repeat(time_S, blocks));

    public override L1Block Head() => BlockByNumber((ulong)_times_S.Count - 1)!;

    public override L1Block? BlockByNumber(ulong number) => number < (ulong)_times_S.Count
        ? new L1Block(number, Keccak.Hash([(byte)number]), Hash32.Zero, _times_S[(int)number], 1)
        : null;

    public override IReadOnlyList<L1Log> Logs(L1LogFilter filter) =>
    [
        .. _queue.Where(each => each.Block >= filter.FromBlock && each.Block <= filter.ToBlock)
            .Select(each => new L1Log(
                Deployment.Vault,
                [
                    Requested, Word(w => w.UInt(each.Request.Index)),
                    Word(w => w.Address(each.Request.Account)), Word(w => w.Address(each.Request.Sender)),
                ],
                AbiWriter.Arguments().UInt((byte)each.Request.Type).UInt(each.Request.L1Time)
                    .Bytes(each.Request.Payload).Bytes32(each.Prefix).Build(),
                each.Block, Hash32.Zero)),
    ];

    public override byte[] Call(Address to, byte[] data, Address? from = null)
    {
        var answer = AbiWriter.Arguments();
        var asked = data.Length > Abi.SelectorBytes
            ? new AbiReader(data.AsMemory(Abi.SelectorBytes)).UInt64(0)
            : 0;
        return data.AsSpan().StartsWith(Abi.Selector("prefixAt(uint64)")) ? PrefixAt(asked)
            : data.AsSpan().StartsWith(Abi.Selector("requestCount()"))
            ? answer.UInt((ulong)_queue.Count).Build()
            : data.AsSpan().StartsWith(Abi.Selector("headerHash(uint64)"))
            ? answer.Bytes32(Batches[(int)asked]).Build()
            : answer.UInt((ulong)Batches.Count).UInt(0).UInt(0).UInt(0).UInt(0).UInt(1).UInt(1)
                .UInt(FrozenAt_S).UInt(0).Build();
    }

    private byte[] PrefixAt(ulong cursor) => cursor <= (ulong)_queue.Count
        ? AbiWriter.Arguments().Bytes32(
            cursor == 0 ? RequestHash.EmptyPrefix : _queue[(int)cursor - 1].Prefix).Build()
        : throw new L1RefusedException(
            "eth_call", 3, "execution reverted",
            AbiWriter.Call("CursorPastQueue(uint64,uint64)").UInt(cursor).UInt((ulong)_queue.Count).Build());

    private static Hash32 Word(Func<AbiWriter, AbiWriter> write) =>
        new(write(AbiWriter.Arguments()).Build());
}
