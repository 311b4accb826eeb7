using System.Globalization;
using System.Numerics;
using Offing.Primitives;

namespace Offing.Signing.Tests;

/// <summary>
/// What a known key accepts is what recovery gives for it, no more and no less: libsecp256k1 is the arbiter.
/// So many signatures as OFFING_SIGNATURES says, else a few seconds' worth.
/// </summary>
public sealed class KnownKeyTests
{
    private static readonly BigInteger N = BigInteger.Parse(
        "0FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFEBAAEDCE6AF48A03BBFD25E8CD0364141", NumberStyles.HexNumber);

    private static readonly BigInteger[] OddKeys =
        [1, 2, 3, N - 1, N - 2, (N - 1) / 2, BigInteger.Pow(2, 255)];
    private readonly Random _random = new(11);

    private static int Signatures { get; } =
        Environment.GetEnvironmentVariable("OFFING_SIGNATURES") is { Length: > 0 } text
            ? int.Parse(text, CultureInfo.InvariantCulture)
            : 4_000;

    [Fact]
    public void It_accepts_what_recovery_gives_for_it_and_nothing_else()
    {
        var (accepted, refused) = (0, 0);
        const int perKey = 200;
        for (var i = 0; i < Signatures; i += perKey)
        {
            var secret = i / perKey < OddKeys.Length ? OddKeys[i / perKey] : Number();
            var key = PrivateKey.Parse($"0x{Hexadecimal(secret)}");
            var known = KnownKey.Prepare(key.PublicKey)!;
            Assert.Equal((key.Address, key.PublicKey), (known.Address, known.Key));
            for (var j = 0; j < perKey; j++)
            {
                var digest = Digest();
                foreach (var signature in Variants(Secp256k1.Sign(digest, key)))
                {
                    var plain = Secp256k1.RecoverPublicKey(digest, signature) == key.PublicKey;
                    Assert.Equal(plain, known.HasSigned(digest, signature));
                    _ = plain ? accepted++ : refused++;
                }
            }
        }

        Assert.True(accepted >= Signatures && refused > 4 * Signatures);
    }

    [Fact]
    public void Many_claims_at_once_are_answered_as_each_alone()
    {
        var keys = OddKeys.Append(Number()).Append(Number())
            .Select(secret => PrivateKey.Parse($"0x{Hexadecimal(secret)}")).ToArray();
        var known = Array.ConvertAll(keys, key => KnownKey.Prepare(key.PublicKey)!);
        for (var size = 0; size < 40; size++)
        {
            var claims = new KnownKey.Claim[size];
            var plain = new bool[size];
            for (var i = 0; i < size; i++)
            {
                var (signer, asked) = (_random.Next(keys.Length), _random.Next(keys.Length));
                asked = _random.Next(3) > 0 ? signer : asked;
                var digest = _random.Next(9) == 0 ? default : Digest();
                var variants = Variants(Secp256k1.Sign(digest, keys[signer])).Append(default).ToArray();
                var signature = variants[_random.Next(2) * _random.Next(variants.Length)];
                claims[i] = new(known[asked], digest, signature);
                plain[i] = Secp256k1.RecoverPublicKey(digest, signature) == keys[asked].PublicKey;
            }

            var results = new bool[size];
            KnownKey.HaveSigned(claims, results);
            Assert.Equal(plain, results);
        }
    }

    // The recovery id is not bound by an ECDSA verification: libsecp256k1 itself says yes to both.
    [Fact]
    public void A_signature_with_the_wrong_recovery_id_verifies_but_is_refused()
    {
        var key = PrivateKey.Parse($"0x{Hexadecimal(Number())}");
        var known = KnownKey.Prepare(key.PublicKey)!;
        var digest = Digest();
        var right = Secp256k1.Sign(digest, key);
        var bytes = right.ToArray();
        bytes[64] ^= 1;
        Assert.True(Signature.TryRead(bytes, out var wrong));
        Assert.True(Secp256k1.VerifyKnown(key.PublicKey, digest, wrong));
        Assert.False(known.HasSigned(digest, wrong));
        Assert.True(known.HasSigned(digest, right));
    }

    // Signatures made with nonces of our choice, by which the sum meets equal and opposite points.
    [Fact]
    public void Made_up_nonces_and_digests_change_nothing()
    {
        BigInteger[] numbers = [1, 2, 3, 4, 63, 64, 65, 128, 512, 513, N - 1, N - 2, N - 64, (N + 1) / 2];
        foreach (var secret in OddKeys)
        {
            var key = PrivateKey.Parse($"0x{Hexadecimal(secret)}");
            var known = KnownKey.Prepare(key.PublicKey)!;
            foreach (var nonce in numbers)
            {
                BigInteger[] messages = [0, 1, 2, N - 1, N, N + 1, secret, N - secret, Number()];
                foreach (var message in messages)
                {
                    Compare((secret, key, known), nonce, message);
                }
            }
        }
    }

    [Fact]
    public void No_signature_is_by_nobody_and_a_point_off_the_curve_is_no_key()
    {
        var known = KnownKey.Prepare(PrivateKey.Parse($"0x{Hexadecimal(5)}").PublicKey)!;
        Assert.False(known.HasSigned(Digest(), default));
        Assert.Null(KnownKey.Prepare(default));
        Assert.Null(KnownKey.Prepare(new PublicKey(Enumerable.Repeat((byte)255, 64).ToArray())));
    }

    // The digest that makes the sum infinite: e = -r d.
    [Fact]
    public void A_sum_at_infinity_is_refused_as_recovery_refuses_it()
    {
        foreach (var secret in OddKeys)
        {
            var key = PrivateKey.Parse($"0x{Hexadecimal(secret)}");
            var r = X(7);
            var digest = Hash32.Parse($"0x{Hexadecimal((N - (r * secret % N)) % N)}");
            foreach (var v in (ulong[])[0, 1])
            {
                Assert.True(Signature.TryCreate(
                    Convert.FromHexString(Hexadecimal(r) + Hexadecimal(3)), v, out var signature));
                Assert.NotEqual(key.PublicKey, Secp256k1.RecoverPublicKey(digest, signature));
                Assert.False(KnownKey.Prepare(key.PublicKey)!.HasSigned(digest, signature));
            }
        }
    }

    private static void Compare(
        (BigInteger Secret, PrivateKey Key, KnownKey Known) of, BigInteger nonce, BigInteger message)
    {
        var (secret, key, known) = of;
        var r = X(nonce);
        var s = (message + (r * secret)) % N * BigInteger.ModPow(nonce, N - 2, N) % N;
        s = BigInteger.Min(s, N - s);
        var digest = Hash32.Parse($"0x{Hexadecimal(message)}");
        var found = 0;
        foreach (var v in (ulong[])[0, 1])
        {
            if (Signature.TryCreate(Convert.FromHexString(Hexadecimal(r) + Hexadecimal(s)), v, out var made))
            {
                var plain = Secp256k1.RecoverPublicKey(digest, made) == key.PublicKey;
                Assert.Equal(plain, known.HasSigned(digest, made));
                found += plain ? 1 : 0;
            }
        }

        Assert.Equal(s.IsZero ? 0 : 1, found);
    }

    private IEnumerable<Signature> Variants(Signature right)
    {
        yield return right;
        for (var i = 0; i < 6; i++)
        {
            var bytes = right.ToArray();
            switch (i)
            {
                case 0:
                    bytes[64] ^= 1;
                    break;
                case 1:
                    bytes[_random.Next(64)] ^= (byte)(1 << _random.Next(8));
                    break;
                case 2:
                    _random.NextBytes(bytes.AsSpan(32, 32));
                    bytes[32] &= 0x3F;
                    break;
                case 3:
                    _random.NextBytes(bytes.AsSpan(0, 32));
                    break;
                case 4:
                    bytes.AsSpan(0, 31).Clear();
                    break;
                default:
                    bytes.AsSpan(32, 31).Clear();
                    break;
            }

            if (Signature.TryRead(bytes, out var other))
            {
                yield return other;
            }
        }
    }

    private static BigInteger X(BigInteger nonce)
    {
        var bytes = new byte[PublicKey.SizeBytes];
        PrivateKey.Parse($"0x{Hexadecimal(nonce)}").PublicKey.CopyTo(bytes);
        return new BigInteger(bytes.AsSpan(0, 32), true, true) % N;
    }

    private Hash32 Digest()
    {
        var bytes = new byte[32];
        _random.NextBytes(bytes);
        return new Hash32(bytes);
    }

    private BigInteger Number()
    {
        var bytes = new byte[32];
        _random.NextBytes(bytes);
        return (new BigInteger(bytes, isUnsigned: true) % (N - 1)) + 1;
    }

    private static string Hexadecimal(BigInteger value) =>
        value.ToString("x64", CultureInfo.InvariantCulture)[^64..];
}
