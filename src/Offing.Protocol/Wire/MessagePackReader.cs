using System.Buffers.Binary;
using System.Text;
using Offing.Primitives;

namespace Offing.Protocol.Wire;

/// <summary>Reads what <see cref="MessagePackWriter"/> writes, and refuses every other form.</summary>
internal ref struct MessagePackReader(ReadOnlySpan<byte> bytes)
{
    private readonly ReadOnlySpan<byte> _bytes = bytes;
    private int _position;

    public int Map(string what) => Header(what, "an object", 0x80, 0xDE);

    public int Array(string what) => Header(what, "a list", 0x90, 0xDC);

    public string String(string what) => Encoding.UTF8.GetString(Utf8(what));

    /// <summary>The bytes of a string, which are valid.</summary>
    public ReadOnlySpan<byte> Utf8(string what)
    {
        var tag = Take(1)[0];
        var length = tag switch
        {
            >= 0xA0 and <= 0xBF => tag & 0x1F,
            0xD9 => (int)Over(31, Take(1)[0]),
            0xDA => (int)Over(byte.MaxValue, BinaryPrimitives.ReadUInt16BigEndian(Take(2))),
            _ => throw Wrong(what, "a string"),
        };
        var utf8 = Take(length);
        return System.Text.Unicode.Utf8.IsValid(utf8) ? utf8 : throw Wrong(what, "valid Unicode");
    }

    /// <summary>A string, or null where the wire sent nil.</summary>
    public string? StringOrNil(string what)
    {
        if (Peek() != 0xC0)
        {
            return String(what);
        }

        _position++;
        return null;
    }

    public bool NextIsString() => Peek() is >= 0xA0 and <= 0xBF or 0xD9 or 0xDA;

    public bool Bool(string what) => Take(1)[0] switch
    {
        0xC2 => false,
        0xC3 => true,
        _ => throw Wrong(what, "true or false"),
    };

    public ulong UInt(string what)
    {
        var tag = Take(1)[0];
        return tag switch
        {
            <= 0x7F => tag,
            0xCC => Over(0x7F, Take(1)[0]),
            0xCD => Over(byte.MaxValue, BinaryPrimitives.ReadUInt16BigEndian(Take(2))),
            0xCE => Over(ushort.MaxValue, BinaryPrimitives.ReadUInt32BigEndian(Take(4))),
            0xCF => Over(uint.MaxValue, BinaryPrimitives.ReadUInt64BigEndian(Take(8))),
            _ => throw new WireException(
                RejectCode.BadNumber, $"{what} must be a whole number of at least 0"),
        };
    }

    /// <summary>A whole number with a sign; one of at least 0 stands in the form of those without.</summary>
    public long Int(string what)
    {
        var tag = Peek();
        if (tag is >= 0xE0 or (>= 0xD0 and <= 0xD3))
        {
            _position++;
        }

        return tag switch
        {
            >= 0xE0 => unchecked((sbyte)tag),
            0xD0 => Under(-32, unchecked((sbyte)Take(1)[0])),
            0xD1 => Under(sbyte.MinValue, BinaryPrimitives.ReadInt16BigEndian(Take(2))),
            0xD2 => Under(short.MinValue, BinaryPrimitives.ReadInt32BigEndian(Take(4))),
            0xD3 => Under(int.MinValue, BinaryPrimitives.ReadInt64BigEndian(Take(8))),
            _ => UInt(what) is var value and <= long.MaxValue
                ? (long)value
                : throw new WireException(RejectCode.BadNumber, $"{what} is over {long.MaxValue}"),
        };
    }

    public uint UInt32(string what)
    {
        var value = UInt(what);
        return value <= uint.MaxValue
            ? (uint)value
            : throw new WireException(RejectCode.BadNumber, $"{what} is over {uint.MaxValue}");
    }

    /// <summary>A string, unsigned integer, boolean or nil, as string, ulong, bool or null.</summary>
    public object? Scalar(string what) => Peek() switch
    {
        0xC2 or 0xC3 => Bool(what),
        <= 0x7F or (>= 0xCC and <= 0xCF) => UInt(what),
        _ => StringOrNil(what),
    };

    /// <summary>Passes over one value, which stands inside <paramref name="depth"/> others.</summary>
    public void Skip(int depth = 1)
    {
        // A reader of hostile bytes must not nest its own calls without a bound.
        if (depth > Limits.ActionDepth)
        {
            throw new WireException(
                RejectCode.TooDeep, $"the action is nested deeper than {Limits.ActionDepth}");
        }

        var tag = Peek();
        switch (tag)
        {
            case >= 0x80 and <= 0x8F or 0xDE:
                for (var left = 2 * Map("a value"); left > 0; left--)
                {
                    Skip(depth + 1);
                }

                break;
            case >= 0x90 and <= 0x9F or 0xDC:
                for (var left = Array("a value"); left > 0; left--)
                {
                    Skip(depth + 1);
                }

                break;
            case >= 0xA0 and <= 0xBF or 0xD9 or 0xDA:
                String("a value");
                break;
            default:
                Take(1 + PlainBytes(tag));
                break;
        }
    }

    /// <summary>Refuses bytes after the end.</summary>
    public readonly void End()
    {
        if (_position != _bytes.Length)
        {
            throw new WireException(RejectCode.Malformed, "bytes after the end of the action");
        }
    }

    // Bytes that follow the tag of a number, boolean or nil.
    private static int PlainBytes(byte tag) => tag switch
    {
        <= 0x7F or >= 0xE0 or 0xC0 or 0xC2 or 0xC3 => 0,
        0xCC or 0xD0 => 1,
        0xCD or 0xD1 => 2,
        0xCE or 0xD2 => 4,
        0xCF or 0xD3 or 0xCB => 8,
        _ => throw new WireException(RejectCode.Malformed, "a form that the wire does not use"),
    };

    private static WireException Wrong(string what, string wanted) =>
        new(RejectCode.Malformed, $"{what} must be {wanted}");

    private int Header(string what, string wanted, byte small, byte large)
    {
        var tag = Take(1)[0];
        if ((tag & 0xF0) == small)
        {
            return tag & 0x0F;
        }

        return tag == large
            ? (int)Over(15, BinaryPrimitives.ReadUInt16BigEndian(Take(2)))
            : throw Wrong(what, wanted);
    }

    // A number or length that a shorter form can hold must stand in that form.
    private static ulong Over(ulong most, ulong value) => value > most
        ? value
        : throw new WireException(RejectCode.Malformed, "a number or length is not in its shortest form");

    private static long Under(long least, long value) => value < least
        ? value
        : throw new WireException(RejectCode.Malformed, "a number is not in its shortest form");

    private readonly byte Peek() =>
        _position < _bytes.Length
            ? _bytes[_position]
            : throw new WireException(RejectCode.Malformed, "the action is cut short");

    private ReadOnlySpan<byte> Take(int count)
    {
        if (count > _bytes.Length - _position)
        {
            throw new WireException(RejectCode.Malformed, "the action is cut short");
        }

        var span = _bytes.Slice(_position, count);
        _position += count;
        return span;
    }
}
