using Offing.Log;
using Offing.Log.Disk;
using Offing.Primitives;
using Offing.Protocol.Codec;
using Offing.Protocol.Commands;
using Offing.Protocol.Entries;
using Offing.Tools;
using Offing.Tools.Client;
using Offing.Tools.Demo;

namespace Offing.Host.Tests;

/// <summary>./offing log order, on the log of a real venue.</summary>
public sealed class LogOrderTests
{
    [Fact]
    [Trait("rule", "ENG-SEQ-006")]
    public async Task The_order_holds_beside_the_running_venue_and_a_record_put_in_another_order_is_named()
    {
        using var venue = new RunningVenue();
        venue.Up("--demo");
        using var client = new VenueClient(venue.Http);
        var market = (await VenueSite.AskAsync(client, default)).Market("BTC");
        var traders = new Trader[4];
        for (var i = 0; i < traders.Length; i++)
        {
            traders[i] = await venue.TraderAsync(client, $"client {i}");
        }

        // Together, so that some of them share a record.
        for (var round = 0; round < 20; round++)
        {
            var price = (uint)(590_000 + (10 * round));
            await Task.WhenAll(traders.Select(trader => trader.OrderAsync(
                market, Side.Buy, price, 100, TimeInForce.Gtc, default)));
        }

        Holds(venue);
        venue.Stop();
        var before = Directory.GetFiles(venue.Data, "*", SearchOption.AllDirectories).Order().ToArray();
        Holds(venue);
        Assert.Equal(
            before, Directory.GetFiles(venue.Data, "*", SearchOption.AllDirectories).Order().ToArray());

        var (record, first) = SwapFirstOfLastFullRecord(Path.Combine(venue.Data, "log"));
        using var process = Check(venue.Data);
        Assert.Equal(1, process.ExitCode);
        Assert.Contains($"record {record}, sequence numbers {first} to ", process.Output);
        Assert.Contains("breaks ENG-SEQ-00", process.Output);
        Assert.Contains($"  sequence number {first}: arrival ", process.Output);
        Assert.EndsWith("FAILED", process.Output.TrimEnd());
    }

    [Fact]
    public void A_folder_without_a_venue_and_a_damaged_log_are_one_clear_line()
    {
        using var folder = new TemporaryFolder();
        Refused(folder.Path, "holds no venue", "--data");
        Refused(Path.Combine(folder.Path, "none"), "no folder", "--data");
        Assert.Empty(Directory.GetFileSystemEntries(folder.Path));

        var log = Path.Combine(folder.Path, "log");
        File.Copy(Repository.DevelopmentGenesis, Path.Combine(folder.Path, "genesis.json"));
        Write(log, Enumerable.Range(1, 3).Select(n => (ulong)n).Select(n => Tick(n)));
        using (var process = Check(folder.Path))
        {
            Assert.Equal((0, "OK"), (process.ExitCode, process.Output.Trim().Split('\n')[^1]));
        }

        using (var file = File.OpenWrite(Directory.GetFiles(log, "*.seg").Single()))
        {
            file.Position = SegmentFormat.HeaderBytes + 30;
            file.WriteByte(0xEE);
        }

        Refused(folder.Path, "log corrupt", ".seg at byte 80");
    }

    private static void Holds(RunningVenue venue)
    {
        using var process = Check(venue.Data);
        Assert.True(process.ExitCode == 0, process.Output + process.Error);
        Assert.Matches(
            "^[0-9]+ records with [0-9]+ entries are in order; in [0-9]+ of them it is not the order of "
            + "arrival\nOK$",
            process.Output.Trim());
        using var whole = HostProcess.Run("log", "verify", "--state", "--data", venue.Data);
        Assert.True(whole.ExitCode == 0, whole.Output + whole.Error);
        Assert.Contains("  root    0x", whole.Output, StringComparison.Ordinal);
    }

    private static HostProcess Check(string data) => HostProcess.Run("log", "order", "--data", data);

    private static void Refused(string data, params string[] words)
    {
        using var process = Check(data);
        Assert.Equal((1, ""), (process.ExitCode, process.Output.Trim()));
        var line = Assert.Single(process.Error.Split('\n'), text => text.Length > 0);
        Assert.All(words, word => Assert.Contains(word, line, StringComparison.Ordinal));
    }

    // Hashed and chained anew, as an operator would who wants to hide it.
    private static (ulong Record, ulong FirstSeq) SwapFirstOfLastFullRecord(string folder)
    {
        var records = LogView.Read(folder).ToArray();
        var at = Array.FindLastIndex(records, record => record.Stamp.Count > 1);
        Assert.True(at >= 0);
        var entries = EntryCodec.DecodeRecord(records[at].Body);
        var (first, second) = (entries[0], entries[1]);
        SequencedEntry[] swapped =
            [second with { Seq = first.Seq }, first with { Seq = second.Seq }, .. entries.Skip(2)];
        records[at] = records[at] with { Body = EntryCodec.EncodeRecord(swapped) };
        Directory.Delete(folder, recursive: true);
        Write(folder, records.Select(record => (record.Stamp, record.Body)));
        return (records[at].N, first.Seq);
    }

    private static (RecordStamp Stamp, byte[] Body) Tick(ulong n)
    {
        var entry = new SequencedEntry(n, n, new(1_700_000_000_000 + n), new Tick());
        return (new RecordStamp(1, 0, entry.Time, 1), EntryCodec.EncodeRecord([entry]));
    }

    private static void Write(string folder, IEnumerable<(RecordStamp Stamp, byte[] Body)> records)
    {
        using var log = LocalLog.Open(new FolderDisk(folder));
        foreach (var (stamp, body) in records)
        {
            Assert.Equal(AppendResult.Won, log.Append(log.Tail + 1, stamp, body));
        }
    }
}
