using System.Buffers;
using System.Buffers.Binary;
using Offing.Primitives;

namespace Offing.Protocol.Codec;

/// <summary>
/// Writes the canonical binary forms of spec/entries.md: big-endian fixed widths and LEB128 variables.
/// </summary>
public sealed class ByteWriter(int capacity = 256)
{
    private readonly ArrayBufferWriter<byte> _buffer = new(capacity);

    /// <summary>Bytes written so far.</summary>
    public int Length => _buffer.WrittenCount;

    /// <summary>What was written; valid until the next write.</summary>
    public ReadOnlySpan<byte> Written => _buffer.WrittenSpan;

    public byte[] ToArray() => _buffer.WrittenSpan.ToArray();

    public void Clear() => _buffer.ResetWrittenCount();

    public ByteWriter U8(byte value)
    {
        _buffer.GetSpan(1)[0] = value;
        _buffer.Advance(1);
        return this;
    }

    public ByteWriter U16(ushort value)
    {
        BinaryPrimitives.WriteUInt16BigEndian(_buffer.GetSpan(2), value);
        _buffer.Advance(2);
        return this;
    }

    public ByteWriter U32(uint value)
    {
        BinaryPrimitives.WriteUInt32BigEndian(_buffer.GetSpan(4), value);
        _buffer.Advance(4);
        return this;
    }

    public ByteWriter U64(ulong value)
    {
        BinaryPrimitives.WriteUInt64BigEndian(_buffer.GetSpan(8), value);
        _buffer.Advance(8);
        return this;
    }

    /// <summary>Two's complement, 64 bits.</summary>
    public ByteWriter I64(long value) => U64(unchecked((ulong)value));

    public ByteWriter U128(UInt128 value)
    {
        BinaryPrimitives.WriteUInt128BigEndian(_buffer.GetSpan(16), value);
        _buffer.Advance(16);
        return this;
    }

    /// <summary>Two's complement, 128 bits.</summary>
    public ByteWriter I128(Int128 value) => U128(unchecked((UInt128)value));

    public ByteWriter Bool(bool value) => U8(value ? (byte)1 : (byte)0);

    /// <summary>LEB128: seven bits a byte, least significant first, the shortest form.</summary>
    public ByteWriter VarUInt(ulong value)
    {
        while (value >= 0x80)
        {
            U8((byte)(value & 0x7F | 0x80));
            value >>= 7;
        }

        return U8((byte)value);
    }

    /// <summary>Zigzag, then LEB128: small values of either sign are short.</summary>
    public ByteWriter VarInt(long value) => VarUInt(unchecked((ulong)((value << 1) ^ (value >> 63))));

    public ByteWriter Bytes(ReadOnlySpan<byte> value)
    {
        value.CopyTo(_buffer.GetSpan(value.Length));
        _buffer.Advance(value.Length);
        return this;
    }

    /// <summary>A LEB128 length, then the bytes.</summary>
    public ByteWriter Prefixed(ReadOnlySpan<byte> value) => VarUInt((ulong)value.Length).Bytes(value);

    public ByteWriter Address(Address value)
    {
        value.CopyTo(_buffer.GetSpan(Primitives.Address.SizeBytes));
        _buffer.Advance(Primitives.Address.SizeBytes);
        return this;
    }

    public ByteWriter Hash(Hash32 value)
    {
        value.CopyTo(_buffer.GetSpan(Hash32.SizeBytes));
        _buffer.Advance(Hash32.SizeBytes);
        return this;
    }
}
