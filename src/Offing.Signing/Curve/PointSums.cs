using System.Runtime.CompilerServices;
using Offing.Primitives;

namespace Offing.Signing.Curve;

/// <summary>
/// Sums of many points for several signatures at once. Points are added in pairs, level by level, in plain
/// coordinates, which takes six multiplications each and an inversion; the inversions of a level are one
/// (Montgomery's trick). Too few pairs to pay for it are added in Jacobian coordinates. For one thread.
/// </summary>
internal sealed class PointSums
{
    /// <summary>Sums at once.</summary>
    public const int Most = 16;

    // Below, an inversion costs more than what plain coordinates save.
    private const int LeastPairs = 10;
    private const int PointsEach = 72;

    private readonly int[] _counts = new int[Most];
    private readonly bool[] _isOdd = new bool[Most];
    private readonly Field[] _products = new Field[Most * PointsEach / 2];
    private AffinePoint[] _points = new AffinePoint[Most * PointsEach];
    private AffinePoint[] _next = new AffinePoint[Most * PointsEach];

    /// <summary>Of this thread.</summary>
    [field: ThreadStatic]
    public static PointSums Own => field ??= new PointSums();

    /// <summary>Begins sum <paramref name="sum"/> anew.</summary>
    public void Begin(int sum)
    {
        Check.That(sum < Most);
        (_counts[sum], _isOdd[sum]) = (0, false);
    }

    /// <summary>Puts a point into a sum.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Put(int sum, in AffinePoint point, bool negated)
    {
        ref var at = ref _points[(sum * PointsEach) + _counts[sum]++];
        at = negated ? point.Negated() : point;
    }

    /// <summary>Adds up the sums from 0 to <paramref name="sums"/> - 1.</summary>
    public void Add(int sums)
    {
        while (Pairs(sums) is >= LeastPairs and var pairs)
        {
            Level(sums, pairs);
            (_points, _next) = (_next, _points);
            for (var sum = 0; sum < sums; sum++)
            {
                _counts[sum] = (_counts[sum] + 1) / 2;
            }
        }
    }

    /// <summary>
    /// A sum after <see cref="Add"/>; false when two of its points met, equal or opposite, so that it must
    /// be computed in the way that knows of such.
    /// </summary>
    public bool TryGet(int sum, out JacobianPoint result)
    {
        result = default;
        for (var i = 0; i < _counts[sum]; i++)
        {
            result.Add(in _points[(sum * PointsEach) + i]);
        }

        return !_isOdd[sum];
    }

    private int Pairs(int sums)
    {
        var pairs = 0;
        for (var sum = 0; sum < sums; sum++)
        {
            pairs += _counts[sum] / 2;
        }

        return pairs;
    }

    // The products of all differences of x before each pair, then one inverse, taken apart from the end.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Level(int sums, int pairs)
    {
        var product = Field.One;
        var at = 0;
        for (var sum = 0; sum < sums; sum++)
        {
            var own = _points.AsSpan(sum * PointsEach, _counts[sum]);
            for (var i = 0; i + 1 < own.Length; i += 2)
            {
                _products[at++] = product;
                var difference = own[i + 1].X - own[i].X;
                if (difference.IsZero)
                {
                    _isOdd[sum] = true;
                    continue;
                }

                product *= difference;
            }
        }

        Check.That(at == pairs);
        var inverse = product.Inverse();
        for (var sum = sums - 1; sum >= 0; sum--)
        {
            var own = _points.AsSpan(sum * PointsEach, _counts[sum]);
            var into = _next.AsSpan(sum * PointsEach, (own.Length + 1) / 2);
            if ((own.Length & 1) != 0)
            {
                into[^1] = own[^1];
            }

            for (var i = (own.Length / 2) - 1; i >= 0; i--)
            {
                ref readonly var a = ref own[2 * i];
                ref readonly var b = ref own[(2 * i) + 1];
                at--;
                var difference = b.X - a.X;
                if (_isOdd[sum] && difference.IsZero)
                {
                    into[i] = a;
                    continue;
                }

                AddPair(in a, in b, inverse * _products[at], out into[i]);
                inverse *= difference;
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void AddPair(
        in AffinePoint a, in AffinePoint b, in Field inverseDifference, out AffinePoint sum)
    {
        var slope = (b.Y - a.Y) * inverseDifference;
        var x = slope.Square() - a.X - b.X;
        sum = new AffinePoint(x, (slope * (a.X - x)) - a.Y);
    }
}
