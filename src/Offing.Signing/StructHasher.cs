using System.Buffers.Binary;
using System.Text;
using Offing.Primitives;

namespace Offing.Signing;

/// <summary>
/// The hash of one EIP-712 struct: a call for each field in the order of its type, then <see cref="Finish"/>.
/// </summary>
public sealed class StructHasher
{
    private const int WordBytes = 32;

    private KeccakSponge _sponge;

    /// <summary>Begins a struct of the type with this hash (<see cref="Eip712.TypeHash"/>).</summary>
    public StructHasher(Hash32 typeHash) => _sponge.Absorb(typeHash);

    /// <summary>
    /// A string field: the digest of its UTF-8 bytes exactly as given. Half of a surrogate pair has no UTF-8:
    /// it counts as U+FFFD, as it does in wallets, so that no text from outside can raise an exception here.
    /// </summary>
    public StructHasher String(string value) => Bytes32(Keccak.Hash(Encoding.UTF8.GetBytes(value)));

    /// <summary>An address field.</summary>
    public StructHasher Address(Address value)
    {
        Span<byte> word = stackalloc byte[WordBytes];
        word.Clear();
        value.CopyTo(word[(WordBytes - Primitives.Address.SizeBytes)..]);
        _sponge.Absorb(word);
        return this;
    }

    /// <summary>An unsigned field of any width that holds the value.</summary>
    public StructHasher UInt(ulong value)
    {
        Span<byte> word = stackalloc byte[WordBytes];
        WriteWord(word, value);
        _sponge.Absorb(word);
        return this;
    }

    /// <summary>A signed field of any width that holds the value: its sign fills the word.</summary>
    public StructHasher Int(long value)
    {
        Span<byte> word = stackalloc byte[WordBytes];
        word.Fill(value < 0 ? byte.MaxValue : (byte)0);
        BinaryPrimitives.WriteInt64BigEndian(word[(WordBytes - sizeof(long))..], value);
        _sponge.Absorb(word);
        return this;
    }

    /// <summary>A boolean field.</summary>
    public StructHasher Bool(bool value) => UInt(value ? 1UL : 0);

    /// <summary>A bytes32 field, or the hash of a nested struct.</summary>
    public StructHasher Bytes32(Hash32 value)
    {
        _sponge.Absorb(value);
        return this;
    }

    /// <summary>An array field of unsigned numbers: the digest of its words.</summary>
    public StructHasher UInt32Array(ReadOnlySpan<uint> values)
    {
        var inner = default(KeccakSponge);
        Span<byte> word = stackalloc byte[WordBytes];
        foreach (var value in values)
        {
            WriteWord(word, value);
            inner.Absorb(word);
        }

        return Bytes32(inner.Finish());
    }

    /// <summary>The hash of the struct.</summary>
    public Hash32 Finish() => _sponge.Finish();

    private static void WriteWord(Span<byte> word, ulong value)
    {
        word.Clear();
        BinaryPrimitives.WriteUInt64BigEndian(word[(WordBytes - sizeof(ulong))..], value);
    }
}
