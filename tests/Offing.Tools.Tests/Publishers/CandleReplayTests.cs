using System.IO.Compression;
using System.Text;
using Offing.Primitives;
using Offing.Tools.Publishers;
using Offing.Tools.Tests.Support;

namespace Offing.Tools.Tests.Publishers;

public sealed class CandleReplayTests : IDisposable
{
    private const string First = "2021-12-31 23:01:00,46319.0,46385.0,46319.0,46377.5,2300413.7";
    private const string Second = "2021-12-31 23:02:00,46377.0,46411.0,46377.0,46411.1234567,1829623.2";
    private const string Header = "timestamp,open,high,low,close,volume";
    private static readonly IPriceSource Others = new RandomWalk(1);
    private readonly Folder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(Header + "\n" + First + "\n" + Second + "\n")]
    [InlineData(First + "\n" + Second)]
    public void Closes_are_read_with_and_without_a_header_plain_and_packed(string text)
    {
        long[] closes = [46_377_500_000, 46_411_123_456];
        Assert.Equal(closes, CandleReplay.Read(_folder.Write("candles.csv", text)));
        Assert.Equal(closes, CandleReplay.Read(_folder.Write("candles.csv.gz", Pack(text))));
    }

    [Theory]
    [InlineData("2021-12-31,1,2,3")]
    [InlineData("2021-12-31,1,2,3,x,5")]
    [InlineData("2021-12-31,1,2,3,-4,5")]
    [InlineData("2021-12-31,1,2,3,0,5")]
    [InlineData("2021-12-31,1,2,3,0.0000001,5")]
    [InlineData("2021-12-31,1,2,3,9999999999999999,5")]
    [InlineData("")]
    public void A_bad_line_is_named(string line)
    {
        var path = _folder.Write("candles.csv", $"{Header}\n{First}\n{line}\n{Second}\n");
        var error = Assert.Throws<FormatException>(() => CandleReplay.Read(path));
        Assert.Contains("line 3", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_without_a_candle_is_refused() =>
        Assert.Throws<FormatException>(() => CandleReplay.Read(_folder.Write("candles.csv", Header + "\n")));

    [Fact]
    public void A_file_that_is_not_packed_as_its_name_says_is_refused_by_its_name()
    {
        var path = _folder.Write("candles.csv.gz", First);
        var error = Assert.Throws<FormatException>(() => CandleReplay.Read(path));
        Assert.Contains(path, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_candle_lasts_a_second_and_after_the_last_comes_the_first()
    {
        var replay = new CandleReplay([46_377_500_000, 46_411_123_456, 46_500_000_000], Others);
        var btc = Samples.Market("BTC", 5);
        uint[] expected = [463_775, 463_775, 464_111, 465_000, 463_775];
        ulong[] times = [1_700_000, 1_700_999, 1_701_000, 1_702_500, 1_703_000];
        Assert.Equal(expected, times.Select(time => replay.PriceOf(btc, new Time(time))!.Value.Value));
    }

    [Fact]
    public void A_clock_that_jumps_back_before_the_first_report_shows_the_first_candle()
    {
        var replay = new CandleReplay([46_377_500_000, 46_411_123_456], Others);
        var btc = Samples.Market("BTC", 5);
        replay.PriceOf(btc, new Time(1_700_000));
        Assert.Equal(463_775u, replay.PriceOf(btc, new Time(1_698_000))!.Value.Value);
    }

    [Fact]
    public void Other_markets_follow_the_other_source()
    {
        var replay = new CandleReplay([1], Others);
        var (eth, now) = (Samples.Market("ETH", 4, 1), new Time(1_700_000));
        Assert.Equal(new RandomWalk(1).PriceOf(eth, now), replay.PriceOf(eth, now));
        Assert.Null(replay.PriceOf(Samples.Btc15, now));
    }

    [Fact]
    public void The_real_candles_are_read()
    {
        if (Samples.Recorded(Samples.CandlesName) is { } path)
        {
            var closes = CandleReplay.Read(path);
            Assert.True(closes.Count > 44_000);
            Assert.All(closes, close => Assert.InRange(close, 30_000_000_000, 50_000_000_000));
        }
    }

    private static byte[] Pack(string text)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest))
        {
            gzip.Write(Encoding.UTF8.GetBytes(text));
        }

        return packed.ToArray();
    }
}
