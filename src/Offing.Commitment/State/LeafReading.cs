using System.Text;
using Offing.Primitives;
using Offing.Protocol.Codec;
using Offing.Protocol.Commands;

namespace Offing.Commitment.State;

/// <summary>What the decoders of leaves share.</summary>
internal static class LeafReading
{
    private const int TextMost_Bytes = 256;

    /// <summary>A reader behind the tag of the leaf.</summary>
    /// <exception cref="CodecException">It has another tag.</exception>
    public static ByteReader Begin(ReadOnlySpan<byte> leaf, byte tag)
    {
        var reader = new ByteReader(leaf);
        var found = reader.U8();
        return found == tag ? reader : throw new CodecException($"a leaf of tag {found}, not {tag}");
    }

    /// <summary>The end of an order: whom its fills pay.</summary>
    public static BuilderCode? Builder(ref ByteReader reader)
    {
        var (builder, tenths) = (reader.Address(), reader.U32());
        return builder.IsZero && tenths == 0 ? null : new BuilderCode(builder, tenths);
    }

    public static string Text(ref ByteReader reader) =>
        Encoding.UTF8.GetString(reader.Prefixed(TextMost_Bytes));
}
