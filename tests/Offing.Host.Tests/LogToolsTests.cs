using Offing.Log;
using Offing.Log.Disk;
using Offing.Primitives;
using Offing.Protocol.Codec;
using Offing.Protocol.Entries;
using Offing.Tools;

namespace Offing.Host.Tests;

/// <summary>./offing log inspect, verify and export, on a log without its venue.</summary>
public sealed class LogToolsTests
{
    [Fact]
    public void Inspect_verify_and_export_tell_what_is_there_and_change_nothing()
    {
        using var folder = Made(3);
        var before = Bytes(folder);
        var inspected = Holds(folder, "inspect");
        Assert.Matches("(?m)^segments +1 with 67108864 bytes, log-0*1.seg$", inspected);
        Assert.Matches("(?m)^records +1 to 3 with [0-9]+ bytes$", inspected);
        Assert.Matches("(?m)^  started +1$", inspected);
        Assert.Matches("(?m)^  tick +2$", inspected);
        Assert.Matches("(?m)^time +2023-11-14T22:13:20.001Z to 2023-11-14T22:13:20.003Z$", inspected);
        Assert.Matches("(?m)^torn tail +none$", inspected);
        Assert.Matches("(?m)^chain head +0x[0-9a-f]{64}$", inspected);

        var verified = Holds(folder, "verify", "--state");
        Assert.Matches("^3 records with 3 entries chain from record 1 to 0x", verified);
        Assert.Contains("state behind sequence number 3, time 1700000000003, batch 0", verified);
        Assert.Matches("(?m)^  root    0x[0-9a-f]{64}$", verified);
        Assert.EndsWith("OK", verified);
        Assert.Contains("state behind sequence number 1,", Holds(folder, "verify", "--at", "1"));

        var lines = Holds(folder, "export", "--from", "2", "--events").Split('\n');
        Assert.Equal(2, lines.Length);
        Assert.StartsWith("""{"seq":2,"arrival":2,"time":1700000000002,"record":2,""", lines[0]);
        Assert.Single(Holds(folder, "export", "--kind", "started").Split('\n'));
        Assert.Equal(before, Bytes(folder));
    }

    // A venue killed meanwhile starts again at once: what it left behind does not have its log.
    [Fact]
    public void What_a_venue_runs_beside_itself_never_takes_the_log_for_one_that_nobody_writes()
    {
        using var folder = Made(3);
        Assert.EndsWith("is of record 2", Holds(folder, "snapshot", "--beside"));
        Assert.EndsWith("is of record 3", Holds(folder, "snapshot"));
    }

    [Fact]
    public void A_torn_tail_is_shown_with_its_place_and_left_there()
    {
        using var folder = Made(3);
        var segment = Directory.GetFiles(Path.Combine(folder.Path, "log"), "*.seg").Single();
        var end = File.ReadAllBytes(segment).AsSpan().LastIndexOfAnyExcept((byte)0);
        Spoil(segment, end - 8);
        var before = Bytes(folder);
        var inspected = Holds(folder, "inspect");
        Assert.Matches("(?m)^records +1 to 2 ", inspected);
        Assert.Matches(
            "(?m)^torn tail +[0-9]+ bytes in log-0*1.seg at byte [0-9]+: the bytes of record 3",
            inspected);
        Assert.StartsWith("2 records ", Holds(folder, "verify"));
        Assert.Equal(before, Bytes(folder));
    }

    [Fact]
    public void What_is_wrong_is_one_clear_line_that_says_what_to_do()
    {
        using var folder = Made(3);
        var (log, genesis) = (Path.Combine(folder.Path, "log"), Path.Combine(folder.Path, "genesis.json"));
        Refused(["inspect", "--data", Path.Combine(folder.Path, "none")], "no folder", "--data");
        Refused(["export", "--data", log], "is the log itself", "--data");
        Refused(["verify", "--data", folder.Path, "--at", "9"], "no sequence number 9", "--at");
        Refused(["export", "--data", folder.Path, "--from", "3", "--to", "2"], "--from 3", "--to 2");

        File.Move(genesis, genesis + ".away");
        Refused(["verify", "--data", folder.Path], "genesis.json is missing", "put the file back");
        Refused(["export", "--data", folder.Path, "--events"], "genesis.json is missing");
        Holds(folder, "inspect");
        Holds(folder, "export");
        File.Move(genesis + ".away", genesis);

        Spoil(Directory.GetFiles(log, "*.seg").Single(), SegmentFormat.HeaderBytes + 30);
        foreach (var command in new[] { "inspect", "verify", "export" })
        {
            Refused([command, "--data", folder.Path], "log corrupt", ".seg at byte 80");
        }

        File.Delete(Directory.GetFiles(log, "*.seg").Single());
        Refused(["inspect", "--data", folder.Path], "no segment of a log", "--data");
    }

    // A start of the venue, then ticks.
    private static TemporaryFolder Made(ulong entries)
    {
        var folder = new TemporaryFolder();
        File.Copy(Repository.DevelopmentGenesis, Path.Combine(folder.Path, "genesis.json"));
        using var log = LocalLog.Open(new FolderDisk(Path.Combine(folder.Path, "log")));
        for (ulong n = 1; n <= entries; n++)
        {
            var entry = new SequencedEntry(
                n, n, new Time(1_700_000_000_000 + n), n == 1 ? new Started(1) : new Tick());
            Assert.Equal(AppendResult.Won, log.Append(
                n, new RecordStamp(1, 0, entry.Time, 1), EntryCodec.EncodeRecord([entry])));
        }

        return folder;
    }

    private static void Spoil(string path, long at)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.ReadWrite);
        file.Position = at;
        var was = file.ReadByte();
        file.Position = at;
        file.WriteByte((byte)(was ^ 0x5A));
    }

    private static Hash32[] Bytes(TemporaryFolder folder) =>
    [
        .. Directory.GetFiles(folder.Path, "*", SearchOption.AllDirectories).Order()
            .Select(path => Keccak.Hash(File.ReadAllBytes(path))),
    ];

    private static string Holds(TemporaryFolder folder, string command, params string[] options)
    {
        using var process = HostProcess.Run(["log", command, "--data", folder.Path, .. options]);
        Assert.True(process.ExitCode == 0, process.Output + process.Error);
        return process.Output.Trim();
    }

    private static void Refused(string[] arguments, params string[] words)
    {
        using var process = HostProcess.Run(["log", .. arguments]);
        Assert.Equal((1, ""), (process.ExitCode, process.Output.Trim()));
        var line = Assert.Single(process.Error.Split('\n'), text => text.Length > 0);
        Assert.All(words, word => Assert.Contains(word, line, StringComparison.Ordinal));
    }
}
