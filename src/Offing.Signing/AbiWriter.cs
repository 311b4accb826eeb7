using System.Buffers.Binary;
using Offing.Primitives;

namespace Offing.Signing;

/// <summary>
/// Encodes the arguments of a function or a constructor: each in order, then <see cref="Build"/>.
/// A struct of static fields is its fields one after the other.
/// </summary>
public sealed class AbiWriter
{
    private readonly byte[] _selector;
    private readonly List<byte[]> _heads = [];

    // The tail of the argument whose head stands at the same place; null for a static one.
    private readonly List<byte[]?> _tails = [];

    private AbiWriter(byte[] selector) => _selector = selector;

    /// <summary>Begins the input of a function, such as <c>claim(uint64,bytes)</c>.</summary>
    public static AbiWriter Call(string signature) => new(Abi.Selector(signature));

    /// <summary>Begins arguments without a selector: a constructor's, or what abi.encode makes.</summary>
    public static AbiWriter Arguments() => new([]);

    /// <summary>An unsigned number of any width that holds the value.</summary>
    public AbiWriter UInt(UInt128 value) => Static(Word(value));

    /// <summary>A boolean.</summary>
    public AbiWriter Bool(bool value) => UInt(value ? UInt128.One : UInt128.Zero);

    /// <summary>An address.</summary>
    public AbiWriter Address(Address value) => Static(Word(value));

    /// <summary>A bytes32.</summary>
    public AbiWriter Bytes32(Hash32 value) => Static(value.ToArray());

    /// <summary>A bytes or string argument.</summary>
    public AbiWriter Bytes(ReadOnlySpan<byte> value)
    {
        var padded = new byte[(value.Length + Abi.WordBytes - 1) / Abi.WordBytes * Abi.WordBytes];
        value.CopyTo(padded);
        return Dynamic([.. Word((UInt128)value.Length), .. padded]);
    }

    /// <summary>A bytes32[] argument.</summary>
    public AbiWriter Bytes32Array(IReadOnlyCollection<Hash32> values) =>
        Dynamic([.. Word((UInt128)values.Count), .. values.SelectMany(value => value.ToArray())]);

    /// <summary>An address[] argument.</summary>
    public AbiWriter AddressArray(IReadOnlyCollection<Address> values) =>
        Dynamic([.. Word((UInt128)values.Count), .. values.SelectMany(Word)]);

    /// <summary>A uint32[] argument, or one of another width that holds the values.</summary>
    public AbiWriter UIntArray(IReadOnlyCollection<uint> values) =>
        Dynamic([.. Word((UInt128)values.Count), .. values.SelectMany(value => Word((UInt128)value))]);

    /// <summary>A bytes[] argument.</summary>
    public AbiWriter BytesArray(IReadOnlyCollection<byte[]> values)
    {
        var items = Arguments();
        foreach (var value in values)
        {
            items.Bytes(value);
        }

        return Dynamic([.. Word((UInt128)values.Count), .. items.Build()]);
    }

    /// <summary>A struct with a field of no fixed length.</summary>
    /// <param name="fields">Begun by <see cref="Arguments"/>.</param>
    public AbiWriter Struct(AbiWriter fields) => Dynamic(fields.Build());

    /// <summary>The selector, if there is one, and the encoded arguments.</summary>
    public byte[] Build()
    {
        var offset = _heads.Count * Abi.WordBytes;
        using var output = new MemoryStream();
        output.Write(_selector);
        for (var i = 0; i < _heads.Count; i++)
        {
            output.Write(_tails[i] is null ? _heads[i] : Word((UInt128)offset));
            offset += _tails[i]?.Length ?? 0;
        }

        foreach (var tail in _tails)
        {
            output.Write(tail ?? []);
        }

        return output.ToArray();
    }

    private static byte[] Word(UInt128 value)
    {
        var word = new byte[Abi.WordBytes];
        BinaryPrimitives.WriteUInt128BigEndian(word.AsSpan(Abi.WordBytes / 2), value);
        return word;
    }

    private static byte[] Word(Address value)
    {
        var word = new byte[Abi.WordBytes];
        value.CopyTo(word.AsSpan(Abi.WordBytes - Primitives.Address.SizeBytes));
        return word;
    }

    private AbiWriter Static(byte[] word)
    {
        _heads.Add(word);
        _tails.Add(null);
        return this;
    }

    private AbiWriter Dynamic(byte[] tail)
    {
        _heads.Add([]);
        _tails.Add(tail);
        return this;
    }
}
