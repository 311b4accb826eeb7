using Offing.Primitives;
using Offing.Signing.Curve;

namespace Offing.Signing;

/// <summary>
/// A public key that many signatures are expected of: with a table of its multiples made once, a signature
/// is checked in half the time of a recovery. It answers exactly as recovery would, the recovery id included.
/// </summary>
/// <remarks>
/// Recovery takes for R the point with x = r and the parity that the id says, and gives Q' = (s R - e G) / r.
/// So Q' is this key Q if and only if R = (e/s) G + (r/s) Q. Here the right side is computed whole, both
/// coordinates, and compared. A plain ECDSA verification compares x alone: it would also let through a
/// signature with the wrong id, which recovers to another key, and so would whoever reads the batch.
/// Nothing here is secret, so nothing takes care to take the same time for all numbers.
/// </remarks>
public sealed class KnownKey
{
    /// <summary>Of a table for one key: 152 KiB and about a millisecond.</summary>
    private const int KeyBits = 7;

    private const int GeneratorBits = 10;
    private static readonly Lazy<WindowTable> GeneratorTable =
        new(() => new WindowTable(AffinePoint.Generator, GeneratorBits));

    private readonly WindowTable _table;

    private KnownKey(PublicKey key, in AffinePoint point)
    {
        (Key, Address) = (key, key.Address);
        _table = new WindowTable(in point, KeyBits);
        _ = GeneratorTable.Value;
    }

    /// <summary>The key itself.</summary>
    public PublicKey Key { get; }

    /// <summary>The address of the key.</summary>
    public Address Address { get; }

    /// <summary>Makes the table; null when the key is not a point of the curve.</summary>
    public static KnownKey? Prepare(PublicKey key)
    {
        Span<byte> bytes = stackalloc byte[PublicKey.SizeBytes];
        key.CopyTo(bytes);
        var point = new AffinePoint(Field.Read(bytes[..32]), Field.Read(bytes[32..]));
        Span<byte> again = stackalloc byte[PublicKey.SizeBytes];
        point.X.CopyTo(again);
        point.Y.CopyTo(again[32..]);
        return point.IsOnCurve && again.SequenceEqual(bytes) ? new KnownKey(key, in point) : null;
    }

    /// <summary>
    /// Whether <see cref="Secp256k1.RecoverPublicKey"/> gives this key for the same arguments.
    /// </summary>
    public bool HasSigned(Hash32 digest, Signature signature)
    {
        Span<bool> result = stackalloc bool[1];
        HaveSigned([new Claim(this, digest, signature)], result);
        return result[0];
    }

    /// <summary>The same for several at once, which costs less for each; the keys may differ.</summary>
    public static void HaveSigned(ReadOnlySpan<Claim> claims, Span<bool> results)
    {
        for (var at = 0; at < claims.Length; at += PointSums.Most)
        {
            var count = Math.Min(PointSums.Most, claims.Length - at);
            Check(claims.Slice(at, count), results.Slice(at, count));
        }
    }

    private static void Check(ReadOnlySpan<Claim> claims, Span<bool> results)
    {
        var sums = PointSums.Own;
        Span<Numbers> numbers = stackalloc Numbers[claims.Length];
        Prepare(claims, numbers);
        for (var i = 0; i < claims.Length; i++)
        {
            sums.Begin(i);
            claims[i].Key._table.PutMultiple(sums, i, in numbers[i].OfKey);
            GeneratorTable.Value.PutMultiple(sums, i, in numbers[i].OfGenerator);
        }

        sums.Add(claims.Length);
        for (var i = 0; i < claims.Length; i++)
        {
            if (!sums.TryGet(i, out var point))
            {
                point = default;
                claims[i].Key._table.AddMultiple(ref point, in numbers[i].OfKey);
                GeneratorTable.Value.AddMultiple(ref point, in numbers[i].OfGenerator);
            }

            results[i] = numbers[i].IsSignature
                && IsR(point, in numbers[i].R, claims[i].Signature.RecoveryId);
        }
    }

    // e / s and r / s of each. No signature has r = s = 0, and is refused in the end.
    private static void Prepare(ReadOnlySpan<Claim> claims, Span<Numbers> numbers)
    {
        Span<byte> bytes = stackalloc byte[Signature.SizeBytes];
        Span<Scalar> products = stackalloc Scalar[claims.Length];
        var product = Scalar.One;
        for (var i = 0; i < claims.Length; i++)
        {
            ref var own = ref numbers[i];
            claims[i].Signature.CopyTo(bytes);
            (own.R, own.S) = (Scalar.Read(bytes[..32]), Scalar.Read(bytes[32..64]));
            claims[i].Digest.CopyTo(bytes);
            own.OfGenerator = Scalar.Read(bytes[..32]);
            own.IsSignature = !own.R.IsZero && !own.S.IsZero;
            own.S = own.S.IsZero ? Scalar.One : own.S;
            products[i] = product;
            product *= own.S;
        }

        var inverse = product.Inverse();
        for (var i = claims.Length - 1; i >= 0; i--)
        {
            ref var own = ref numbers[i];
            var ofS = inverse * products[i];
            inverse *= own.S;
            (own.OfKey, own.OfGenerator) = (own.R * ofS, own.OfGenerator * ofS);
        }
    }

    private static bool IsR(in JacobianPoint point, in Scalar r, byte recoveryId)
    {
        if (point.IsInfinity || !Field.AreEqual(point.X, r.ToField() * point.Z.Square()))
        {
            return false;
        }

        var z = point.Z.IsOne ? point.Z : point.Z.Inverse();
        return (point.Y * (z.Square() * z)).IsOdd == (recoveryId == 1);
    }

    /// <summary>That a key has signed a digest, which is to be checked.</summary>
    public readonly record struct Claim(KnownKey Key, Hash32 Digest, Signature Signature);

    private struct Numbers
    {
        public Scalar R;
        public Scalar S;
        public Scalar OfKey;
        public Scalar OfGenerator;
        public bool IsSignature;
    }
}
