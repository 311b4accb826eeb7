using System.Runtime.CompilerServices;

namespace Offing.Signing.Curve;

/// <summary>
/// Multiples of one point, laid out so that any multiple of it is a sum of one table entry for each digit of
/// the factor, without doublings.
/// </summary>
internal sealed class WindowTable
{
    private readonly int _bits;

    // Of window i, from the first: 1, 2, ... 2^(bits-1) times 2^(i bits) times the point.
    private readonly AffinePoint[] _multiples;

    /// <param name="bits">Of a digit: more make a larger table and a faster sum.</param>
    public WindowTable(in AffinePoint point, int bits)
    {
        _bits = bits;
        var (windows, half) = (Scalar.CountDigits(bits), 1 << (bits - 1));
        _multiples = GC.AllocateUninitializedArray<AffinePoint>(windows * half);
        var chain = new JacobianPoint[half + 1];
        var flat = new AffinePoint[half + 1];
        var first = point;
        for (var window = 0; window < windows; window++)
        {
            var at = JacobianPoint.Of(in first);
            for (var i = 0; i < half; i++)
            {
                chain[i] = at;
                at.Add(in first);
            }

            chain[half] = chain[half - 1];
            chain[half].Double();
            Flatten(chain, flat);
            flat.AsSpan(0, half).CopyTo(_multiples.AsSpan(window * half));
            first = flat[half];
        }
    }

    /// <summary>Adds the point times the factor.</summary>
    public void AddMultiple(ref JacobianPoint sum, in Scalar factor)
    {
        Span<short> digits = stackalloc short[Scalar.CountDigits(_bits)];
        factor.WriteDigits(digits, _bits);
        for (var window = 0; window < digits.Length; window++)
        {
            int digit = digits[window];
            if (digit != 0)
            {
                ref readonly var entry = ref Entry(window, digit);
                sum.Add(digit > 0 ? entry : entry.Negated());
            }
        }
    }

    /// <summary>Puts what adds up to the point times the factor into a sum.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void PutMultiple(PointSums sums, int sum, in Scalar factor)
    {
        Span<short> digits = stackalloc short[Scalar.CountDigits(_bits)];
        factor.WriteDigits(digits, _bits);
        for (var window = 0; window < digits.Length; window++)
        {
            int digit = digits[window];
            if (digit != 0)
            {
                sums.Put(sum, in Entry(window, digit), digit < 0);
            }
        }
    }

    private ref readonly AffinePoint Entry(int window, int digit) =>
        ref _multiples[(window << (_bits - 1)) + Math.Abs(digit) - 1];

    // Montgomery's trick: one inversion for all. None of them is at infinity.
    private static void Flatten(JacobianPoint[] points, AffinePoint[] into)
    {
        var products = new Field[points.Length];
        var product = Field.One;
        for (var i = 0; i < points.Length; i++)
        {
            products[i] = product;
            product *= points[i].Z;
        }

        var inverse = product.Inverse();
        for (var i = points.Length - 1; i >= 0; i--)
        {
            var z = inverse * products[i];
            inverse *= points[i].Z;
            var zz = z.Square();
            into[i] = new AffinePoint(points[i].X * zz, points[i].Y * (zz * z));
        }
    }
}
