using Offing.Primitives;

namespace Offing.MarketData;

/// <summary>The intervals of the wire. Weeks begin on Monday, months on the first, all in UTC.</summary>
public sealed class CandleInterval
{
    internal const ulong Minute_Ms = 60_000;
    internal const ulong Hour_Ms = 60 * Minute_Ms;
    internal const ulong Day_Ms = 24 * Hour_Ms;

    private static readonly CandleInterval[] Known =
    [
        new("1m", Minute_Ms), new("3m", 3 * Minute_Ms), new("5m", 5 * Minute_Ms), new("15m", 15 * Minute_Ms),
        new("30m", 30 * Minute_Ms), new("1h", Hour_Ms), new("2h", 2 * Hour_Ms), new("4h", 4 * Hour_Ms),
        new("8h", 8 * Hour_Ms), new("12h", 12 * Hour_Ms), new("1d", Day_Ms), new("3d", 3 * Day_Ms),
        new("1w", 7 * Day_Ms), new("1M", 0),
    ];

    private readonly ulong _length_Ms;

    private CandleInterval(string name, ulong length_Ms)
    {
        Name = name;
        _length_Ms = length_Ms;
    }

    /// <summary>As the wire writes it.</summary>
    public string Name { get; }

    /// <summary>The series that this interval is summed from: minutes, hours or days.</summary>
    internal ulong Base_Ms =>
        _length_Ms is 0 or >= Day_Ms ? Day_Ms : _length_Ms >= Hour_Ms ? Hour_Ms : Minute_Ms;

    /// <summary>The interval of that name, or null.</summary>
    public static CandleInterval? Find(string? name) => Array.Find(Known, i => i.Name == name);

    /// <summary>
    /// First millisecond of the interval that holds <paramref name="time_Ms"/>, and of the next one.
    /// </summary>
    internal (ulong Start, ulong Next) Bounds(ulong time_Ms)
    {
        if (_length_Ms == 0)
        {
            var day = DateTimeOffset.FromUnixTimeMilliseconds((long)time_Ms);
            var first = new DateTimeOffset(day.Year, day.Month, 1, 0, 0, 0, TimeSpan.Zero);
            return (
                (ulong)first.ToUnixTimeMilliseconds(), (ulong)first.AddMonths(1).ToUnixTimeMilliseconds());
        }

        // 1970-01-01 was a Thursday, three days into its week.
        var shift = _length_Ms == 7 * Day_Ms ? 3 * Day_Ms : 0;
        Check.That(_length_Ms > 0);
        var start = (time_Ms + shift) / _length_Ms * _length_Ms;
        return (start < shift ? 0 : start - shift, start + _length_Ms - shift);
    }
}
