using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using Offing.Primitives;

namespace Offing.Signing;

/// <summary>
/// ECDSA over secp256k1 by libsecp256k1. Every method may be called from any thread: after its creation the
/// one context is only read.
/// </summary>
/// <exception cref="SigningLibraryMissingException">When the library is not installed.</exception>
public static unsafe class Secp256k1
{
    private static readonly Lock ContextGate = new();
    private static nint _context;

    /// <summary>Loads the library now: a missing one is noticed at start, not at the first order.</summary>
    public static void EnsureLoaded() => _ = Context();

    /// <summary>The address that signed <paramref name="digest"/>; null when no key can have.</summary>
    public static Address? Recover(Hash32 digest, Signature signature) =>
        RecoverPublicKey(digest, signature)?.Address;

    /// <summary>The public key that signed <paramref name="digest"/>; null when no key can have.</summary>
    [SkipLocalsInit]
    public static PublicKey? RecoverPublicKey(Hash32 digest, Signature signature)
    {
        var context = Context();
        var opaque = stackalloc byte[NativeSecp256k1.OpaqueRecoverableBytes];
        var publicKey = stackalloc byte[NativeSecp256k1.OpaqueBytes];
        var input = stackalloc byte[Signature.SizeBytes];
        var digestBytes = stackalloc byte[Hash32.SizeBytes];
        signature.CopyTo(new Span<byte>(input, Signature.SizeBytes));
        digest.CopyTo(new Span<byte>(digestBytes, Hash32.SizeBytes));
        return NativeSecp256k1.secp256k1_ecdsa_recoverable_signature_parse_compact(
                context, opaque, input, signature.RecoveryId) == 1
            && NativeSecp256k1.secp256k1_ecdsa_recover(context, publicKey, opaque, digestBytes) == 1
            ? Serialize(context, publicKey)
            : null;
    }

    /// <summary>Whether the holder of a key that is already known signed; cheaper than recovery.</summary>
    /// <returns>False also for a public key that is not on the curve.</returns>
    [SkipLocalsInit]
    public static bool VerifyKnown(PublicKey publicKey, Hash32 digest, Signature signature)
    {
        var context = Context();
        var key = stackalloc byte[NativeSecp256k1.OpaqueBytes];
        var keyInput = stackalloc byte[NativeSecp256k1.SerializedPublicKeyBytes];
        var opaque = stackalloc byte[NativeSecp256k1.OpaqueBytes];
        var input = stackalloc byte[Signature.SizeBytes];
        var digestBytes = stackalloc byte[Hash32.SizeBytes];
        keyInput[0] = 0x04;
        publicKey.CopyTo(new Span<byte>(keyInput + 1, PublicKey.SizeBytes));
        signature.CopyTo(new Span<byte>(input, Signature.SizeBytes));
        digest.CopyTo(new Span<byte>(digestBytes, Hash32.SizeBytes));
        return NativeSecp256k1.secp256k1_ec_pubkey_parse(
                context, key, keyInput, NativeSecp256k1.SerializedPublicKeyBytes) == 1
            && NativeSecp256k1.secp256k1_ecdsa_signature_parse_compact(context, opaque, input) == 1
            && NativeSecp256k1.secp256k1_ecdsa_verify(context, opaque, digestBytes, key) == 1;
    }

    /// <summary>Signs with the deterministic nonce of RFC 6979; s is always the low one.</summary>
    public static Signature Sign(Hash32 digest, PrivateKey key)
    {
        var context = Context();
        var opaque = stackalloc byte[NativeSecp256k1.OpaqueRecoverableBytes];
        var output = stackalloc byte[Signature.SizeBytes];
        var digestBytes = stackalloc byte[Hash32.SizeBytes];
        digest.CopyTo(new Span<byte>(digestBytes, Hash32.SizeBytes));
        int recoveryId;
        fixed (byte* secret = key.Secret)
        {
            Check.That(NativeSecp256k1.secp256k1_ecdsa_sign_recoverable(
                context, opaque, digestBytes, secret, 0, 0) == 1);
        }

        Check.That(NativeSecp256k1.secp256k1_ecdsa_recoverable_signature_serialize_compact(
            context, output, &recoveryId, opaque) == 1);
        // Ids 2 and 3 need an r within 2^129 of the group's order: no one has ever seen one.
        Check.That(Signature.TryCreate(
            new Span<byte>(output, Signature.SizeBytes - 1), (uint)recoveryId, out var signature));
        return signature;
    }

    /// <summary>Whether 32 bytes are a private key: neither zero nor at or above the group's order.</summary>
    internal static bool IsPrivateKey(ReadOnlySpan<byte> secret)
    {
        Check.That(secret.Length == PrivateKey.SizeBytes);
        fixed (byte* bytes = secret)
        {
            return NativeSecp256k1.secp256k1_ec_seckey_verify(Context(), bytes) == 1;
        }
    }

    /// <summary>The public key of a valid private key.</summary>
    internal static PublicKey PublicKeyOf(ReadOnlySpan<byte> secret)
    {
        Check.That(secret.Length == PrivateKey.SizeBytes);
        var context = Context();
        var publicKey = stackalloc byte[NativeSecp256k1.OpaqueBytes];
        fixed (byte* bytes = secret)
        {
            Check.That(NativeSecp256k1.secp256k1_ec_pubkey_create(context, publicKey, bytes) == 1);
        }

        return Serialize(context, publicKey);
    }

    private static PublicKey Serialize(nint context, byte* opaque)
    {
        var output = stackalloc byte[NativeSecp256k1.SerializedPublicKeyBytes];
        nuint length = NativeSecp256k1.SerializedPublicKeyBytes;
        Check.That(NativeSecp256k1.secp256k1_ec_pubkey_serialize(
            context, output, &length, opaque, NativeSecp256k1.Uncompressed) == 1);
        return new PublicKey(new ReadOnlySpan<byte>(output + 1, PublicKey.SizeBytes));
    }

    private static nint Context()
    {
        var context = Volatile.Read(ref _context);
        return context != 0 ? context : CreateContext();
    }

    private static nint CreateContext()
    {
        lock (ContextGate)
        {
            if (_context != 0)
            {
                return _context;
            }

            nint context;
            try
            {
                context = NativeSecp256k1.secp256k1_context_create(NativeSecp256k1.ContextSignVerify);
            }
            catch (Exception error) when (error is DllNotFoundException or EntryPointNotFoundException)
            {
                throw new SigningLibraryMissingException(error);
            }

            // Blinds the multiplications of signing; it writes the context, hence before it is published.
            var seed = stackalloc byte[32];
            RandomNumberGenerator.Fill(new Span<byte>(seed, 32));
            Check.That(context != 0 && NativeSecp256k1.secp256k1_context_randomize(context, seed) == 1);
            Volatile.Write(ref _context, context);
            return context;
        }
    }
}
