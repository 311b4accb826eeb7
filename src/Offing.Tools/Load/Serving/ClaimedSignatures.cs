using Offing.Gateway;
using Offing.Primitives;
using Offing.Signing;

namespace Offing.Tools.Load.Serving;

/// <summary>
/// Stands in for the check of the load's signatures, to measure what the rest costs: r holds the address that
/// claims to have signed. The publishers of the same venue sign as always.
/// </summary>
internal sealed class ClaimedSignatures : ISignatures
{
    private const int Scalar_Bytes = 32;
    private const int Claim_At = Scalar_Bytes - Address.SizeBytes;

    /// <inheritdoc/>
    public Address? SignerOf(Hash32 digest, Signature signature)
    {
        Span<byte> bytes = stackalloc byte[Signature.SizeBytes];
        signature.CopyTo(bytes);
        return bytes[..Claim_At].ContainsAnyExcept((byte)0)
            ? Secp256k1.Recover(digest, signature)
            : new Address(bytes[Claim_At..Scalar_Bytes]);
    }

    /// <summary>Writes the claim over the r of a signed request.</summary>
    /// <param name="body">Of /exchange, as the load signs it.</param>
    /// <param name="digits">The address as 40 digits.</param>
    public static void Claim(Span<byte> body, ReadOnlySpan<byte> digits)
    {
        var key = "\"r\":\"0x"u8;
        var at = body.LastIndexOf(key);
        Check.That(at > 0 && digits.Length == 2 * Address.SizeBytes);
        var r = body.Slice(at + key.Length, 2 * Scalar_Bytes);
        r[..^digits.Length].Fill((byte)'0');
        digits.CopyTo(r[^digits.Length..]);
    }
}
