using Offing.Primitives;
using Offing.Protocol.Codec;

namespace Offing.Commitment.Net;

/// <summary>
/// A leaf as the difference to what it was (spec/data.md): runs of bytes that are kept and bytes that are
/// put.
/// It knows nothing of fields, so a layout that changes changes nothing here.
/// </summary>
public static class LeafPatch
{
    /// <summary>A leaf is no longer than this.</summary>
    public const int LeafMost_Bytes = 65_535;

    // A run costs two bytes: shorter gaps are written over with what is there already.
    private const int GapLeast = 3;

    /// <param name="before">Empty when there was none; null when it is not known, and all of the leaf is put.
    /// </param>
    public static void Write(ByteWriter writer, byte[]? before, ReadOnlySpan<byte> after)
    {
        Check.That(after.Length <= LeafMost_Bytes);
        writer.VarUInt((ulong)after.Length);
        if (before is null)
        {
            writer.VarUInt(0).Prefixed(after);
            return;
        }

        for (var at = 0; at < after.Length;)
        {
            var from = at;
            while (from < after.Length && after[from] == Of(before, from))
            {
                from++;
            }

            var to = from;
            for (var same = from; same < after.Length && same - to < GapLeast; same++)
            {
                to = after[same] == Of(before, same) ? to : same + 1;
            }

            writer.VarUInt((ulong)(from - at)).Prefixed(after[from..to]);
            at = to;
        }
    }

    /// <summary>The leaf.</summary>
    /// <exception cref="CodecException">The patch does not make one.</exception>
    public static byte[] Read(ref ByteReader reader, ReadOnlySpan<byte> before)
    {
        var length = reader.VarUInt();
        if (length > LeafMost_Bytes)
        {
            throw new CodecException($"a leaf of {length} bytes");
        }

        var leaf = new byte[length];
        before[..Math.Min(before.Length, leaf.Length)].CopyTo(leaf);
        for (var at = 0; at < leaf.Length;)
        {
            var keep = reader.VarUInt();
            if (keep > (ulong)(leaf.Length - at))
            {
                throw new CodecException($"a leaf of {length} bytes keeps {keep} from {at} on");
            }

            var put = reader.Prefixed(leaf.Length - at - (int)keep);
            if (keep == 0 && put.IsEmpty)
            {
                throw new CodecException("a run of a leaf does nothing");
            }

            put.CopyTo(leaf.AsSpan(at + (int)keep));
            at += (int)keep + put.Length;
        }

        return leaf;
    }

    private static byte Of(ReadOnlySpan<byte> bytes, int at) => at < bytes.Length ? bytes[at] : (byte)0;
}
