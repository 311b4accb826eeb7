using System.Buffers.Binary;
using Offing.Primitives;

namespace Offing.Protocol.Codec;

/// <summary>
/// Writes the canonical binary forms of spec/entries.md: big-endian fixed widths and LEB128 variables.
/// </summary>
public sealed class ByteWriter(int capacity = 256)
{
    private const int VarUIntMost_Bytes = 10;

    private byte[] _bytes = new byte[Math.Max(capacity, 16)];

    /// <summary>Bytes written so far.</summary>
    public int Length { get; private set; }

    /// <summary>What was written; valid until the next write.</summary>
    public ReadOnlySpan<byte> Written => _bytes.AsSpan(0, Length);

    public byte[] ToArray() => Written.ToArray();

    public void Clear() => Length = 0;

    /// <summary>Overwrites a byte that was written.</summary>
    public void Set(int at, byte value)
    {
        Check.That(at < Length);
        _bytes[at] = value;
    }

    /// <summary>Overwrites four bytes that were written.</summary>
    public void SetU32(int at, uint value)
    {
        Check.That(at >= 0 && at + sizeof(uint) <= Length);
        BinaryPrimitives.WriteUInt32BigEndian(_bytes.AsSpan(at), value);
    }

    /// <summary>Makes room for some bytes before those that stand from a place on.</summary>
    public void Insert(int at, int count)
    {
        var tail = Length - at;
        Room(count);
        Length += count;
        Buffer.BlockCopy(_bytes, at, _bytes, at + count, tail);
    }

    public ByteWriter U8(byte value)
    {
        Room(1)[0] = value;
        Length += 1;
        return this;
    }

    public ByteWriter U16(ushort value)
    {
        BinaryPrimitives.WriteUInt16BigEndian(Room(2), value);
        Length += 2;
        return this;
    }

    public ByteWriter U32(uint value)
    {
        BinaryPrimitives.WriteUInt32BigEndian(Room(4), value);
        Length += 4;
        return this;
    }

    public ByteWriter U64(ulong value)
    {
        BinaryPrimitives.WriteUInt64BigEndian(Room(8), value);
        Length += 8;
        return this;
    }

    /// <summary>Two's complement, 64 bits.</summary>
    public ByteWriter I64(long value) => U64(unchecked((ulong)value));

    public ByteWriter U128(UInt128 value)
    {
        BinaryPrimitives.WriteUInt128BigEndian(Room(16), value);
        Length += 16;
        return this;
    }

    /// <summary>Two's complement, 128 bits.</summary>
    public ByteWriter I128(Int128 value) => U128(unchecked((UInt128)value));

    public ByteWriter Bool(bool value) => U8(value ? (byte)1 : (byte)0);

    /// <summary>LEB128: seven bits a byte, least significant first, the shortest form.</summary>
    public ByteWriter VarUInt(ulong value)
    {
        var place = Room(VarUIntMost_Bytes);
        var length = 0;
        for (; value >= 0x80; value >>= 7)
        {
            place[length++] = (byte)(value & 0x7F | 0x80);
        }

        place[length++] = (byte)value;
        Length += length;
        return this;
    }

    /// <summary>Zigzag, then LEB128: small values of either sign are short.</summary>
    public ByteWriter VarInt(long value) => VarUInt(unchecked((ulong)((value << 1) ^ (value >> 63))));

    public ByteWriter Bytes(ReadOnlySpan<byte> value)
    {
        value.CopyTo(Room(value.Length));
        Length += value.Length;
        return this;
    }

    /// <summary>A LEB128 length, then the bytes.</summary>
    public ByteWriter Prefixed(ReadOnlySpan<byte> value) => VarUInt((ulong)value.Length).Bytes(value);

    public ByteWriter Address(Address value)
    {
        value.CopyTo(Room(Primitives.Address.SizeBytes));
        Length += Primitives.Address.SizeBytes;
        return this;
    }

    public ByteWriter Hash(Hash32 value)
    {
        value.CopyTo(Room(Hash32.SizeBytes));
        Length += Hash32.SizeBytes;
        return this;
    }

    // The place for the next bytes.
    private Span<byte> Room(int count)
    {
        if (_bytes.Length - Length < count)
        {
            Array.Resize(ref _bytes, Math.Max(2 * _bytes.Length, Length + count));
        }

        return _bytes.AsSpan(Length, count);
    }
}
