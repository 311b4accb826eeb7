using Offing.Log;
using Offing.Log.Testing;
using Offing.Node.Logs;
using Offing.Node.Tests.Support;
using Offing.Primitives;
using Offing.Protocol.Codec;
using Offing.Protocol.Entries;
using Offing.Protocol.Events;
using Offing.Sequencing;

namespace Offing.Node.Tests;

public sealed class LogOrderCheckTests
{
    private static readonly Address Key = Address.OfSystem("key of alice");

    [Fact]
    [Trait("rule", "ENG-SEQ-006")]
    public void A_log_of_random_load_with_restarts_is_in_order_from_its_first_record_to_its_last()
    {
        using var world = new NodeWorld();
        var load = new RandomLoad(world, seed: 11).Prepare(withSubAccounts: true);
        for (var step = 0; step < 120; step++)
        {
            load.Step();
            if (step % 50 == 49)
            {
                world.Restart();
            }
        }

        var told = new List<ulong>();
        var report = LogOrderCheck.Run(Repository.Genesis, LogChain.ReadFrom(world.Log, 1), told.Add);
        Assert.Null(report.Broken);
        Assert.Equal(world.Log.Tail, report.Records);
        Assert.Equal((ulong)world.Records().Sum(record => record.Count), report.Entries);
        Assert.True(report.Sorted > 10);
        Assert.Contains(
            world.Acknowledged, told => told.Output!.Entry.Entry is SignedAction { Vault: not null }
                && told.Output.Events.OfType<OrderRested>().Any());
        Assert.Equal(world.Log.Tail, told[^1]);
    }

    [Fact]
    [Trait("rule", "ENG-SEQ-003")]
    public void Any_two_neighbours_that_change_places_are_found_in_their_record_and_nowhere_before()
    {
        using var world = new NodeWorld();
        var load = new RandomLoad(world, seed: 12).Prepare(withSubAccounts: true);
        for (var step = 0; step < 25; step++)
        {
            load.Step();
        }

        var found = 0;
        for (ulong n = 1; n <= world.Log.Tail; n++)
        {
            var entries = EntryCodec.DecodeRecord(world.Log.Read(n).Body);
            for (var at = 1; at < entries.Count; at++)
            {
                using var log = Reordered(world, n, (at, at - 1));
                var broken = LogOrderCheck.Run(Repository.Genesis, LogChain.ReadFrom(log, 1)).Broken;
                Assert.Equal((n, entries[0].Seq, entries[^1].Seq), (
                    broken!.N, broken.FirstSeq, broken.LastSeq));
                Assert.Equal(
                    [entries[at - 1].Seq, entries[at].Seq], broken.Violation.Places.Select(each => each.Seq));
                found++;
            }
        }

        Assert.True(found > 50);
    }

    [Fact]
    [Trait("rule", "ENG-SEQ-004")]
    public void Who_acts_for_whom_comes_from_the_records_before()
    {
        using var world = new NodeWorld().Ready();
        var until = new Time(NodeWorld.Start_Ms + 3_600_000);
        world.Run(Entries.Grant(Entries.Alice, world.NextNonce, Key, "bot", until));
        world.Run(Entries.CreateSubAccount(Entries.Alice, world.NextNonce, "a"));
        var sub = world.Core.Read(state => state.Accounts[^1].Owner);

        // By arrival: a taker for the sub-account, its owner's cancel by the key, and the key's for the sub.
        world.Run(
            Entries.Order(Entries.Alice, world.NextNonce, Side.Buy, 59_000, tif: "Ioc") with { Vault = sub },
            Entries.Cancel(Key, world.NextNonce, 1),
            Entries.Cancel(Key, world.NextNonce, 1) with { Vault = sub });
        var n = world.Log.Tail;
        Assert.Null(Check(world.Log).Broken);

        using var cancelPassed = Reordered(world, n, (1, 0));
        Assert.Equal("ENG-SEQ-003", Check(cancelPassed).Broken!.Violation.Rule);
        using var orderPassed = Reordered(world, n, (1, 2));
        var violation = Check(orderPassed).Broken!.Violation;
        Assert.Equal("ENG-SEQ-002", violation.Rule);
        Assert.Contains($"the same account {sub}", violation.What, StringComparison.Ordinal);
    }

    [Fact]
    [Trait("rule", "ENG-SEQ-002")]
    public void A_post_only_order_that_passes_a_taker_of_its_own_account_is_found()
    {
        using var world = new NodeWorld().Ready();
        world.Run(
            Entries.Order(Entries.Alice, world.NextNonce, Side.Buy, 59_000, tif: "Ioc"),
            Entries.Order(Entries.Alice, world.NextNonce, Side.Buy, 59_000, tif: "Alo"),
            Entries.Order(Entries.Bob, world.NextNonce, Side.Buy, 59_000, tif: "Alo"));
        Assert.Null(Check(world.Log).Broken);
        using var log = Reordered(world, world.Log.Tail, (1, 2));
        var broken = Check(log).Broken!;
        Assert.Equal((world.Log.Tail, "ENG-SEQ-002"), (broken.N, broken.Violation.Rule));
    }

    [Fact]
    [Trait("rule", "ENG-SEQ-006")]
    public void From_a_sequence_number_on_only_records_that_reach_it_are_checked_but_numbers_always()
    {
        using var world = new NodeWorld().Ready();
        world.Run(
            Entries.Order(Entries.Alice, world.NextNonce, Side.Buy, 59_000, tif: "Ioc"),
            Entries.Order(Entries.Bob, world.NextNonce, Side.Buy, 59_000, tif: "Alo"));
        var last = world.Records()[^1];
        using var log = Reordered(world, world.Log.Tail, (0, 1));
        Assert.Equal(world.Log.Tail, CheckFrom(log, last[^1].Seq).Broken!.N);
        var report = CheckFrom(log, last[^1].Seq + 1);
        Assert.Equal((null, 0UL), (report.Broken, report.Records));
        Assert.Equal(1UL, CheckFrom(world.Log, last[^1].Seq).Records);

        using var shorter = Rewritten(Bodies(world).Where((_, i) => i != 1));
        Assert.Equal("ENG-SEQ-005", CheckFrom(shorter, ulong.MaxValue).Broken!.Violation.Rule);
    }

    [Fact]
    [Trait("rule", "ENG-SEQ-005")]
    public void A_record_that_was_left_out_or_put_in_twice_shows_in_the_numbers()
    {
        using var world = new NodeWorld().Ready();
        var bodies = Bodies(world).ToList();
        using var shorter = Rewritten(bodies.Where((_, i) => i != 1));
        using var longer = Rewritten(bodies.Take(2).Concat(bodies.Skip(1)));
        foreach (var (log, n) in new[] { (shorter, 2UL), (longer, 3UL) })
        {
            var broken = Check(log).Broken!;
            Assert.Equal((n, "ENG-SEQ-005"), (broken.N, broken.Violation.Rule));
            Assert.Empty(broken.Violation.Places);
        }
    }

    [Fact]
    public void A_body_that_is_no_micro_batch_and_a_log_that_was_pruned_are_named()
    {
        using var world = new NodeWorld().Ready();
        using var spoiled = Rewritten([.. Bodies(world).Take(2), [1, 2, 3]]);
        var error = Assert.Throws<FormatException>(() => Check(spoiled));
        Assert.StartsWith("record 3 ", error.Message, StringComparison.Ordinal);
        error = Assert.Throws<FormatException>(
            () => LogOrderCheck.Run(Repository.Genesis, LogChain.ReadFrom(world.Log, 2)));
        Assert.Contains("begins with record 2", error.Message, StringComparison.Ordinal);
    }

    private static LogOrderReport Check(ICommitLog log) =>
        LogOrderCheck.Run(Repository.Genesis, LogChain.ReadFrom(log, 1));

    private static LogOrderReport CheckFrom(ICommitLog log, ulong from) =>
        LogOrderCheck.Run(Repository.Genesis, LogChain.ReadFrom(log, 1), from: from);

    private static IEnumerable<byte[]> Bodies(NodeWorld world) =>
        LogChain.ReadFrom(world.Log, 1).Select(record => record.Body);

    /// <summary>The same log, hashed and chained anew, where two entries of a record change places.</summary>
    private static LocalLog Reordered(NodeWorld world, ulong n, (int One, int Other) places) =>
        Rewritten(Bodies(world).Select((body, i) =>
        {
            if ((ulong)i + 1 != n)
            {
                return body;
            }

            var entries = EntryCodec.DecodeRecord(body).ToArray();
            var first = entries[0].Seq;
            (entries[places.One], entries[places.Other]) = (entries[places.Other], entries[places.One]);
            return EntryCodec.EncodeRecord([.. entries.Select((entry, k) =>
                entry with { Seq = first + (ulong)k })]);
        }));

    private static LocalLog Rewritten(IEnumerable<byte[]> bodies)
    {
        var log = LocalLog.Open(new MemoryDisk(), 1 << 20);
        foreach (var body in bodies)
        {
            var stamp = new RecordStamp(1, 0, new Time(NodeWorld.Start_Ms), 1);
            Assert.Equal(AppendResult.Won, log.Append(log.Tail + 1, stamp, body));
        }

        return log;
    }
}
