using System.Globalization;
using Offing.Protocol.Wire;

namespace Offing.Tools.Client;

/// <summary>Whole units as decimal text and back, to the last digit.</summary>
public static class Amounts
{
    public const int UsdDecimals = 6;

    public const int RateDecimals = 9;

    /// <summary>Units of 10^-decimals without superfluous zeros.</summary>
    public static string Text(long units, int decimals)
    {
        var digits = Int128.Abs(units).ToString(CultureInfo.InvariantCulture).PadLeft(decimals + 1, '0');
        var fraction = digits[^decimals..].TrimEnd('0');
        var whole = $"{(units < 0 ? "-" : "")}{digits[..^decimals]}";
        return decimals == 0 || fraction.Length == 0 ? whole : $"{whole}.{fraction}";
    }

    /// <param name="option">Named in the error.</param>
    /// <exception cref="FormatException">It is no such number.</exception>
    public static ulong Usd(string text, string option) =>
        WireDecimal.TryParse(text, out var value) && value.TryScale(UsdDecimals, out var units)
            && units <= long.MaxValue
            ? units
            : throw new FormatException(
                $"{option} {text}: must be USDC from 0 on with at most {UsdDecimals} decimals");

    /// <summary>A rate of 1 in units of 1e-9; negative is a rebate.</summary>
    /// <exception cref="FormatException">It is no such number.</exception>
    public static long Rate(string text, string option)
    {
        var isNegative = text.StartsWith('-');
        return WireDecimal.TryParse(isNegative ? text[1..] : text, out var value)
            && value.TryScale(RateDecimals, out var units) && units <= 1_000_000_000
            ? isNegative ? -(long)units : (long)units
            : throw new FormatException(
                $"{option} {text}: must be a rate from -1 to 1 as 0.00045, {RateDecimals} decimals at most");
    }
}
