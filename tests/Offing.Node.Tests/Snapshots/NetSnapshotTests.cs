using Offing.Commitment.Net;
using Offing.Log;
using Offing.Log.Testing;
using Offing.Node.Batches;
using Offing.Node.Snapshots;
using Offing.Node.Tests.Support;
using Offing.Protocol.Codec;
using Offing.Settlement.Posting;

namespace Offing.Node.Tests.Snapshots;

/// <summary>Snapshots of a venue whose batches go on from the leaves of the batch before.</summary>
public sealed class NetSnapshotTests
{
    private readonly MemoryDisk _snapshots = new();
    private readonly NetDisks _net = new();

    private SnapshotStore Store => new(_snapshots);

    [Fact]
    public void A_node_that_begins_behind_a_snapshot_makes_the_batches_of_one_that_replays_everything()
    {
        using var world = new NodeWorld(snapshots: Store, net: _net);
        var load = new RandomLoad(world, seed: 1).Prepare(withSubAccounts: true);
        for (var round = 0; round < 6; round++)
        {
            Drive(load, steps: 15);
            if (round % 2 == 0)
            {
                world.Cut();
            }

            // In the middle of a batch as well as behind a cut.
            world.Run();
            Assert.Equal(world.Log.Tail, world.Save().Record);
            Drive(load, steps: round * 5);
            world.Run();
            world.Commit();
            var before = Picture.Of(world);
            world.Restart();
            Assert.NotEqual(0UL, world.Core.StartSeq);
            world.Commit();
            Assert.Equal(before, Picture.Of(world));
            world.Recover();
            world.Commit();
            Assert.Equal(before, Picture.Of(world));
            Assert.Equal(before, Picture.Of(Plain(world)));
        }

        world.Cut();
        ReadsAsAStranger(world);
        Assert.Empty(world.Said);
    }

    [Fact]
    public void Batches_are_posted_again_and_their_inputs_served_behind_a_snapshot_without_the_log()
    {
        using var world = Saved();
        world.Core.Ledger.Posted(new PostedBatch(3, [], 1, 1, 1, 1));
        var all = Enumerable.Range(0, 5).Select(n => world.Core.Ledger.NextBatch((ulong)n)!).ToArray();
        world.Restart();
        for (var number = 0; number < all.Length; number++)
        {
            var again = world.Core.Ledger.NextBatch((ulong)number)!;
            Assert.Equal(all[number].Header, again.Header);
            Assert.True(again.DataFits());
        }

        var first = world.Core.Prune(Store.List()[1].Record, batch: 4);
        Assert.True(first > 1);
        foreach (var header in all.Skip(1).Select(batch => batch.Header))
        {
            Assert.Equal(header.LastSeq, world.Core.EntriesOf(header)[^1].Seq);
        }

        _net.Inputs.Flip(InputFiles.NameOf(1), 7, 1);
        var gone = Assert.Throws<IOException>(() => world.Core.EntriesOf(all[1].Header));
        Assert.Contains("1.bin is missing in memory, or spoiled", gone.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("gone")]
    [InlineData("torn")]
    [InlineData("spoiled")]
    public void A_snapshot_whose_batch_has_no_file_is_not_used_and_all_is_made_anew(string how)
    {
        using var world = Saved();
        var (newest, older) = (Store.List()[0], Store.List()[1]);
        world.Commit();
        var before = Picture.Of(world);
        var name = _net.NameOf(4);
        Spoil(name, how);
        world.Restart();
        Assert.StartsWith(
            $"{newest.Name} is not used: {name} in memory, the net data of batch 4, is missing",
            world.Said[^1], StringComparison.Ordinal);
        Assert.NotEqual(0UL, world.Core.StartSeq);
        world.Commit();
        Assert.Equal(before, Picture.Of(world));
        Assert.True(world.Core.Ledger.NextBatch(4)!.DataFits());

        // Made anew, so that the newest one can be used again.
        world.Said.Clear();
        world.Restart();
        Assert.Empty(world.Said);
        Spoil(_net.NameOf(2), how);
        world.Restart();
        Assert.Equal(2, world.Said.Count);
        Assert.Contains($"{older.Name} is not used", world.Said[^1], StringComparison.Ordinal);
        Assert.Equal(0UL, world.Core.StartSeq);
        world.Commit();
        Assert.Equal(before, Picture.Of(world));
    }

    [Fact]
    public void Without_file_older_snapshot_and_log_the_message_says_what_to_put_back()
    {
        using var world = Saved();
        world.Core.Ledger.Net!.Data!.SetFinal(2);
        Assert.True(world.Core.Prune(Store.List()[1].Record, batch: 2) > 1);
        world.Restart();
        world.Cut();
        world.Save();
        var name = _net.NameOf(3);
        Spoil(name, "gone");
        var refused = Assert.Throws<IOException>(world.Restart);
        Assert.StartsWith(
            $"{name} in memory, the net data of batch 3, is missing", refused.Message,
            StringComparison.Ordinal);
        Assert.Contains("put it back from a copy", refused.Message, StringComparison.Ordinal);

        // Once it is final nobody asks for it.
        new NetDataFiles(() => _net.Data).SetFinal(3);
        world.Restart();
        Assert.NotEqual(0UL, world.Core.StartSeq);
    }

    [Fact]
    public void No_snapshot_is_written_that_no_start_could_use()
    {
        using var world = Saved();
        Spoil(_net.NameOf(3), "torn");
        var kept = Store.List();
        Assert.Contains("batch 3", Assert.Throws<IOException>(world.Save).Message, StringComparison.Ordinal);
        Assert.Equal(kept, Store.List());
    }

    [Fact]
    public void A_batch_is_nobodys_before_its_files_are_durable_and_a_full_disk_only_has_it_wait()
    {
        using var world = new NodeWorld(snapshots: Store, net: _net);
        Drive(new RandomLoad(world, seed: 3).Prepare(), steps: 30);
        world.Run();
        world.Cut();
        foreach (var disk in new[] { _net.Inputs, _net.Data })
        {
            disk.Room_Bytes = disk.Used_Bytes;
            Assert.True(world.Core.TryCut(_ => { }, out var number));
            world.Run();
            for (var attempt = 0; attempt < 3; attempt++)
            {
                Assert.Throws<IOException>(() => world.Core.Committer.Tick());
                Assert.Null(world.Core.Ledger.NextBatch(number));
            }

            disk.Room_Bytes = long.MaxValue;
            world.Commit();
            Assert.True(world.Core.Ledger.NextBatch(number)!.DataFits());
        }

        Assert.Equal(Picture.Of(Plain(world)), Picture.Of(world));
    }

    [Fact]
    public void A_machine_that_stops_at_any_call_of_the_disk_loses_no_batch_and_no_beginning()
    {
        var stops = 0;
        for (var left = 0; left < 400; left += 1 + (left / 40))
        {
            stops += StopsAt(left) ? 1 : 0;
        }

        Assert.True(stops > 60, $"{stops} of the calls were reached");
    }

    // Inputs, net data, marks, snapshot: whichever call is the last, and whatever of it is kept.
    private static bool StopsAt(int left)
    {
        var random = new Random(left);
        var (snapshots, net) = (new MemoryDisk(), new NetDisks());
        using var world = new NodeWorld(snapshots: new SnapshotStore(snapshots), net: net);
        var load = new RandomLoad(world, seed: 11).Prepare();
        MemoryDisk[] disks = [snapshots, net.Data, net.Inputs];
        foreach (var disk in disks)
        {
            disk.Fails = (_, _) => left-- <= 0;
        }

        var stopped = Record.Exception(() => Live(world, load));
        foreach (var disk in disks)
        {
            disk.Fails = (_, _) => false;
            disk.Crash(random.Next);
        }

        world.Crash(random.Next);
        world.Commit();
        Assert.Equal(Picture.Of(Plain(world)), Picture.Of(world));
        for (ulong number = 0; world.Core.Ledger.NextBatch(number) is { } batch; number++)
        {
            Assert.True(batch.DataFits());
        }

        world.Run();
        world.Cut();
        ReadsAsAStranger(world);
        return stopped is not null;
    }

    private static void Live(NodeWorld world, RandomLoad load)
    {
        for (var round = 0; round < 4; round++)
        {
            Drive(load, steps: 6);
            world.Run();
            world.Cut();
            world.Core.Ledger.Net!.Data!.SetFinal((ulong)round);
            Drive(load, steps: 3);
            world.Run();
            world.Save();
        }
    }

    [Fact]
    public void What_a_final_batch_left_is_asked_for_by_no_start_and_goes_with_the_log()
    {
        using var world = Saved();
        world.Core.Ledger.Net!.Data!.SetFinal(3);
        Spoil(_net.NameOf(3), "gone");
        world.Restart();
        Assert.Empty(world.Said);
        world.Commit();
        Assert.True(world.Core.Prune(Store.List()[1].Record, batch: 3) > 1);
        Assert.All(_net.Names, name => Assert.StartsWith($"{4:D20}-", name, StringComparison.Ordinal));
        Assert.Equal(4, _net.Inputs.List().Count);
        var before = Picture.Of(world);
        world.Restart();
        world.Commit();
        Assert.Equal(before, Picture.Of(world));
        Assert.True(world.Core.Ledger.NextBatch(4)!.DataFits());
    }

    [Fact]
    public void Entries_stay_in_the_log_whose_inputs_have_no_file()
    {
        using var world = Saved();
        Assert.Equal(4UL, world.Core.InputsKeptTo(4));
        world.Restart();
        _net.Inputs.Delete(InputFiles.NameOf(2));
        Assert.Equal(1UL, world.Core.InputsKeptTo(4));
        Assert.Equal(1UL, world.Core.InputsKeptTo(1));
        var header = world.Core.Ledger.Header(2)!;
        world.Core.Prune(Store.List()[1].Record, world.Core.InputsKeptTo(4));
        Assert.Equal(header.FirstSeq, world.Core.EntriesOf(header)[0].Seq);
    }

    [Fact]
    public void A_snapshot_that_is_made_beside_the_node_is_the_one_that_the_node_makes()
    {
        using var world = new NodeWorld(snapshots: Store, net: _net);
        var load = new RandomLoad(world, seed: 8).Prepare();
        for (var round = 0; round < 3; round++)
        {
            Drive(load, steps: 30);
            world.Run();
            Assert.True(world.Core.TryCut(_ => { }, out _));
            world.Run();
            // The node has not kept what goes to the chain of that batch.
            Assert.Throws<IOException>(() => Beside(world));
            world.Commit();
            Drive(load, steps: 2);
            world.Run();
            var alone = Beside(world)!;
            var made = _snapshots.Snapshot(alone.Name);
            Assert.Equal(alone.Name, world.Save().Name);
            Assert.Equal(made, _snapshots.Snapshot(alone.Name));
            Assert.Null(Beside(world));
        }

        Assert.Empty(world.Said);
    }

    private SnapshotEntry? Beside(NodeWorld world) => SnapshotMaker.Make(
        world.Genesis, new LogFiles(world.Memory.List, world.Memory.Open), Store, isAlone: true,
        world.Said.Add, files: _net.Files(isReader: true));

    // Two of them, four batches, and something behind the newest.
    private NodeWorld Saved()
    {
        var world = new NodeWorld(snapshots: Store, net: _net, cutsByItself: false);
        var load = new RandomLoad(world, seed: 2).Prepare();
        for (var batch = 1; batch <= 4; batch++)
        {
            Drive(load, steps: 350);
            world.Run();
            world.Cut();
            if (batch % 2 == 0)
            {
                Drive(load, steps: 5);
                world.Run();
                world.Save();
            }
        }

        Drive(load, steps: 5);
        world.Run();
        return world;
    }

    private void Spoil(string name, string how)
    {
        var bytes = _net.Data.Snapshot(name);
        if (how == "gone")
        {
            _net.Data.Delete(name);
        }
        else if (how == "torn")
        {
            using var file = _net.Data.Open(name);
            file.Truncate(bytes.Length / 2);
        }
        else
        {
            _net.Data.Flip(name, bytes.Length / 3, 4);
        }
    }

    private static void ReadsAsAStranger(NodeWorld world)
    {
        var stranger = new NetState();
        for (ulong number = 1; world.Core.Ledger.NextBatch(number) is { } batch; number++)
        {
            Assert.Null(stranger.Take(batch.Data(), batch.Header.NewRoot, batch.Header.WithdrawalsRoot));
            var inputs = EntryCodec.DecodeBatchData(
                batch.Header.FirstSeq, world.Net!.Inputs.Snapshot(InputFiles.NameOf(number)));
            Assert.Equal(batch.Header.InputsRoot, Offing.Commitment.Batches.BatchBuilder.InputsRoot(inputs));
        }
    }

    // From the log's first record, in folders of its own.
    private static NodeWorld Plain(NodeWorld world)
    {
        var copy = new MemoryDisk();
        foreach (var name in world.Memory.List())
        {
            using var file = copy.Open(name);
            file.Write(0, world.Memory.Snapshot(name));
        }

        using var plain = new NodeWorld(copy, net: new NetDisks());
        plain.Commit();
        return plain;
    }

    private static void Drive(RandomLoad load, int steps)
    {
        for (var step = 0; step < steps; step++)
        {
            load.Step();
        }
    }
}
