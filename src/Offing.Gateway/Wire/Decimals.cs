using System.Globalization;
using Offing.Primitives;
using Offing.Protocol.Genesis;

namespace Offing.Gateway.Wire;

/// <summary>
/// Numbers of the wire as decimal texts, made from integers alone. Never an exponent; trailing zeros are cut
/// down to one decimal, as the wire writes "30000.0".
/// </summary>
public static class Decimals
{
    private const int UsdDecimals = 6;

    /// <summary>More decimals than a tick has, for averages.</summary>
    private const int AverageDecimals = 3;

    /// <summary>units x 10^-decimals.</summary>
    public static string Fixed(Int128 units, int decimals)
    {
        Check.That(decimals is >= 0 and <= 30);
        var sign = units < 0 ? "-" : "";
        var digits = Int128.Abs(units).ToString(CultureInfo.InvariantCulture).PadLeft(decimals + 1, '0');
        var fraction = digits[(digits.Length - decimals)..].TrimEnd('0');
        return $"{sign}{digits[..(digits.Length - decimals)]}.{(fraction.Length == 0 ? "0" : fraction)}";
    }

    /// <summary>USDC.</summary>
    public static string Usd(MicroUsd amount) => Fixed(amount.Value, UsdDecimals);

    /// <summary>A price of a market.</summary>
    public static string Price(MarketParameters market, Ticks price) =>
        Fixed(price.Value, market.PriceDecimals);

    /// <summary>Half the sum of two prices.</summary>
    public static string HalfPrice(MarketParameters market, ulong halfTicks) =>
        Fixed((Int128)halfTicks * 5, market.PriceDecimals + 1);

    /// <summary>A size of a market, signed.</summary>
    public static string Size(MarketParameters market, Lots size) => Fixed(size.Value, market.SzDecimals);

    /// <summary>
    /// Quote / size as a price, rounded to the nearest thousandth of a tick; 0.0 for no size.
    /// </summary>
    public static string AveragePrice(MarketParameters market, MicroUsd quote, Lots size) =>
        Ratio(Int128.Abs(quote.Value), Int128.Abs(size.Value), AverageDecimals, market.PriceDecimals);

    /// <summary>A rate of 1e-9.</summary>
    public static string Rate(Nano rate) => Fixed(rate.Value, 9);

    /// <summary>
    /// dividend / divisor in units of 10^-unitDecimals, rounded to the nearest 10^-extra of a unit; 0.0 when
    /// nothing divides.
    /// </summary>
    public static string Ratio(Int128 dividend, Int128 divisor, int extra, int unitDecimals)
    {
        if (divisor == 0)
        {
            return "0.0";
        }

        for (var i = 0; i < extra; i++)
        {
            dividend *= 10;
        }

        var rounded = WideMath.FloorDiv(2 * dividend + divisor, 2 * divisor);
        return Fixed(rounded, unitDecimals + extra);
    }
}
