using System.Buffers.Binary;
using Offing.Primitives;

namespace Offing.Protocol.Codec;

/// <summary>The bytes are not a canonical form of spec/entries.md.</summary>
public sealed class CodecException(string message) : Exception(message);

/// <summary>
/// Reads what <see cref="ByteWriter"/> writes; every defect is a <see cref="CodecException"/>.
/// </summary>
public ref struct ByteReader(ReadOnlySpan<byte> bytes)
{
    private readonly ReadOnlySpan<byte> _bytes = bytes;

    /// <summary>Offset of the next byte.</summary>
    public int Position { get; private set; }

    /// <summary>Bytes that are left.</summary>
    public readonly int Remaining => _bytes.Length - Position;

    /// <summary>The next <paramref name="count"/> bytes, a view of the input.</summary>
    public ReadOnlySpan<byte> Bytes(int count)
    {
        if (count < 0 || count > Remaining)
        {
            throw new CodecException($"{count} bytes wanted at {Position}, {Remaining} are left");
        }

        var span = _bytes.Slice(Position, count);
        Position += count;
        return span;
    }

    public byte U8() => Bytes(1)[0];

    public ushort U16() => BinaryPrimitives.ReadUInt16BigEndian(Bytes(2));

    public uint U32() => BinaryPrimitives.ReadUInt32BigEndian(Bytes(4));

    public ulong U64() => BinaryPrimitives.ReadUInt64BigEndian(Bytes(8));

    /// <summary>Two's complement, 64 bits.</summary>
    public long I64() => unchecked((long)U64());

    public UInt128 U128() => BinaryPrimitives.ReadUInt128BigEndian(Bytes(16));

    /// <summary>Two's complement, 128 bits.</summary>
    public Int128 I128() => unchecked((Int128)U128());

    /// <summary>One byte, 0 or 1.</summary>
    public bool Bool() => U8() switch
    {
        0 => false,
        1 => true,
        var other => throw new CodecException($"a truth value of {other}"),
    };

    /// <summary>LEB128; a longer form than the shortest is refused.</summary>
    public ulong VarUInt()
    {
        ulong value = 0;
        for (var shift = 0; shift < 64; shift += 7)
        {
            var part = U8();
            var bits = (ulong)(part & 0x7F);
            if ((shift == 63 && bits > 1) || (part == 0 && shift > 0))
            {
                throw new CodecException("a variable integer that is too long or not the shortest");
            }

            value |= bits << shift;
            if (part < 0x80)
            {
                return value;
            }
        }

        throw new CodecException("a variable integer over 64 bits");
    }

    /// <summary>Zigzag over LEB128.</summary>
    public long VarInt()
    {
        var raw = VarUInt();
        return unchecked((long)(raw >> 1) ^ -(long)(raw & 1));
    }

    /// <summary>A LEB128 length of at most <paramref name="most"/>, then so many bytes.</summary>
    public ReadOnlySpan<byte> Prefixed(int most)
    {
        var length = VarUInt();
        return length <= (ulong)most
            ? Bytes((int)length)
            : throw new CodecException($"{length} bytes, over {most}");
    }

    public Address Address() => new(Bytes(Primitives.Address.SizeBytes));

    public Hash32 Hash() => new(Bytes(Hash32.SizeBytes));

    /// <summary>Refuses bytes after the end.</summary>
    public readonly void End()
    {
        if (Remaining != 0)
        {
            throw new CodecException($"{Remaining} bytes after the end");
        }
    }
}
