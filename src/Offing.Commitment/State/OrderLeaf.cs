using System.Buffers.Binary;
using Offing.Commitment.Trees;
using Offing.Engine.Books;
using Offing.Engine.Restoring;
using Offing.Primitives;
using Offing.Protocol.Batches;
using Offing.Protocol.Codec;
using Offing.Protocol.Commands;

namespace Offing.Commitment.State;

/// <summary>An order at rest, as spec/state-tree.md lays it out.</summary>
public static class OrderLeaf
{
    private const int TifMask = 3;
    private const int SelfTradeMask = 3;
    private const int ReduceOnlyShift = 2;
    private const int SelfTradeShift = 3;
    private const int AcrossShift = 5;

    /// <summary>
    /// Its place in the book of its side. Bids stand under the complement of their price, so that on both
    /// sides the smallest key is the order that trades next.
    /// </summary>
    public static TreeKey Key(Side side, Ticks price, ulong place)
    {
        Check.That(place >> Limits.OrderIdBits == 0);
        Span<byte> key = stackalloc byte[sizeof(uint) + sizeof(ulong)];
        BinaryPrimitives.WriteUInt64BigEndian(key[4..], place << (64 - Limits.OrderIdBits));
        BinaryPrimitives.WriteUInt32BigEndian(key, side == Side.Buy ? ~price.Value : price.Value);
        return new TreeKey(key[..TreeShape.OfBook.KeyBytes]);
    }

    /// <summary>The place that a key says, in 64 bits.</summary>
    internal static byte[] PlaceBytes(TreeKey key)
    {
        Span<byte> bytes = stackalloc byte[TreeShape.OfBook.KeyBytes];
        key.CopyTo(bytes);
        return [0, 0, 0, .. bytes[sizeof(uint)..]];
    }

    /// <summary>What the order adds to the sums of its book.</summary>
    public static BookSums Sums(Order order) =>
        new((UInt128)order.Remaining.Value, (UInt128)(order.Price * order.Remaining).Value);

    /// <param name="owner">Address of the account whose index the order holds.</param>
    public static byte[] Encode(Order order, Address owner)
    {
        var writer = new ByteWriter(184);
        Write(writer, order, owner);
        return writer.ToArray();
    }

    /// <summary>Likewise, behind what was written already.</summary>
    public static void Write(ByteWriter writer, Order order, Address owner) => writer
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
        .I64(order.Display.Value)
        .I64(order.Filled.Value)
        .U8(Flags(order))
        .U128(order.ClientId.Value)
        .U64(order.Expiry.Milliseconds)
        .U64(order.Group)
        .U64(order.Time.Milliseconds)
        .Address(order.Builder?.Builder ?? Address.Zero)
        .U32((uint)(order.Builder?.TenthsOfBasisPoint ?? 0));

    /// <param name="place">In the queue of its price, which its key says.</param>
    /// <exception cref="CodecException">No leaf of an order.</exception>
    public static OrderImage Decode(ReadOnlySpan<byte> leaf, ulong place)
    {
        var reader = LeafReading.Begin(leaf, HashTag.Order);
        var (owner, signer, id) = (reader.Address(), reader.Address(), new OrderId(reader.U64()));
        var (market, side) = (new MarketId(reader.U32()), (Side)reader.U8());
        var price = new Ticks(reader.U32());
        var (size, remaining) = (new Lots(reader.I64()), new Lots(reader.I64()));
        var (displayed, display) = (new Lots(reader.I64()), new Lots(reader.I64()));
        var filled = new Lots(reader.I64());
        var flags = reader.U8();
        var (clientId, expiry) = (new ClientOrderId(reader.U128()), new Time(reader.U64()));
        var (group, time) = (reader.U64(), new Time(reader.U64()));
        var builder = LeafReading.Builder(ref reader);
        reader.End();
        return new OrderImage(
            owner, signer, id, place, market, side, price, size, remaining, displayed, display, filled,
            (TimeInForce)(flags & TifMask), (flags >> ReduceOnlyShift & 1) != 0,
            (SelfTradeMode)(flags >> SelfTradeShift & SelfTradeMask), (flags >> AcrossShift & 1) != 0,
            clientId, expiry, group, time, builder);
    }

    // What is immediate never rests, so two bits hold every tif.
    private static byte Flags(Order order) => (byte)((int)order.Tif
        | (order.ReduceOnly ? 1 << ReduceOnlyShift : 0)
        | ((int)order.SelfTrade << SelfTradeShift)
        | (order.AcrossSubAccounts ? 1 << AcrossShift : 0));
}
