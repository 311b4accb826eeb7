using System.Text;
using Offing.Primitives;
using Offing.Protocol.Codec;

namespace Offing.Protocol.Wire;

/// <summary>
/// The part of MessagePack that the wire signs: maps, arrays, strings, narrowest integers, booleans, nil and
/// float64 (msgpack.org specification; no binary, no extension types).
/// </summary>
public sealed class MessagePackWriter(ByteWriter bytes)
{
    /// <summary>Begins an object; as many keys with their values must follow.</summary>
    public MessagePackWriter Map(int count) => Header(count, 0x80, 0xDE);

    /// <summary>Begins a list; as many values must follow.</summary>
    public MessagePackWriter Array(int count) => Header(count, 0x90, 0xDC);

    public MessagePackWriter String(string value)
    {
        const int short_Bytes = 96;
        if (value.Length > short_Bytes / 3)
        {
            return String(Encoding.UTF8.GetBytes(value));
        }

        Span<byte> utf8 = stackalloc byte[short_Bytes];
        return String(utf8[..Encoding.UTF8.GetBytes(value, utf8)]);
    }

    /// <summary>At most 65,535 bytes of UTF-8.</summary>
    public MessagePackWriter String(ReadOnlySpan<byte> utf8)
    {
        switch (utf8.Length)
        {
            case <= 31:
                bytes.U8((byte)(0xA0 | utf8.Length));
                break;
            case <= byte.MaxValue:
                bytes.U8(0xD9).U8((byte)utf8.Length);
                break;
            default:
                Check.That(utf8.Length <= ushort.MaxValue);
                bytes.U8(0xDA).U16((ushort)utf8.Length);
                break;
        }

        bytes.Bytes(utf8);
        return this;
    }

    /// <summary>The narrowest of the unsigned forms.</summary>
    public MessagePackWriter UInt(ulong value)
    {
        _ = value switch
        {
            <= 0x7F => bytes.U8((byte)value),
            <= byte.MaxValue => bytes.U8(0xCC).U8((byte)value),
            <= ushort.MaxValue => bytes.U8(0xCD).U16((ushort)value),
            <= uint.MaxValue => bytes.U8(0xCE).U32((uint)value),
            _ => bytes.U8(0xCF).U64(value),
        };
        return this;
    }

    /// <summary>Non-negative values take the unsigned forms, as every client does.</summary>
    public MessagePackWriter Int(long value)
    {
        _ = value switch
        {
            >= 0 => UInt((ulong)value).Self(),
            >= -32 => bytes.U8(unchecked((byte)value)),
            >= sbyte.MinValue => bytes.U8(0xD0).U8(unchecked((byte)value)),
            >= short.MinValue => bytes.U8(0xD1).U16(unchecked((ushort)value)),
            >= int.MinValue => bytes.U8(0xD2).U32(unchecked((uint)value)),
            _ => bytes.U8(0xD3).I64(value),
        };
        return this;
    }

    public MessagePackWriter Bool(bool value)
    {
        bytes.U8(value ? (byte)0xC3 : (byte)0xC2);
        return this;
    }

    public MessagePackWriter Nil()
    {
        bytes.U8(0xC0);
        return this;
    }

    public MessagePackWriter Float64(double value)
    {
        bytes.U8(0xCB).U64(BitConverter.DoubleToUInt64Bits(value));
        return this;
    }

    private MessagePackWriter Header(int count, byte small, byte large)
    {
        Check.That(count is >= 0 and <= ushort.MaxValue);
        _ = count <= 15 ? bytes.U8((byte)(small | count)) : bytes.U8(large).U16((ushort)count);
        return this;
    }

    private ByteWriter Self() => bytes;
}
