using System.Globalization;
using System.IO.Compression;
using System.Text.Json;
using Offing.Protocol.Wire;
using Offing.Tools.Publishers;

namespace Offing.Tools.Risk.Scenarios;

/// <summary>Prices that a real venue showed, as points of a path.</summary>
public static class RecordedPrices
{
    private const int CandleSeconds = 60;
    private const string BestPrices = "@bookTicker";

    /// <summary>
    /// One-minute candles (.csv, .csv.gz: the closes) or a stream of Binance futures (.gz: half of best bid
    /// and best ask, once a second of the scenario).
    /// </summary>
    /// <param name="skip">Seconds of the record to leave out at its start.</param>
    /// <param name="speed">Seconds of the record for one of the scenario.</param>
    /// <exception cref="FormatException">The file is not what its name says; names the line.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static Steps Read(string path, int skip, int speed)
    {
        var times = path.Contains(".csv", StringComparison.Ordinal) ? Candles(path) : Stream(path);
        var points = new List<(int At, long Value)>();
        foreach (var (milliseconds, price) in times)
        {
            var since = milliseconds - (skip * 1000L);
            var at = since / (speed * 1000L);
            if (since >= 0 && at <= int.MaxValue && (points.Count == 0 || at > points[^1].At))
            {
                points.Add(((int)at, price));
            }
        }

        return points.Count > 0 ? new Steps(points) : throw new FormatException($"{path}: no price in it");
    }

    private static IEnumerable<(long Milliseconds, long Price)> Candles(string path) =>
        CandleReplay.Read(path).Select((close, minute) => (minute * CandleSeconds * 1000L, close));

    private static IEnumerable<(long Milliseconds, long Price)> Stream(string path)
    {
        using var file = File.OpenRead(path);
        using var reader = new StreamReader(new GZipStream(file, CompressionMode.Decompress));
        long? first = null;
        var number = 0;
        while (Line(reader, path) is { } line)
        {
            number++;
            if (!line.Contains(BestPrices, StringComparison.Ordinal))
            {
                continue;
            }

            var space = line.IndexOf(' ', StringComparison.Ordinal);
            if (space < 0
                || !long.TryParse(line.AsSpan(0, space), CultureInfo.InvariantCulture, out var nanos)
                || Middle(line[(space + 1)..]) is not { } price)
            {
                throw new FormatException($"{path}: line {number} is not a best price of a Binance stream");
            }

            first ??= nanos;
            yield return ((nanos - first.Value) / 1_000_000, price);
        }
    }

    private static string? Line(StreamReader reader, string path)
    {
        try
        {
            return reader.ReadLine();
        }
        catch (InvalidDataException broken)
        {
            throw new FormatException($"{path}: not a whole .gz file ({broken.Message})", broken);
        }
    }

    private static long? Middle(string json)
    {
        try
        {
            using var document = JsonDocument.Parse(json);
            var data = document.RootElement.GetProperty("data");
            return WireDecimal.TryParse(data.GetProperty("b").GetString(), out var bid)
                && WireDecimal.TryParse(data.GetProperty("a").GetString(), out var ask)
                && bid.TryScale(6, out var low) && ask.TryScale(6, out var high)
                ? (long)((low + high) / 2)
                : null;
        }
        catch (Exception defect)
            when (defect is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            return null;
        }
    }
}
