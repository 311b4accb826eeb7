using Offing.Primitives;
using Offing.Protocol.Codec;

namespace Offing.Protocol.Batches;

/// <summary>The thirteen words of spec/batch.md, in their order.</summary>
public sealed record BatchHeader(
    ulong Number,
    Hash32 PrevRoot,
    Hash32 NewRoot,
    ulong FirstSeq,
    ulong LastSeq,
    Hash32 InputsRoot,
    Hash32 DataHash,
    Hash32 WithdrawalsRoot,
    ulong QueueCursor,
    Hash32 QueueHash,
    Time Time,
    ulong SeqCeiling,
    Hash32 RulesHash)
{
    /// <summary>Bytes of the encoded header.</summary>
    public const int SizeBytes = 13 * 32;

    /// <summary>Solidity's abi.encode of the static words.</summary>
    public byte[] Encode()
    {
        var writer = new ByteWriter(SizeBytes);
        Word(writer, Number).Hash(PrevRoot).Hash(NewRoot);
        Word(writer, FirstSeq);
        Word(writer, LastSeq).Hash(InputsRoot).Hash(DataHash).Hash(WithdrawalsRoot);
        Word(writer, QueueCursor).Hash(QueueHash);
        Word(writer, Time.Milliseconds);
        Word(writer, SeqCeiling).Hash(RulesHash);
        return writer.ToArray();
    }

    /// <summary>Reads <see cref="Encode"/>.</summary>
    /// <exception cref="CodecException">Not thirteen words, or a number over 64 bits.</exception>
    public static BatchHeader Decode(ReadOnlySpan<byte> encoded)
    {
        var reader = new ByteReader(encoded);
        var header = new BatchHeader(
            Count(ref reader), reader.Hash(), reader.Hash(),
            Count(ref reader), Count(ref reader), reader.Hash(),
            reader.Hash(), reader.Hash(), Count(ref reader), reader.Hash(), new Time(Count(ref reader)),
            Count(ref reader), reader.Hash());
        reader.End();
        return header;
    }

    /// <summary>keccak of <see cref="Encode"/>: what the contract stores.</summary>
    public Hash32 Hash() => Keccak.Hash(Encode());

    private static ulong Count(ref ByteReader reader) =>
        reader.U128() == UInt128.Zero && reader.U64() == 0
            ? reader.U64()
            : throw new CodecException("a number over 64 bits in a header");

    private static ByteWriter Word(ByteWriter writer, ulong value) =>
        writer.U128(UInt128.Zero).U64(0).U64(value);
}
