using System.Globalization;
using Offing.Primitives;
using Offing.Protocol.Wire;
using SharpCompress.Common;
using SharpCompress.Compressors.Xz;

namespace Offing.Tools.OrderFlow;

/// <summary>
/// Reads an order-by-order record: CSV with the columns id, timestamp (ms), exchange.timestamp (ms), price
/// (USD), volume (1e-8), action (created, changed, deleted), direction (bid, ask); plain or .xz.
/// </summary>
public static class RecordReader
{
    private const string Header = "id,timestamp,exchange.timestamp,price,volume,action,direction";
    private const int PriceDecimals = 2;

    /// <exception cref="FormatException">Not such a record; names the line.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static IReadOnlyList<RecordedEvent> Read(string path)
    {
        using var file = File.OpenRead(path);
        try
        {
            using Stream plain = path.EndsWith(".xz", StringComparison.Ordinal) ? new XZStream(file) : file;
            using var reader = new StreamReader(plain);
            return Read(path, reader);
        }
        catch (Exception broken) when (broken is InvalidFormatException or EndOfStreamException)
        {
            throw new FormatException($"{path}: not a whole .xz file ({broken.Message})", broken);
        }
    }

    private static List<RecordedEvent> Read(string path, StreamReader reader)
    {
        if (reader.ReadLine()?.Replace("\"", "", StringComparison.Ordinal) != Header)
        {
            throw new FormatException($"{path}: the first line must be {Header}");
        }

        var events = new List<RecordedEvent>();
        for (var number = 2; reader.ReadLine() is { } line; number++)
        {
            events.Add(
                Parse(line) ?? throw new FormatException($"{path}: line {number} is not an order event"));
        }

        return events.Count > 0 ? events : throw new FormatException($"{path}: no event in it");
    }

    private static RecordedEvent? Parse(string line)
    {
        var fields = line.Replace("\"", "", StringComparison.Ordinal).Split(',');
        if (fields.Length != 7
            || !TryWhole(fields[0], out var id)
            || !TryWhole(fields[1], out var time)
            || !WireDecimal.TryParse(fields[3], out var price)
            || !price.TryScale(PriceDecimals, out var cents) || cents is 0 or > uint.MaxValue
            || !TryWhole(fields[4], out var volume) || volume > long.MaxValue)
        {
            return null;
        }

        RecordedAction? action = fields[5] switch
        {
            "created" => RecordedAction.Created,
            "changed" => RecordedAction.Changed,
            "deleted" => RecordedAction.Deleted,
            _ => null,
        };
        Side? side = fields[6] switch { "bid" => Side.Buy, "ask" => Side.Sell, _ => null };
        return action is { } a && side is { } s
            ? new RecordedEvent(id, time, (long)cents, (long)volume, a, s)
            : null;
    }

    private static bool TryWhole(string text, out ulong value) =>
        ulong.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out value);
}
