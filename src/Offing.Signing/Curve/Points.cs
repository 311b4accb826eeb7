using System.Runtime.CompilerServices;

namespace Offing.Signing.Curve;

/// <summary>A point of y^2 = x^3 + 7 by its coordinates.</summary>
internal readonly record struct AffinePoint(Field X, Field Y)
{
    /// <summary>The group's generator.</summary>
    public static AffinePoint Generator { get; } = new(
        new(0x59F2815B16F81798, 0x029BFCDB2DCE28D9, 0x55A06295CE870B07, 0x79BE667EF9DCBBAC),
        new(0x9C47D08FFB10D4B8, 0xFD17B448A6855419, 0x5DA4FBFC0E1108A8, 0x483ADA7726A3C465));

    public bool IsOnCurve => Field.AreEqual(Y.Square(), (X.Square() * X) + new Field(7, 0, 0, 0));

    public AffinePoint Negated() => new(X, -Y);
}

/// <summary>A point as (X / Z^2, Y / Z^3); Z = 0 is the point at infinity. Default is that one.</summary>
internal struct JacobianPoint
{
    public Field X;
    public Field Y;
    public Field Z;

    public readonly bool IsInfinity => Z.IsZero;

    public static JacobianPoint Of(in AffinePoint point) => new()
    {
        X = point.X, Y = point.Y, Z = Field.One,
    };

    /// <summary>Adds a point, whatever the two are.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Add(in AffinePoint other)
    {
        if (IsInfinity)
        {
            this = Of(in other);
            return;
        }

        var zz = Z.Square();
        var h = (other.X * zz) - X;
        var r = (other.Y * (zz * Z)) - Y;
        if (h.IsZero)
        {
            // The same x: the same point, or the one opposite.
            if (r.IsZero)
            {
                Double();
            }
            else
            {
                this = default;
            }

            return;
        }

        var hh = h.Square();
        var hhh = h * hh;
        var v = X * hh;
        X = r.Square() - hhh - (v + v);
        Y = (r * (v - X)) - (Y * hhh);
        Z *= h;
    }

    /// <summary>Adds it to itself. No point but infinity has Y = 0 on this curve.</summary>
    public void Double()
    {
        var yy = Y.Square();
        var s = X * yy;
        s += s;
        s += s;
        var xx = X.Square();
        var m = xx + xx + xx;
        var yyyy = yy.Square();
        yyyy += yyyy;
        yyyy += yyyy;
        yyyy += yyyy;
        Z = Y * Z;
        Z += Z;
        X = m.Square() - (s + s);
        Y = (m * (s - X)) - yyyy;
    }
}
