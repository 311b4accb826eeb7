using Offing.Log;
using Offing.Node.Logs;
using Offing.Node.Tests.Support;
using Offing.Primitives;
using Offing.Protocol;
using Offing.Protocol.Codec;
using Offing.Protocol.Entries;

namespace Offing.Node.Tests;

public sealed class LogVerificationTests
{
    [Fact]
    public void A_log_of_random_load_with_restarts_holds_and_gives_the_root_of_every_batch()
    {
        using var world = new NodeWorld();
        var load = new RandomLoad(world, seed: 21).Prepare(withSubAccounts: true);
        for (var step = 0; step < 90; step++)
        {
            load.Step();
            if (step % 40 == 39)
            {
                world.Restart();
            }
        }

        var batch = world.Cut();
        var told = new List<ulong>();
        var report = LogVerification.Run(Repository.Genesis, Records(world), progress: told.Add);
        Assert.Null(report.Broken);
        Assert.Null(report.State);
        Assert.Equal(
            (1UL, world.Log.Tail, world.Log.TailHash), (report.First, report.Records, report.Head));
        Assert.Equal((ulong)world.Records().Sum(each => each.Count), report.Entries);
        Assert.True(report.Sorted > 5);
        Assert.Equal(world.Log.Tail, told[^1]);
        foreach (var number in new ulong[] { 0, 1, batch / 2, batch })
        {
            var header = world.Core.Ledger.Header(number)!;
            var state = StateAt(world, header.LastSeq).State!;
            Assert.Equal((number, header.LastSeq), (state.LastBatch, state.Seq));
            Assert.Equal((header.NewRoot, Rules.Hash), (state.Root, state.RulesHash));
        }

        Assert.Equal(StateAt(world, report.Entries).State, StateAt(world, null).State);
    }

    [Fact]
    public void A_place_inside_a_micro_batch_has_a_state_and_one_beyond_the_end_is_refused()
    {
        using var world = new NodeWorld().Ready();
        var last = world.Records().Last(each => each.Count > 1);
        var roots = last.Select(entry => StateAt(world, entry.Seq).State!.Root).ToHashSet();
        Assert.Equal(last.Count, roots.Count);
        var error = Assert.Throws<FormatException>(() => StateAt(world, 1_000_000));
        Assert.Contains("no sequence number 1000000", error.Message, StringComparison.Ordinal);
        Assert.Contains("--at", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_header_that_does_not_say_what_is_in_its_record_is_named()
    {
        using var world = new NodeWorld().Ready();
        world.Restart();
        world.Run();
        var restart = world.Records().ToList().FindLastIndex(each => each[0].Entry is Started);
        foreach (var (at, stamp, words) in new (int, Func<RecordStamp, RecordStamp>, string)[]
        {
            (1, was => was with { Count = was.Count + 1 }, "entries, and holds"),
            (1, was => was with { Time = new Time(was.Time.Milliseconds + 1) }, "that of its last entry"),
            (0, was => was with { Epoch = 2 }, "is of epoch 2, the last start before it was of epoch 1"),
            (1, was => was with { Epoch = 2 }, "is of epoch 2, the last start before it was of epoch 1"),
            (restart, was => was with { Epoch = 1 }, "of epoch 1, the last start before it was of epoch 2"),
        })
        {
            var records = Records(world).ToArray();
            records[at] = records[at] with { Stamp = stamp(records[at].Stamp) };
            var report = LogVerification.Run(Repository.Genesis, records);
            Assert.Equal((records[at].N, "spec/log.md"), (report.Broken!.N, report.Broken.Violation.Rule));
            Assert.Contains(words, report.Broken.Violation.What, StringComparison.Ordinal);
            Assert.Equal((ulong)at, report.Records);
        }
    }

    [Fact]
    public void A_micro_batch_out_of_order_is_named_as_log_order_names_it()
    {
        using var world = new NodeWorld().Ready();
        world.Run(
            Entries.Order(Entries.Alice, world.NextNonce, Side.Buy, 59_000, tif: "Ioc"),
            Entries.Order(Entries.Bob, world.NextNonce, Side.Buy, 59_000, tif: "Alo"));
        var records = Records(world).ToArray();
        var entries = EntryCodec.DecodeRecord(records[^1].Body);
        records[^1] = records[^1] with
        {
            Body = EntryCodec.EncodeRecord(
            [
                entries[1] with { Seq = entries[0].Seq, Time = entries[0].Time },
                entries[0] with { Seq = entries[1].Seq, Time = entries[1].Time },
            ]),
        };
        Assert.Equal(
            LogOrderCheck.Run(Repository.Genesis, records).Broken!.Violation.What,
            LogVerification.Run(Repository.Genesis, records).Broken!.Violation.What);
    }

    [Fact]
    public void A_log_without_its_beginning_is_checked_by_its_numbers_and_has_no_state()
    {
        using var world = new NodeWorld().Ready();
        world.Price(600_000);
        var report = LogVerification.Run(Repository.Genesis, Records(world).Skip(2));
        Assert.Equal((3UL, world.Log.Tail - 2), (report.First, report.Records));
        Assert.Null(report.Broken);
        Assert.Equal(0UL, report.OrderedFrom);
        report = LogVerification.Run(Repository.Genesis, Records(world).Skip(1).Where(each => each.N != 3));
        Assert.Equal((4UL, "ENG-SEQ-005"), (report.Broken!.N, report.Broken.Violation.Rule));
        var error = Assert.Throws<FormatException>(
            () => LogVerification.Run(Repository.Genesis, Records(world).Skip(2), withState: true));
        Assert.Contains("without --state", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Nothing_is_wrong_with_an_empty_log_and_its_state_is_that_of_genesis()
    {
        using var world = new NodeWorld();
        var report = LogVerification.Run(Repository.Genesis, [], withState: true);
        Assert.Equal((0UL, null), (report.Records, report.Broken));
        Assert.Equal((0UL, world.Core.Ledger.Header(0)!.NewRoot), (report.State!.Seq, report.State.Root));
    }

    private static IEnumerable<LogRecord> Records(NodeWorld world) => LogChain.ReadFrom(world.Log, 1);

    private static LogVerifyReport StateAt(NodeWorld world, ulong? seq) =>
        LogVerification.Run(Repository.Genesis, Records(world), withState: true, at: seq);
}
