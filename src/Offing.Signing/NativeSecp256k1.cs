using System.Runtime.InteropServices;

namespace Offing.Signing;

/// <summary>
/// The functions of libsecp256k1 0.2 that we call. The library ABORTS the process on an illegal argument, so
/// callers pass only what it has parsed itself, and recovery ids of 0 or 1.
/// </summary>
internal static unsafe partial class NativeSecp256k1
{
    private const string Library = "libsecp256k1.so.1";

    /// <summary>Sign and verify; later versions of the library ignore the difference.</summary>
    public const uint ContextSignVerify = (1 << 0) | (1 << 8) | (1 << 9);
    public const uint Uncompressed = 1 << 1;
    public const int SerializedPublicKeyBytes = 65;
    public const int OpaqueBytes = 64;
    public const int OpaqueRecoverableBytes = 65;

    [LibraryImport(Library)]
    public static partial nint secp256k1_context_create(uint flags);

    [LibraryImport(Library)]
    public static partial int secp256k1_context_randomize(nint context, byte* seed32);

    [LibraryImport(Library)]
    public static partial int secp256k1_ec_seckey_verify(nint context, byte* key32);

    [LibraryImport(Library)]
    public static partial int secp256k1_ec_pubkey_create(nint context, byte* opaque64, byte* key32);

    [LibraryImport(Library)]
    public static partial int secp256k1_ec_pubkey_parse(
        nint context, byte* opaque64, byte* input, nuint length);

    [LibraryImport(Library)]
    public static partial int secp256k1_ec_pubkey_serialize(
        nint context, byte* output, nuint* length, byte* opaque64, uint flags);

    [LibraryImport(Library)]
    public static partial int secp256k1_ecdsa_signature_parse_compact(
        nint context, byte* opaque64, byte* input64);

    [LibraryImport(Library)]
    public static partial int secp256k1_ecdsa_verify(
        nint context, byte* signature, byte* digest32, byte* publicKey);

    [LibraryImport(Library)]
    public static partial int secp256k1_ecdsa_recoverable_signature_parse_compact(
        nint context, byte* opaque65, byte* input64, int recoveryId);

    [LibraryImport(Library)]
    public static partial int secp256k1_ecdsa_recoverable_signature_serialize_compact(
        nint context, byte* output64, int* recoveryId, byte* opaque65);

    [LibraryImport(Library)]
    public static partial int secp256k1_ecdsa_sign_recoverable(
        nint context, byte* opaque65, byte* digest32, byte* key32, nint nonceFunction, nint nonceData);

    [LibraryImport(Library)]
    public static partial int secp256k1_ecdsa_recover(
        nint context, byte* publicKey, byte* opaque65, byte* digest32);
}
