using System.Buffers.Binary;
using Offing.Primitives;

namespace Offing.Signing;

/// <summary>
/// Reads what a contract returned or logged, by the index of the word in the head. What does not have the
/// expected form is refused: an answer of a chain's client is input like any other.
/// </summary>
/// <exception cref="FormatException">When the data is too short or out of the type's range.</exception>
public readonly struct AbiReader(ReadOnlyMemory<byte> data)
{
    /// <summary>The number of whole words.</summary>
    public int WordCount => data.Length / Abi.WordBytes;

    /// <summary>A uint64, or any narrower unsigned number.</summary>
    public ulong UInt64(int index)
    {
        var value = UInt128(index);
        return value <= ulong.MaxValue ? (ulong)value : throw Malformed(index);
    }

    /// <summary>An unsigned number that fits in 128 bits.</summary>
    public UInt128 UInt128(int index)
    {
        var word = Word(index);
        return word[..16].ContainsAnyExcept((byte)0)
            ? throw Malformed(index)
            : BinaryPrimitives.ReadUInt128BigEndian(word[16..]);
    }

    /// <summary>A boolean.</summary>
    public bool Bool(int index) => UInt64(index) switch
    {
        0 => false,
        1 => true,
        _ => throw Malformed(index),
    };

    /// <summary>An address.</summary>
    public Address Address(int index)
    {
        var word = Word(index);
        return word[..12].ContainsAnyExcept((byte)0) ? throw Malformed(index) : new Address(word[12..]);
    }

    /// <summary>A bytes32.</summary>
    public Hash32 Bytes32(int index) => new(Word(index));

    /// <summary>A bytes or string whose offset stands at the index.</summary>
    public byte[] Bytes(int index)
    {
        var offset = UInt64(index);
        if (offset % Abi.WordBytes != 0 || offset >= (ulong)data.Length)
        {
            throw Malformed(index);
        }

        var length = UInt64((int)offset / Abi.WordBytes);
        var start = (int)offset + Abi.WordBytes;
        return length <= (ulong)(data.Length - start)
            ? data.Slice(start, (int)length).ToArray()
            : throw Malformed(index);
    }

    private static FormatException Malformed(int index) =>
        new($"word {index} of the contract's answer is malformed");

    private ReadOnlySpan<byte> Word(int index) => index >= 0 && index < WordCount
        ? data.Span.Slice(index * Abi.WordBytes, Abi.WordBytes)
        : throw Malformed(index);
}
