using Offing.Log;
using Offing.Log.Disk;
using Offing.Log.Testing;
using Offing.Node.Snapshots;
using Offing.Node.Tests.Support;
using Offing.Primitives;

namespace Offing.Node.Tests.Snapshots;

public sealed class SnapshotTests
{
    private readonly MemoryDisk _snapshots = new();

    private SnapshotStore Store => new(_snapshots);

    [Fact]
    public void A_node_that_begins_behind_a_snapshot_is_the_same_as_one_that_replays_everything()
    {
        using var world = new NodeWorld(snapshots: Store);
        var load = new RandomLoad(world, seed: 1).Prepare(withSubAccounts: true);
        for (var round = 0; round < 6; round++)
        {
            Drive(load, steps: 15);
            if (round % 2 == 0)
            {
                world.Cut();
            }

            world.Run();
            var saved = world.Save();
            Assert.Equal(world.Log.Tail, saved.Record);
            Drive(load, steps: round * 5);
            world.Run();
            world.Commit();
            var before = Picture.Of(world);
            world.Restart();
            Assert.NotEqual(0UL, world.Core.StartSeq);
            world.Commit();
            Assert.Equal(before, Picture.Of(world));
            using var plain = new NodeWorld(Copy(world.Memory));
            plain.Commit();
            Assert.Equal(before, Picture.Of(plain));
            Assert.Equal(Withdrawals(plain), Withdrawals(world));
        }

        Assert.Empty(world.Said);
        Assert.Equal(SnapshotStore.Kept, Store.List().Count);
        Assert.Equal(Store.List().OrderByDescending(entry => entry.Record), Store.List());
    }

    [Fact]
    public void One_bit_in_any_page_of_a_snapshot_is_found_and_the_older_one_is_used()
    {
        using var world = Saved(out var saved);
        var bytes = _snapshots.Snapshot(saved.Name).Length;
        var random = new Random(3);
        for (var page = 0; page < bytes; page += 4_096)
        {
            var (at, bit) = (page + random.Next(Math.Min(4_096, bytes - page)), (byte)(1 << random.Next(8)));
            _snapshots.Flip(saved.Name, at, bit);
            Assert.False(Store.IsWhole(saved, out var why));
            Assert.NotEqual("", why);
            _snapshots.Flip(saved.Name, at, bit);
        }

        Assert.True(Store.IsWhole(saved, out _));
        var older = Store.List()[1];
        _snapshots.Flip(saved.Name, bytes / 2, 1);
        Begins(world, behind: older.Record, refused: saved);
        _snapshots.Flip(older.Name, 100, 1);
        Begins(world, behind: 0, refused: older);
    }

    [Fact]
    public void A_snapshot_torn_at_any_place_is_found()
    {
        using var world = Saved(out var saved);
        var whole = _snapshots.Snapshot(saved.Name);
        var step = Math.Max(1, whole.Length / 300);
        for (var length = 0; length < whole.Length; length += step)
        {
            Write(saved.Name, whole[..length]);
            Assert.False(Store.IsWhole(saved, out _), $"{length} of {whole.Length} bytes");
        }

        Write(saved.Name, [.. whole, 0]);
        Assert.False(Store.IsWhole(saved, out _));
        Write(saved.Name, whole);
        Assert.True(Store.IsWhole(saved, out _));
    }

    [Fact]
    public void A_crash_while_a_snapshot_is_made_leaves_the_older_ones()
    {
        for (var seed = 0; seed < 20; seed++)
        {
            var random = new Random(seed);
            using var world = Saved(out var saved);
            var load = new RandomLoad(world, seed);
            Drive(load, steps: 3);
            var left = random.Next(12);
            _snapshots.Fails = (_, _) => left-- <= 0;
            Record.Exception(() => world.Save());
            _snapshots.Fails = (_, _) => false;
            _snapshots.Crash(random.Next);
            Assert.True(Store.IsWhole(saved, out _) || Store.List()[0].Record > saved.Record);
            var newest = Store.List().First(entry => Store.IsWhole(entry, out _));
            world.Commit();
            var before = Picture.Of(world);
            world.Restart();
            world.Commit();
            Assert.Equal(before, Picture.Of(world));
            Assert.True(world.Core.StartSeq > 0 && newest.Record >= saved.Record);
            foreach (var entry in Store.List())
            {
                _snapshots.Delete(entry.Name);
            }
        }
    }

    [Fact]
    public void A_snapshot_of_another_venue_or_of_another_log_is_not_used()
    {
        using var world = Saved(out var saved);
        using var stranger = new NodeWorld();
        Drive(new RandomLoad(stranger, seed: 77).Prepare(), steps: 120);
        stranger.Run();
        Assert.True(stranger.Log.Tail > saved.Record);
        using var other = new NodeWorld(Copy(stranger.Memory), Store);
        Begins(other, behind: 0, refused: saved);
        Assert.Contains("another log", other.Said[0], StringComparison.Ordinal);
    }

    [Fact]
    public void A_log_that_ends_before_the_snapshot_has_lost_its_end_and_the_message_says_what_to_do()
    {
        using var world = Saved(out var saved);
        var records = LogChain.ReadFrom(world.Log, 1).Take((int)saved.Record - 1).ToArray();
        var shorter = new MemoryDisk();
        using (var log = LocalLog.Open(shorter, 256 * 1024))
        {
            foreach (var record in records)
            {
                log.Append(record.N, record.Stamp, record.Body);
            }
        }

        var refused = Assert.Throws<NoBeginningException>(() => new NodeWorld(shorter, Store));
        Assert.Contains("lost its end", refused.Message, StringComparison.Ordinal);
        Assert.Contains(saved.Name, refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_pruned_log_needs_a_snapshot_and_the_message_says_what_to_do()
    {
        using var world = new NodeWorld(snapshots: Store);
        Drive(new RandomLoad(world, seed: 5).Prepare(), steps: 700);
        world.Run();
        world.Cut();
        world.Save();
        Drive(new RandomLoad(world, seed: 6), steps: 300);
        world.Run();
        world.Cut();
        var newest = world.Save();
        var older = Store.List()[1];
        Assert.True(world.Core.WouldPrune(older.Record, world.Core.Ledger.Last.Number));
        Assert.Equal(1UL, world.Core.Prune(older.Record, batch: 0));
        var first = world.Core.Prune(older.Record, world.Core.Ledger.Last.Number);
        Assert.True(first > 1 && first <= older.Record + 1);
        var before = Picture.Of(world);
        world.Restart();
        world.Commit();
        Assert.Equal(before, Picture.Of(world));

        _snapshots.Flip(newest.Name, 40, 1);
        world.Restart();
        world.Commit();
        Assert.Equal(before, Picture.Of(world));

        // What cannot be read now may be read another time, and nobody has to put anything back.
        _snapshots.Fails = (_, name) => name == older.Name;
        Assert.Throws<IOException>(world.Restart);
        _snapshots.Fails = (_, _) => false;
        world.Restart();
        world.Commit();
        Assert.Equal(before, Picture.Of(world));

        _snapshots.Flip(older.Name, 40, 1);
        var refused = Assert.Throws<NoBeginningException>(world.Restart);
        Assert.Contains($"begins with record {first}", refused.Message, StringComparison.Ordinal);
        Assert.Contains("put back a snapshot", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_snapshot_that_is_made_beside_the_node_is_the_one_that_the_node_makes()
    {
        var root = Directory.CreateTempSubdirectory("offing-snap-").FullName;
        try
        {
            var data = new DataFolder(root, reset: false);
            data.Genesis(Repository.GenesisFile);
            using var world = new NodeWorld(new FolderDisk(data.Log), new SnapshotStore(data.SnapshotDisk()));
            var load = new RandomLoad(world, seed: 8).Prepare();
            for (var round = 0; round < 3; round++)
            {
                Drive(load, steps: 30);
                world.Run();
                world.Cut();
                var beside = SnapshotMaker.Make(data, isAlone: false, world.Said.Add)!;
                // The last record that it sees may not be durable yet.
                Assert.Equal(world.Log.Tail - 1, beside.Record);
                var alone = SnapshotMaker.Make(data, isAlone: true, world.Said.Add)!;
                var made = File.ReadAllBytes(Path.Combine(data.Snapshots, alone.Name));
                Assert.Equal(alone.Name, world.Save().Name);
                Assert.Equal(made, File.ReadAllBytes(Path.Combine(data.Snapshots, alone.Name)));
                Assert.Null(SnapshotMaker.Make(data, isAlone: true, world.Said.Add));
            }

            Assert.Empty(world.Said);
        }
        finally
        {
            Directory.Delete(root, recursive: true);
        }
    }

    // Two of them, and something behind the newest.
    private NodeWorld Saved(out SnapshotEntry newest)
    {
        var world = new NodeWorld(snapshots: Store);
        var load = new RandomLoad(world, seed: 2).Prepare();
        Drive(load, steps: 20);
        world.Run();
        world.Cut();
        world.Save();
        Drive(load, steps: 20);
        world.Run();
        newest = world.Save();
        Drive(load, steps: 5);
        world.Run();
        return world;
    }

    private static void Begins(NodeWorld world, ulong behind, SnapshotEntry refused)
    {
        world.Commit();
        var before = Picture.Of(world);
        world.Said.Clear();
        world.Restart();
        world.Commit();
        Assert.Equal(before, Picture.Of(world));
        Assert.Contains(world.Said, line => line.Contains(refused.Name, StringComparison.Ordinal));
        Assert.Equal(behind == 0, world.Core.StartSeq == 0);
    }

    private void Write(string name, byte[] bytes)
    {
        using var file = _snapshots.Open(name);
        file.Truncate(0);
        file.Write(0, bytes);
    }

    private static void Drive(RandomLoad load, int steps)
    {
        for (var step = 0; step < steps; step++)
        {
            load.Step();
        }
    }

    private static MemoryDisk Copy(MemoryDisk disk)
    {
        var copy = new MemoryDisk();
        foreach (var name in disk.List())
        {
            using var file = copy.Open(name);
            file.Write(0, disk.Snapshot(name));
        }

        return copy;
    }

    private static string[] Withdrawals(NodeWorld world) => world.Core.Read(state => state.Accounts
        .SelectMany(account => world.Core.Ledger.Withdrawals(account.Owner))
        .Select(place => $"{place.Leaf} of {place.Batch?.Header.Number}").ToArray());
}
