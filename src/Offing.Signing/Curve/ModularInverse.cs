using System.Diagnostics.CodeAnalysis;
using System.Numerics;
using System.Runtime.CompilerServices;

namespace Offing.Signing.Curve;

/// <summary>
/// Inverses modulo an odd number of 256 bits by division steps (Bernstein and Yang, "Fast constant-time gcd
/// computation and modular inversion", 2019), 62 steps at a time, in variable time: for public numbers only.
/// </summary>
internal sealed class ModularInverse
{
    private const ulong Mask = ulong.MaxValue >> 2;
    private const int Step = 62;

    private readonly Limbs _modulus;

    // The inverse of the modulus modulo 2^62.
    private readonly ulong _inverse;

    private ModularInverse(ulong w0, ulong w1, ulong w2, ulong w3)
    {
        _modulus = Limbs.Of(w0, w1, w2, w3);
        unchecked
        {
            // Newton's step doubles the bits that are right; an odd number is its own inverse modulo 8.
            var inverse = w0;
            for (var bits = 3; bits < Step; bits *= 2)
            {
                inverse *= 2 - (w0 * inverse);
            }

            _inverse = inverse & Mask;
        }
    }

    /// <summary>Modulo p, of coordinates.</summary>
    public static ModularInverse OfField { get; } = new(
        0xFFFF_FFFE_FFFF_FC2F, ulong.MaxValue, ulong.MaxValue, ulong.MaxValue);

    /// <summary>Modulo n, of scalars.</summary>
    public static ModularInverse OfOrder { get; } = new(
        Scalars.Order0, Scalars.Order1, Scalars.Order2, Scalars.Order3);

    /// <summary>The inverse of a number below the modulus, in words; 0 for 0.</summary>
    public (ulong W0, ulong W1, ulong W2, ulong W3) Of(ulong w0, ulong w1, ulong w2, ulong w3)
    {
        var (d, e, f, g) = (default(Limbs), default(Limbs), _modulus, Limbs.Of(w0, w1, w2, w3));
        e.L0 = 1;
        var eta = -1L;
        do
        {
            eta = DivisionSteps(eta, f.L0, g.L0, out var matrix);
            UpdateInverses(ref d, ref e, in matrix);
            Update(ref f, ref g, in matrix);
        }
        while ((g.L0 | g.L1 | g.L2 | g.L3 | g.L4) != 0);
        Normalise(ref d, f.L4);
        return d.ToWords();
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static long DivisionSteps(long eta, long f0, long g0, out Matrix matrix)
    {
        unchecked
        {
            ulong u = 1, v = 0, q = 0, r = 1, f = (ulong)f0, g = (ulong)g0;
            var left = Step;
            while (true)
            {
                var zeros = BitOperations.TrailingZeroCount(g | (ulong.MaxValue << left));
                g >>= zeros;
                u <<= zeros;
                v <<= zeros;
                eta -= zeros;
                left -= zeros;
                if (left == 0)
                {
                    matrix = new Matrix((long)u, (long)v, (long)q, (long)r);
                    return eta;
                }

                ulong w;
                if (eta < 0)
                {
                    eta = -eta;
                    (f, g) = (g, 0 - f);
                    (u, q) = (q, 0 - u);
                    (v, r) = (r, 0 - v);
                    // As many low bits of g as may be cleared at once, six at most.
                    w = f * g * ((f * f) - 2) & Low(eta, left, 63);
                }
                else
                {
                    w = f + (((f + 1) & 4) << 1);
                    w = (0 - w) * g & Low(eta, left, 15);
                }

                g += f * w;
                q += u * w;
                r += v * w;
            }
        }
    }

    private static ulong Low(long eta, int left, ulong most) =>
        (ulong.MaxValue >> (64 - (int)Math.Min(eta + 1, left))) & most;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void UpdateInverses(ref Limbs d, ref Limbs e, in Matrix by)
    {
        unchecked
        {
            // Both stay in (-2 modulus, modulus): first a modulus for the negative ones, then as many as
            // make the lowest 62 bits zero.
            var (signD, signE) = (d.L4 >> 63, e.L4 >> 63);
            var md = (by.U & signD) + (by.V & signE);
            var me = (by.Q & signD) + (by.R & signE);
            Sum sd = default, se = default;
            sd.Add(by.U, d.L0).Add(by.V, e.L0);
            se.Add(by.Q, d.L0).Add(by.R, e.L0);
            md -= (long)(((_inverse * sd.Low) + (ulong)md) & Mask);
            me -= (long)(((_inverse * se.Low) + (ulong)me) & Mask);
            sd.Add(_modulus.L0, md).Take();
            se.Add(_modulus.L0, me).Take();
            var d0 = sd.Add(by.U, d.L1).Add(by.V, e.L1).Add(_modulus.L1, md).Take();
            var e0 = se.Add(by.Q, d.L1).Add(by.R, e.L1).Add(_modulus.L1, me).Take();
            var d1 = sd.Add(by.U, d.L2).Add(by.V, e.L2).Add(_modulus.L2, md).Take();
            var e1 = se.Add(by.Q, d.L2).Add(by.R, e.L2).Add(_modulus.L2, me).Take();
            var d2 = sd.Add(by.U, d.L3).Add(by.V, e.L3).Add(_modulus.L3, md).Take();
            var e2 = se.Add(by.Q, d.L3).Add(by.R, e.L3).Add(_modulus.L3, me).Take();
            var d3 = sd.Add(by.U, d.L4).Add(by.V, e.L4).Add(_modulus.L4, md).Take();
            var e3 = se.Add(by.Q, d.L4).Add(by.R, e.L4).Add(_modulus.L4, me).Take();
            (d.L0, d.L1, d.L2, d.L3, d.L4) = (d0, d1, d2, d3, (long)sd.Low);
            (e.L0, e.L1, e.L2, e.L3, e.L4) = (e0, e1, e2, e3, (long)se.Low);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Update(ref Limbs f, ref Limbs g, in Matrix by)
    {
        Sum sf = default, sg = default;
        sf.Add(by.U, f.L0).Add(by.V, g.L0).Take();
        sg.Add(by.Q, f.L0).Add(by.R, g.L0).Take();
        var f0 = sf.Add(by.U, f.L1).Add(by.V, g.L1).Take();
        var g0 = sg.Add(by.Q, f.L1).Add(by.R, g.L1).Take();
        var f1 = sf.Add(by.U, f.L2).Add(by.V, g.L2).Take();
        var g1 = sg.Add(by.Q, f.L2).Add(by.R, g.L2).Take();
        var f2 = sf.Add(by.U, f.L3).Add(by.V, g.L3).Take();
        var g2 = sg.Add(by.Q, f.L3).Add(by.R, g.L3).Take();
        var f3 = sf.Add(by.U, f.L4).Add(by.V, g.L4).Take();
        var g3 = sg.Add(by.Q, f.L4).Add(by.R, g.L4).Take();
        unchecked
        {
            (f.L0, f.L1, f.L2, f.L3, f.L4) = (f0, f1, f2, f3, (long)sf.Low);
            (g.L0, g.L1, g.L2, g.L3, g.L4) = (g0, g1, g2, g3, (long)sg.Low);
        }
    }

    // Into [0, modulus), negated when f ended as -1.
    private void Normalise(ref Limbs d, long sign)
    {
        AddIfNegative(ref d);
        if (sign < 0)
        {
            (d.L0, d.L1, d.L2, d.L3, d.L4) = (-d.L0, -d.L1, -d.L2, -d.L3, -d.L4);
        }

        d.Propagate();
        AddIfNegative(ref d);
        d.Propagate();
    }

    private void AddIfNegative(ref Limbs d)
    {
        var mask = d.L4 >> 63;
        d.L0 += _modulus.L0 & mask;
        d.L1 += _modulus.L1 & mask;
        d.L2 += _modulus.L2 & mask;
        d.L3 += _modulus.L3 & mask;
        d.L4 += _modulus.L4 & mask;
    }

    /// <summary>What 62 steps did to f and g, times 2^62.</summary>
    private readonly record struct Matrix(long U, long V, long Q, long R);

    /// <summary>A signed number in limbs of 62 bits.</summary>
    private struct Limbs
    {
        public long L0;
        public long L1;
        public long L2;
        public long L3;
        public long L4;

        public static Limbs Of(ulong w0, ulong w1, ulong w2, ulong w3) => unchecked(new Limbs
        {
            L0 = (long)(w0 & Mask),
            L1 = (long)(((w0 >> 62) | (w1 << 2)) & Mask),
            L2 = (long)(((w1 >> 60) | (w2 << 4)) & Mask),
            L3 = (long)(((w2 >> 58) | (w3 << 6)) & Mask),
            L4 = (long)(w3 >> 56),
        });

        public readonly (ulong, ulong, ulong, ulong) ToWords() => unchecked((
            (ulong)L0 | ((ulong)L1 << 62), ((ulong)L1 >> 2) | ((ulong)L2 << 60),
            ((ulong)L2 >> 4) | ((ulong)L3 << 58), ((ulong)L3 >> 6) | ((ulong)L4 << 56)));

        public void Propagate()
        {
            unchecked
            {
                L1 += L0 >> Step;
                L0 &= (long)Mask;
                L2 += L1 >> Step;
                L1 &= (long)Mask;
                L3 += L2 >> Step;
                L2 &= (long)Mask;
                L4 += L3 >> Step;
                L3 &= (long)Mask;
            }
        }
    }

    /// <summary>A signed sum of products, 128 bits.</summary>
    private struct Sum
    {
        private long _high;

        public ulong Low { get; private set; }

        [UnscopedRef]
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public ref Sum Add(long a, long b)
        {
            unchecked
            {
                var high = Math.BigMul(a, b, out var low);
                var sum = Low + (ulong)low;
                _high += high + (sum < Low ? 1 : 0);
                Low = sum;
                return ref this;
            }
        }

        /// <summary>The lowest 62 bits; the rest moves down.</summary>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public long Take()
        {
            unchecked
            {
                var limb = (long)(Low & Mask);
                Low = (Low >> Step) | ((ulong)_high << (64 - Step));
                _high >>= Step;
                return limb;
            }
        }
    }
}
