using System.Buffers.Binary;
using Offing.Commitment.Trees;
using Offing.Engine.Books;
using Offing.Primitives;
using Offing.Protocol.Batches;
using Offing.Protocol.Codec;

namespace Offing.Commitment.State;

/// <summary>An order at rest, as spec/state-tree.md lays it out.</summary>
public static class OrderLeaf
{
    private const int TifBits = 2;

    /// <summary>
    /// Its place in the book of its side. Bids stand under the complement of their price, so that on both
    /// sides the smallest key is the order that trades next.
    /// </summary>
    public static TreeKey Key(Side side, Ticks price, OrderId order)
    {
        Check.That(order.Value >> Limits.OrderIdBits == 0);
        Span<byte> key = stackalloc byte[sizeof(uint) + sizeof(ulong)];
        BinaryPrimitives.WriteUInt64BigEndian(key[4..], order.Value << (64 - Limits.OrderIdBits));
        BinaryPrimitives.WriteUInt32BigEndian(key, side == Side.Buy ? ~price.Value : price.Value);
        return new TreeKey(key[..TreeShape.OfBook.KeyBytes]);
    }

    /// <summary>What the order adds to the sums of its book.</summary>
    public static BookSums Sums(Order order) =>
        new((UInt128)order.Remaining.Value, (UInt128)(order.Price * order.Remaining).Value);

    /// <param name="owner">Address of the account whose index the order holds.</param>
    public static byte[] Encode(Order order, Address owner) => new ByteWriter(128)
        .U8(HashTag.Order)
        .Address(owner)
        .Address(order.Signer)
        .U64(order.Id.Value)
        .U32(order.Market.Value)
        .U8((byte)order.Side)
        .U32(order.Price.Value)
        .I64(order.Size.Value)
        .I64(order.Remaining.Value)
        .I64(order.Displayed.Value)
        .U8((byte)((int)order.Tif | (order.ReduceOnly ? 1 << TifBits : 0)))
        .U128(order.ClientId.Value)
        .U64(order.Expiry.Milliseconds)
        .U64(order.Group)
        .U64(order.Time.Milliseconds)
        .ToArray();
}
