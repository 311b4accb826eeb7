using Offing.Primitives;
using Offing.Protocol.Codec;

namespace Offing.MarketData.Saving;

/// <summary>
/// Words for the pieces of a saved fold (spec/snapshot.md): variable integers wherever one may be small.
/// </summary>
internal static class SaveWriting
{
    public static ByteWriter Put(this ByteWriter writer, Time time) => writer.VarUInt(time.Milliseconds);

    public static ByteWriter Put(this ByteWriter writer, Ticks price) => writer.VarUInt(price.Value);

    public static ByteWriter Put(this ByteWriter writer, Lots size) => writer.VarInt(size.Value);

    public static ByteWriter Put(this ByteWriter writer, MicroUsd amount) => writer.VarInt(amount.Value);

    public static ByteWriter Put(this ByteWriter writer, Nano rate) => writer.VarInt(rate.Value);

    public static ByteWriter Put(this ByteWriter writer, MarketId market) => writer.VarUInt(market.Value);

    public static ByteWriter Put(this ByteWriter writer, OrderId order) => writer.VarUInt(order.Value);

    /// <summary>Zero when there is none, else one more.</summary>
    public static ByteWriter Put(this ByteWriter writer, ulong? number) =>
        number is { } there ? writer.Bool(true).VarUInt(there) : writer.Bool(false);

    public static ByteWriter Put(this ByteWriter writer, Ticks? price) => writer.Put((ulong?)price?.Value);

    /// <summary>Most orders bring none.</summary>
    public static ByteWriter Put(this ByteWriter writer, ClientOrderId id) =>
        id.IsNone ? writer.Bool(false) : writer.Bool(true).U128(id.Value);

    public static ByteWriter PutAll<T>(
        this ByteWriter writer, IReadOnlyCollection<T> items, RecordWriter<T> put)
    {
        writer.VarUInt((ulong)items.Count);
        foreach (var item in items)
        {
            put(writer, in item);
        }

        return writer;
    }
}
