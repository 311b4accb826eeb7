using System.Diagnostics.CodeAnalysis;
using System.Text;
using Offing.Primitives;

namespace Offing.Signing;

/// <summary>A private key. Its bytes leave it only for the library; it prints as its address.</summary>
public sealed class PrivateKey
{
    /// <summary>Bytes of a private key.</summary>
    public const int SizeBytes = 32;

    private readonly byte[] _secret;

    private PrivateKey(byte[] secret)
    {
        _secret = secret;
        PublicKey = Secp256k1.PublicKeyOf(secret);
        Address = PublicKey.Address;
    }

    /// <summary>The public key.</summary>
    public PublicKey PublicKey { get; }

    /// <summary>The address of the public key.</summary>
    public Address Address { get; }

    internal ReadOnlySpan<byte> Secret => _secret;

    /// <summary>Parses 64 hexadecimal digits, with or without 0x.</summary>
    /// <returns>False also when the number is not from 1 to the group's order - 1.</returns>
    public static bool TryParse(string? hex, [NotNullWhen(true)] out PrivateKey? key)
    {
        var valid = Hex.TryDecode(hex, out var bytes)
            && bytes.Length == SizeBytes && Secp256k1.IsPrivateKey(bytes);
        key = valid ? new PrivateKey(bytes) : null;
        return valid;
    }

    /// <summary>Parses a key from our own configuration; see <see cref="TryParse"/>.</summary>
    /// <exception cref="FormatException">Not a private key. The message does not repeat the text.</exception>
    public static PrivateKey Parse(string hex) =>
        TryParse(hex, out var key) ? key : throw new FormatException("not a private key");

    /// <summary>keccak(seed) as a key: repeatable, hence for development only.</summary>
    public static PrivateKey FromSeed(string seed)
    {
        var secret = Keccak.Hash(Encoding.UTF8.GetBytes(seed)).ToArray();
        // A digest outside the range has a chance of 2^-128.
        Check.That(Secp256k1.IsPrivateKey(secret));
        return new PrivateKey(secret);
    }

    /// <summary>The address: a key that lands in a log must not be a leak.</summary>
    public override string ToString() => Address.ToString();
}
