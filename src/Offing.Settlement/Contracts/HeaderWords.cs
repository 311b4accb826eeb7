using Offing.Primitives;
using Offing.Protocol.Batches;
using Offing.Signing;

namespace Offing.Settlement.Contracts;

/// <summary>A batch header as thirteen words of a call or an event.</summary>
internal static class HeaderWords
{
    /// <summary>The header's type in the signature of a function or an event.</summary>
    public const string Tuple =
        "(uint64,bytes32,bytes32,uint64,uint64,bytes32,bytes32,bytes32,uint64,bytes32,uint64,uint64,bytes32)";

    /// <summary>Words of a header.</summary>
    public const int Count = BatchHeader.SizeBytes / Abi.WordBytes;

    /// <summary>The header's fields as arguments.</summary>
    public static AbiWriter Header(this AbiWriter writer, BatchHeader header)
    {
        // Encode() is exactly these words, so a struct that grows cannot be written short here.
        var words = header.Encode();
        for (var offset = 0; offset < words.Length; offset += Abi.WordBytes)
        {
            writer.Bytes32(new Hash32(words.AsSpan(offset, Abi.WordBytes)));
        }

        return writer;
    }

    /// <summary>The header whose first word stands at the index.</summary>
    /// <exception cref="FormatException">The words are not a header.</exception>
    public static BatchHeader Read(AbiReader reader, int first) => new(
        reader.UInt64(first),
        reader.Bytes32(first + 1),
        reader.Bytes32(first + 2),
        reader.UInt64(first + 3),
        reader.UInt64(first + 4),
        reader.Bytes32(first + 5),
        reader.Bytes32(first + 6),
        reader.Bytes32(first + 7),
        reader.UInt64(first + 8),
        reader.Bytes32(first + 9),
        new Time(reader.UInt64(first + 10)),
        reader.UInt64(first + 11),
        reader.Bytes32(first + 12));
}
