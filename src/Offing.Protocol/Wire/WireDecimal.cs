using System.Globalization;
using Offing.Primitives;

namespace Offing.Protocol.Wire;

/// <summary>
/// A decimal of the wire, exactly as written: Mantissa x 10^-Scale. "30000.0" and "30000" differ in
/// Scale and not in value.
/// </summary>
public readonly record struct WireDecimal(ulong Mantissa, byte Scale)
{
    /// <summary>Most decimals that a text may carry: a nibble in the compact form.</summary>
    public const int MaxScale = 15;

    /// <summary>Longer texts are refused unread.</summary>
    public const int MaxChars = 40;

    /// <summary>All that fit in 64 bits.</summary>
    private static ReadOnlySpan<ulong> PowersOfTen =>
    [
        1, 10, 100, 1_000, 10_000, 100_000, 1_000_000, 10_000_000, 100_000_000, 1_000_000_000,
        10_000_000_000, 100_000_000_000, 1_000_000_000_000, 10_000_000_000_000, 100_000_000_000_000,
        1_000_000_000_000_000, 10_000_000_000_000_000, 100_000_000_000_000_000, 1_000_000_000_000_000_000,
        10_000_000_000_000_000_000,
    ];

    /// <summary>Whether the value is zero, at any scale.</summary>
    public bool IsZero => Mantissa == 0;

    /// <summary>
    /// Digits with at most one point between digits; no sign, exponent, space, or superfluous zero in front.
    /// </summary>
    public static bool TryParse(ReadOnlySpan<char> text, out WireDecimal value)
    {
        value = default;
        if (text.IsEmpty || text.Length > MaxChars)
        {
            return false;
        }

        ulong mantissa = 0;
        var point = -1;
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] == '.' && point < 0 && i > 0 && i < text.Length - 1)
            {
                point = i;
                continue;
            }

            if (!char.IsAsciiDigit(text[i]))
            {
                return false;
            }

            var digit = (uint)(text[i] - '0');
            if (mantissa > (ulong.MaxValue - digit) / 10)
            {
                return false;
            }

            mantissa = (mantissa * 10) + digit;
        }

        var scale = point < 0 ? 0 : text.Length - 1 - point;
        var whole = text.Length - scale - (point < 0 ? 0 : 1);
        if (scale > MaxScale || (whole > 1 && text[0] == '0'))
        {
            return false;
        }

        value = new WireDecimal(mantissa, (byte)scale);
        return true;
    }

    /// <summary>The integer number of 10^-decimals, when the value is one and fits in 64 bits.</summary>
    public bool TryScale(int decimals, out ulong units)
    {
        var shift = decimals - Scale;
        if (Mantissa == 0 || shift == 0)
        {
            units = Mantissa;
            return true;
        }

        units = 0;
        if (Math.Abs(shift) >= PowersOfTen.Length)
        {
            return false;
        }

        var power = PowersOfTen[Math.Abs(shift)];
        if (shift > 0)
        {
            var isInside = Math.BigMul(Mantissa, power, out var product) == 0;
            units = isInside ? product : 0;
            return isInside;
        }

        var (quotient, remainder) = Math.DivRem(Mantissa, power);
        units = remainder == 0 ? quotient : 0;
        return remainder == 0;
    }

    /// <summary>Digits from the first to the last that is not zero, over the whole number.</summary>
    public int SignificantFigures
    {
        get
        {
            var digits = Mantissa;
            while (digits != 0 && digits % 10 == 0)
            {
                digits /= 10;
            }

            var figures = 0;
            while (figures < PowersOfTen.Length && digits >= PowersOfTen[figures])
            {
                figures++;
            }

            return figures;
        }
    }

    /// <summary>Whether the value is a whole number.</summary>
    public bool IsInteger => TryScale(0, out _);

    /// <summary>units x 10^-decimals without trailing zeros, as the wire's requests are written.</summary>
    public static WireDecimal FromUnits(ulong units, int decimals)
    {
        Check.That(decimals is >= 0 and <= MaxScale);
        while (decimals > 0 && units % 10 == 0)
        {
            units /= 10;
            decimals--;
        }

        return new WireDecimal(units, (byte)decimals);
    }

    /// <summary>The text that <see cref="TryParse"/> reads back to the same value and scale.</summary>
    public override string ToString()
    {
        var digits = Mantissa.ToString(CultureInfo.InvariantCulture).PadLeft(Scale + 1, '0');
        return Scale == 0 ? digits : $"{digits[..^Scale]}.{digits[^Scale..]}";
    }
}
