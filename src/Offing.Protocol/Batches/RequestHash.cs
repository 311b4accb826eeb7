using Offing.Primitives;
using Offing.Protocol.Codec;
using Offing.Protocol.Entries;

namespace Offing.Protocol.Batches;

/// <summary>The hashes of the chain's request queue (spec/batch.md), the same on chain and here.</summary>
public static class RequestHash
{
    /// <summary>The prefix hash of an empty queue: prefix[0].</summary>
    public static Hash32 EmptyPrefix => Hash32.Zero;

    /// <summary>The hash of one request, over everything that the chain recorded of it.</summary>
    public static Hash32 Of(QueueRequest request) => Keccak.Hash(
        new ByteWriter(96)
            .U8(HashTag.Request)
            .U8((byte)request.Type)
            .U64(request.Index)
            .Address(request.Account)
            .Address(request.Sender)
            .U64(request.L1Time)
            .Hash(Keccak.Hash(request.Payload))
            .Written);

    /// <summary>prefix[i+1] from prefix[i] and the hash of request i.</summary>
    public static Hash32 Extend(Hash32 prefix, Hash32 requestHash) =>
        Keccak.Hash(new ByteWriter(2 * Hash32.SizeBytes).Hash(prefix).Hash(requestHash).Written);

    /// <summary>
    /// The prefix after <paramref name="request"/>, when <paramref name="prefix"/> stood before it.
    /// </summary>
    public static Hash32 Extend(Hash32 prefix, QueueRequest request) => Extend(prefix, Of(request));
}
