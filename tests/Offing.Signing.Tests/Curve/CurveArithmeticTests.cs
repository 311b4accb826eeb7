using System.Globalization;
using System.Numerics;
using Offing.Signing.Curve;

namespace Offing.Signing.Tests.Curve;

/// <summary>The arithmetic in words against plain big integers.</summary>
public sealed class CurveArithmeticTests
{
    private const int Rounds = 4_000;
    private static readonly BigInteger P = BigInteger.Pow(2, 256) - BigInteger.Pow(2, 32) - 977;
    private static readonly BigInteger N = BigInteger.Parse(
        "0FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFEBAAEDCE6AF48A03BBFD25E8CD0364141", NumberStyles.HexNumber);

    private static readonly BigInteger Top = BigInteger.Pow(2, 256);
    private readonly Random _random = new(7);

    [Fact]
    public void Coordinates_add_subtract_multiply_and_square_as_numbers_modulo_p()
    {
        for (var i = 0; i < Rounds; i++)
        {
            var (a, b) = (Pick(), Pick());
            var (x, y) = (ToField(a), ToField(b));
            Assert.Equal((a + b) % P, Value(x + y));
            Assert.Equal((((a - b) % P) + P) % P, Value(x - y));
            Assert.Equal(a * b % P, Value(x * y));
            Assert.Equal(a * a % P, Value(x.Square()));
            Assert.Equal((P - (a % P)) % P, Value(-x));
            Assert.Equal(a % P == 0, x.IsZero);
            Assert.Equal(!(a % P).IsEven, x.IsOdd);
            Assert.Equal(a % P == b % P, Field.AreEqual(x, y));
        }
    }

    [Fact]
    public void Inverses_are_those_of_Fermat()
    {
        for (var i = 0; i < Rounds / 4; i++)
        {
            var a = Pick();
            Assert.Equal(BigInteger.ModPow(a, P - 2, P), Value(ToField(a).Inverse()));
            Assert.Equal(BigInteger.ModPow(a, N - 2, N), Value(ToScalar(a).Inverse()));
        }
    }

    [Fact]
    public void Scalars_multiply_modulo_n()
    {
        for (var i = 0; i < Rounds; i++)
        {
            var (a, b) = (Pick(), Pick());
            Assert.Equal(a % N, Value(ToScalar(a)));
            Assert.Equal(a % N * (b % N) % N, Value(ToScalar(a) * ToScalar(b)));
        }
    }

    [Theory]
    [InlineData(4)]
    [InlineData(7)]
    [InlineData(8)]
    [InlineData(10)]
    public void The_digits_of_a_scalar_sum_up_to_it(int bits)
    {
        var digits = new short[Scalar.CountDigits(bits)];
        for (var i = 0; i < Rounds; i++)
        {
            var a = Pick() % N;
            ToScalar(a).WriteDigits(digits, bits);
            var sum = BigInteger.Zero;
            for (var at = digits.Length - 1; at >= 0; at--)
            {
                Assert.InRange(digits[at], -(1 << (bits - 1)) + 1, 1 << (bits - 1));
                sum = (sum << bits) + digits[at];
            }

            Assert.Equal(a, sum);
        }
    }

    // The plain way beside it: the line through two points, in affine coordinates and big integers.
    [Fact]
    public void Points_add_as_the_chord_and_the_tangent_say()
    {
        var table = new WindowTable(AffinePoint.Generator, 5);
        var generator = Flat(JacobianPoint.Of(AffinePoint.Generator))!.Value;
        Assert.True(AffinePoint.Generator.IsOnCurve);
        for (var i = 0; i < Rounds / 20; i++)
        {
            var (a, b) = (Small(i), Small(i + 3));
            var (x, y) = (default(JacobianPoint), default(JacobianPoint));
            table.AddMultiple(ref x, ToScalar(a));
            table.AddMultiple(ref y, ToScalar(b));
            Assert.Equal(Times(generator, a), Flat(x));
            var before = Flat(x);
            if (Flat(y) is { } other)
            {
                x.Add(new AffinePoint(ToField(other.X), ToField(other.Y)));
                Assert.Equal(Plus(before, other), Flat(x));
            }
        }
    }

    // Now and then the same number, its opposite, zero, or a tiny one.
    private BigInteger Small(int i) => i % 7 < 3 ? i % 4 : i % 7 == 3 ? N - (i % 5) - 1 : Pick() % N;

    private BigInteger Pick()
    {
        var bytes = new byte[32];
        _random.NextBytes(bytes);
        for (var word = 0; word < 4; word++)
        {
            // Words of ones and of zeros are where carries go wrong.
            var kind = _random.Next(6);
            if (kind < 2)
            {
                bytes.AsSpan(word * 8, 8).Fill(kind == 0 ? (byte)0 : (byte)255);
            }
        }

        var value = new BigInteger(bytes, isUnsigned: true);
        BigInteger[] edges =
            [0, 1, 2, P - 1, P, P + 1, P - 2, N - 1, N, N + 1, Top - 1, Top - P, Top - N, 977];
        return _random.Next(5) == 0 ? edges[_random.Next(edges.Length)] : value;
    }

    private static (BigInteger X, BigInteger Y)? Times((BigInteger X, BigInteger Y) point, BigInteger factor)
    {
        (BigInteger X, BigInteger Y)? sum = null;
        for (var bit = 255; bit >= 0; bit--)
        {
            sum = Plus(sum, sum);
            sum = ((factor >> bit) & 1) == 1 ? Plus(sum, point) : sum;
        }

        return sum;
    }

    private static (BigInteger X, BigInteger Y)? Plus(
        (BigInteger X, BigInteger Y)? one, (BigInteger X, BigInteger Y)? two)
    {
        if (one is not { } a || two is not { } b)
        {
            return one ?? two;
        }

        if (a.X == b.X && (a.Y + b.Y) % P == 0)
        {
            return null;
        }

        var slope = a == b
            ? 3 * a.X * a.X * BigInteger.ModPow(2 * a.Y, P - 2, P)
            : (b.Y - a.Y + P) * BigInteger.ModPow(b.X - a.X + P, P - 2, P);
        var x = (((slope * slope) - a.X - b.X) % P + P) % P;
        return (x, (((slope * (a.X - x)) - a.Y) % P + P) % P);
    }

    private static (BigInteger X, BigInteger Y)? Flat(JacobianPoint point)
    {
        var z = point.Z.Inverse();
        var zz = z.Square();
        return point.IsInfinity ? null : (Value(point.X * zz), Value(point.Y * (zz * z)));
    }

    private static Field ToField(BigInteger value) => Field.Read(Bytes(value));

    private static Scalar ToScalar(BigInteger value) => Scalar.Read(Bytes(value));

    private static byte[] Bytes(BigInteger value)
    {
        var bytes = new byte[32];
        value.TryWriteBytes(bytes, out var written, isUnsigned: true, isBigEndian: false);
        Array.Reverse(bytes);
        Assert.InRange(written, 0, 32);
        return bytes;
    }

    private static BigInteger Value(in Field value)
    {
        var bytes = new byte[32];
        value.CopyTo(bytes);
        return new BigInteger(bytes, isUnsigned: true, isBigEndian: true);
    }

    private static BigInteger Value(in Scalar value)
    {
        var bytes = new byte[32];
        value.CopyTo(bytes);
        return new BigInteger(bytes, isUnsigned: true, isBigEndian: true);
    }
}
