using Offing.Primitives;

namespace Offing.Signing;

/// <summary>A point of secp256k1 as 64 bytes, x then y, without the leading 0x04.</summary>
public readonly record struct PublicKey
{
    /// <summary>Bytes of a public key.</summary>
    public const int SizeBytes = 64;

    private readonly Hash32 _x;
    private readonly Hash32 _y;

    /// <summary>Reads exactly 64 bytes; whether they are on the curve is asked when they are used.</summary>
    public PublicKey(ReadOnlySpan<byte> bytes)
    {
        Check.That(bytes.Length == SizeBytes);
        _x = new Hash32(bytes[..32]);
        _y = new Hash32(bytes[32..]);
    }

    /// <summary>The last 20 bytes of the Keccak digest of the 64 bytes.</summary>
    public Address Address
    {
        get
        {
            Span<byte> digest = stackalloc byte[Hash32.SizeBytes];
            Keccak.Hash(_x, _y).CopyTo(digest);
            return new Address(digest[12..]);
        }
    }

    /// <summary>Writes the 64 bytes.</summary>
    public void CopyTo(Span<byte> destination)
    {
        _x.CopyTo(destination);
        _y.CopyTo(destination[32..]);
    }

    /// <summary>Lower-case hexadecimal with 0x.</summary>
    public override string ToString()
    {
        Span<byte> bytes = stackalloc byte[SizeBytes];
        CopyTo(bytes);
        return Hex.Encode(bytes);
    }
}
