using System.IO.Compression;
using Offing.Primitives;
using Offing.Protocol.Genesis;
using Offing.Protocol.Wire;

namespace Offing.Tools.Publishers;

/// <summary>
/// Replays the closes of recorded candles (CSV: timestamp, open, high, low,
/// close, volume; plain or gzip) as the BTC price, a candle a second; at
/// the end it starts over. Other markets follow <paramref name="others"/>.
/// </summary>
public sealed class CandleReplay(IReadOnlyList<long> closes_MicroUsd, IPriceSource others) : IPriceSource
{
    private ulong? _begin;

    public Ticks? PriceOf(MarketParameters market, Time now)
    {
        if (market.Name != "BTC")
        {
            return others.PriceOf(market, now);
        }

        var second = now.Milliseconds / 1000;
        _begin ??= second;
        // A clock that jumps back to before the first report shows the first candle.
        var passed = Math.Max(second, _begin.Value) - _begin.Value;
        var close = closes_MicroUsd[(int)(passed % (ulong)closes_MicroUsd.Count)];
        return new Ticks((uint)Math.Max(1, close / RandomWalk.Pow10(market.SzDecimals)));
    }

    /// <summary>Reads the file's closes in micro-USDC.</summary>
    /// <exception cref="FormatException">A line is not a
    /// candle, or there is none; names the line.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static IReadOnlyList<long> Read(string path)
    {
        using var file = File.OpenRead(path);
        try
        {
            using Stream plain = path.EndsWith(".gz", StringComparison.Ordinal)
                ? new GZipStream(file, CompressionMode.Decompress)
                : file;
            using var reader = new StreamReader(plain);
            return Read(path, reader);
        }
        catch (InvalidDataException broken)
        {
            throw new FormatException($"{path}: not a whole .gz file ({broken.Message})", broken);
        }
    }

    private static List<long> Read(string path, StreamReader reader)
    {
        var closes = new List<long>();
        for (var number = 1; reader.ReadLine() is { } line; number++)
        {
            var fields = line.Split(',');
            if (number == 1 && fields.Length > 4 && !char.IsAsciiDigit(fields[4].FirstOrDefault()))
            {
                continue;
            }

            if (fields.Length < 5 || !WireDecimal.TryParse(fields[4], out var close)
                || !Truncate(close).TryScale(6, out var units) || units is 0 or > long.MaxValue)
            {
                throw new FormatException(
                    $"{path}: line {number} is not a candle (timestamp,open,high,low,close,volume)");
            }

            closes.Add((long)units);
        }

        return closes.Count > 0 ? closes : throw new FormatException($"{path}: no candle in it");
    }

    private static WireDecimal Truncate(WireDecimal value)
    {
        while (value.Scale > 6)
        {
            value = new WireDecimal(value.Mantissa / 10, (byte)(value.Scale - 1));
        }

        return value;
    }
}
