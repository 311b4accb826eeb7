using Offing.Primitives;
using Offing.Protocol.Genesis;
using Offing.Tools.OrderFlow;

namespace Offing.Tools.Tests.Support;

/// <summary>Markets, files and recorded events for tests.</summary>
internal static class Samples
{
    /// <summary>A real exchange's day, order by order; it lies beside the repository or is missing.</summary>
    public const string RecordName = "bitstamp_btcusd_2015-05-01_orders.csv.xz";

    /// <summary>A month of real one-minute candles.</summary>
    public const string CandlesName = "btc-perp-20211231-20220201_1m.csv.gz";

    public static MarketParameters Market(string name, int sizeDecimals, uint id = 0) =>
        new(new MarketId(id), name, sizeDecimals, 10, new Nano(1), new Nano(1));

    public static MarketParameters Btc15 { get; } = Market("BTC15", 4, 4);

    public static RecordedEvent Event(
        ulong id, ulong time_Ms, RecordedAction action, long volume, Side side = Side.Buy,
        long cents = 23_000) =>
        new(id, time_Ms, cents, volume, action, side);

    /// <summary>The recorded file beside the repository; null, and said, when it is not there.</summary>
    public static string? Recorded(string name)
    {
        var path = Path.Combine(Repository.Root, "..", "shared", "data", name);
        if (File.Exists(path))
        {
            return path;
        }

        Console.WriteLine($"not run against the real record: {path} is missing");
        return null;
    }
}

/// <summary>A folder of its own for a test.</summary>
internal sealed class Folder : IDisposable
{
    private readonly string _path = Directory.CreateTempSubdirectory("offing-tools-").FullName;

    public string Write(string name, string text) => Write(name, System.Text.Encoding.UTF8.GetBytes(text));

    public string Write(string name, byte[] bytes)
    {
        var path = Path.Combine(_path, name);
        File.WriteAllBytes(path, bytes);
        return path;
    }

    public void Dispose() => Directory.Delete(_path, recursive: true);
}
