using Offing.Primitives;
using Offing.Tools.OrderFlow;
using Offing.Tools.Tests.Support;

namespace Offing.Tools.Tests.OrderFlow;

public sealed class RecordReaderTests : IDisposable
{
    private const string Header = "id,timestamp,exchange.timestamp,price,volume,action,direction";
    private const string Good = "7,1430438404518,1430438404000,236.47,200000000,created,bid";
    private readonly Folder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_record_is_read_line_by_line_with_and_without_quotes()
    {
        var path = _folder.Write(
            "record.csv", $"{Header}\n{Good}\n\"7\",\"5\",\"4\",\"236.5\",\"0\",\"deleted\",\"ask\"\n");
        Assert.Equal(
            [
                new RecordedEvent(7, 1430438404518, 23_647, 200_000_000, RecordedAction.Created, Side.Buy),
                new RecordedEvent(7, 5, 23_650, 0, RecordedAction.Deleted, Side.Sell),
            ],
            RecordReader.Read(path));
    }

    [Theory]
    [InlineData("")]
    [InlineData("id,timestamp,price,volume,action,direction")]
    [InlineData(Good)]
    public void A_file_without_the_header_is_refused_with_the_header_that_it_needs(string first)
    {
        var path = _folder.Write("record.csv", $"{first}\n{Good}\n");
        var error = Assert.Throws<FormatException>(() => RecordReader.Read(path));
        Assert.Contains(Header, error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("7,5,4,236.47,200000000,created")]
    [InlineData("7,5,4,236.47,200000000,created,bid,more")]
    [InlineData("x,5,4,236.47,200000000,created,bid")]
    [InlineData("-7,5,4,236.47,200000000,created,bid")]
    [InlineData("7,x,4,236.47,200000000,created,bid")]
    [InlineData("7,5,4,236.475,200000000,created,bid")]
    [InlineData("7,5,4,-236.47,200000000,created,bid")]
    [InlineData("7,5,4,0,200000000,created,bid")]
    [InlineData("7,5,4,42949672.96,200000000,created,bid")]
    [InlineData("7,5,4,99999999999999999,200000000,created,bid")]
    [InlineData("7,5,4,236.47,-1,created,bid")]
    [InlineData("7,5,4,236.47,1.5,created,bid")]
    [InlineData("7,5,4,236.47,\u00a01,created,bid")]
    [InlineData("7,5,4,236.47,200000000,moved,bid")]
    [InlineData("7,5,4,236.47,200000000,created,both")]
    public void A_bad_line_is_named(string line)
    {
        var path = _folder.Write("record.csv", $"{Header}\n{Good}\n{line}\n{Good}\n");
        var error = Assert.Throws<FormatException>(() => RecordReader.Read(path));
        Assert.Contains("line 3", error.Message, StringComparison.Ordinal);
        Assert.Contains(path, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_record_without_an_event_is_refused()
    {
        var path = _folder.Write("record.csv", Header + "\n");
        Assert.Throws<FormatException>(() => RecordReader.Read(path));
    }

    [Fact]
    public void A_file_that_is_not_there_is_an_error_of_the_file() =>
        Assert.ThrowsAny<IOException>(() => RecordReader.Read("/nowhere/record.csv"));

    [Theory]
    [InlineData("not compressed at all, whatever its name says")]
    [InlineData("")]
    public void A_broken_compressed_file_is_refused_by_its_name(string content)
    {
        var path = _folder.Write("record.csv.xz", content);
        var error = Assert.Throws<FormatException>(() => RecordReader.Read(path));
        Assert.Contains(path, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_compressed_file_that_was_cut_short_is_refused_by_its_name()
    {
        if (Samples.Recorded(Samples.RecordName) is { } real)
        {
            var path = _folder.Write("record.csv.xz", File.ReadAllBytes(real)[..100_000]);
            var error = Assert.Throws<FormatException>(() => RecordReader.Read(path));
            Assert.Contains(path, error.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void The_real_record_has_the_events_that_its_readme_counts()
    {
        if (Samples.Recorded(Samples.RecordName) is { } path)
        {
            var events = RecordReader.Read(path);
            Assert.Equal(
                (24_894, 602, 24_918),
                (events.Count(e => e.Action == RecordedAction.Created),
                    events.Count(e => e.Action == RecordedAction.Changed),
                    events.Count(e => e.Action == RecordedAction.Deleted)));
        }
    }
}
