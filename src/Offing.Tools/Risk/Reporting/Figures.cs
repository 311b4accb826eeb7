using System.Globalization;
using Offing.Primitives;
using Offing.Tools.Risk.Scenarios;

namespace Offing.Tools.Risk.Reporting;

/// <summary>Numbers as people read them.</summary>
internal static class Figures
{
    private const double Million = 1e6;

    /// <summary>Whole USDC with commas.</summary>
    public static string Usd(Int128 micro) =>
        ((double)micro / Million).ToString("#,0", CultureInfo.InvariantCulture);

    /// <summary>A share (1e-9) in per cent.</summary>
    public static string PerCent(Int128 share) =>
        ((double)share / Nano.One * 100).ToString("0.##", CultureInfo.InvariantCulture) + " %";

    /// <summary>A value of a series for a reader.</summary>
    public static string Text(long value, MetricUnit unit) => unit switch
    {
        MetricUnit.Usd => Usd(value) + " USDC",
        MetricUnit.Price => Plain(value, 6),
        MetricUnit.Share => PerCent(value),
        _ => value.ToString("#,0", CultureInfo.InvariantCulture),
    };

    /// <summary>A value of a series for a machine: exact.</summary>
    public static string Exact(long value, MetricUnit unit) => unit switch
    {
        MetricUnit.Usd or MetricUnit.Price => Plain(value, 6),
        MetricUnit.Share => Plain(value, 9),
        _ => value.ToString(CultureInfo.InvariantCulture),
    };

    /// <summary>An axis label: 1.5M, 20k, 0.4.</summary>
    public static string Short(double value) => Math.Abs(value) switch
    {
        >= 1e9 => (value / 1e9).ToString("0.##", CultureInfo.InvariantCulture) + "G",
        >= 1e6 => (value / 1e6).ToString("0.##", CultureInfo.InvariantCulture) + "M",
        >= 1e4 => (value / 1e3).ToString("0.##", CultureInfo.InvariantCulture) + "k",
        _ => value.ToString("0.####", CultureInfo.InvariantCulture),
    };

    private static string Plain(long value, int decimals)
    {
        var digits = Int128.Abs(value).ToString(CultureInfo.InvariantCulture).PadLeft(decimals + 1, '0');
        var text = $"{digits[..^decimals]}.{digits[^decimals..]}".TrimEnd('0').TrimEnd('.');
        return value < 0 ? "-" + text : text;
    }
}
