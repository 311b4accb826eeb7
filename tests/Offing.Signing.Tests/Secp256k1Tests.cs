using System.Globalization;
using System.Numerics;
using FsCheck;
using FsCheck.Fluent;
using Offing.Primitives;

namespace Offing.Signing.Tests;

public sealed class Secp256k1Tests
{
    private static readonly BigInteger Order = BigInteger.Parse(
        "0FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFEBAAEDCE6AF48A03BBFD25E8CD0364141", NumberStyles.HexNumber);

    [Theory]
    [InlineData("0x0000000000000000000000000000000000000000000000000000000000000001",
        "0x7e5f4552091a69125d5dfcb7b8c2659029395bdf")]
    [InlineData("0xac0974bec39a17e36ba4a6b4d238ff944bacb478cbed5efcae784d7bf4f2ff80",
        "0xf39fd6e51aad88f6f4ce6ab8827279cfffb92266")]
    public void A_known_key_has_its_known_address(string key, string address) =>
        Assert.Equal(Address.Parse(address), PrivateKey.Parse(key).Address);

    [Fact]
    public void Whoever_signs_is_recovered_and_verified() =>
        ForAllMessages((key, digest) =>
        {
            var signature = Secp256k1.Sign(digest, key);
            return Secp256k1.Recover(digest, signature) == key.Address
                && Secp256k1.RecoverPublicKey(digest, signature) == key.PublicKey
                && Secp256k1.VerifyKnown(key.PublicKey, digest, signature);
        });

    [Fact]
    public void A_tampered_digest_names_nobody_known() =>
        ForAllMessages((key, digest) =>
        {
            var signature = Secp256k1.Sign(digest, key);
            var other = Keccak.Hash(digest.ToArray());
            return Secp256k1.Recover(other, signature) != key.Address
                && !Secp256k1.VerifyKnown(key.PublicKey, other, signature);
        });

    [Fact]
    public void A_signature_with_the_other_recovery_id_names_somebody_else() =>
        ForAllMessages((key, digest) =>
        {
            var bytes = Secp256k1.Sign(digest, key).ToArray();
            bytes[64] ^= 1;
            return Signature.TryRead(bytes, out var flipped)
                && Secp256k1.Recover(digest, flipped) != key.Address;
        });

    [Fact]
    public void The_high_twin_of_a_signature_is_refused() =>
        ForAllMessages((key, digest) =>
        {
            var bytes = Secp256k1.Sign(digest, key).ToArray();
            var low = new BigInteger(bytes.AsSpan(32, 32), isUnsigned: true, isBigEndian: true);
            var high = (Order - low).ToByteArray(isUnsigned: true, isBigEndian: true);
            bytes.AsSpan(32, 32).Clear();
            high.CopyTo(bytes.AsSpan(64 - high.Length));
            bytes[64] ^= 1;
            return !Signature.TryRead(bytes, out _);
        });

    [Fact]
    public void The_same_message_is_always_signed_alike()
    {
        var key = PrivateKey.FromSeed("alice");
        var digest = Keccak.Hash("message"u8);

        Assert.Equal(Secp256k1.Sign(digest, key), Secp256k1.Sign(digest, key));
    }

    [Fact]
    public void No_signature_names_nobody()
    {
        Assert.Null(Secp256k1.Recover(Keccak.Hash([]), default));
        Assert.False(Secp256k1.VerifyKnown(PrivateKey.FromSeed("alice").PublicKey, Keccak.Hash([]), default));
    }

    [Fact]
    public void A_point_off_the_curve_verifies_nothing()
    {
        var digest = Keccak.Hash("message"u8);
        var signature = Secp256k1.Sign(digest, PrivateKey.FromSeed("alice"));

        Assert.False(Secp256k1.VerifyKnown(default, digest, signature));
        var outside = Enumerable.Repeat((byte)0xFF, PublicKey.SizeBytes).ToArray();
        Assert.False(Secp256k1.VerifyKnown(new PublicKey(outside), digest, signature));
    }

    [Fact]
    public void An_r_that_is_no_point_names_nobody()
    {
        // x = 5 has no square root on the curve.
        Assert.True(Signature.TryParse("0x5", "0x1", 27, out var signature));
        Assert.Null(Secp256k1.Recover(Keccak.Hash([]), signature));
    }

    [Fact]
    public void Many_threads_sign_and_recover_at_once()
    {
        var key = PrivateKey.FromSeed("alice");
        var wrong = 0;
        Parallel.For(0, 400, i =>
        {
            var digest = Keccak.Hash(BitConverter.GetBytes(i));
            if (Secp256k1.Recover(digest, Secp256k1.Sign(digest, key)) != key.Address)
            {
                Interlocked.Increment(ref wrong);
            }
        });
        Assert.Equal(0, wrong);
    }

    private static void ForAllMessages(Func<PrivateKey, Hash32, bool> property) =>
        Prop.ForAll((NonNull<string> seed, byte[] message) =>
            property(PrivateKey.FromSeed(seed.Get), Keccak.Hash(message))).QuickCheckThrowOnFailure();
}
