using Offing.Log;
using Offing.Log.Disk;
using Offing.Node.Logs;
using Offing.Node.Snapshots;
using Offing.Node.Tests.Support;

namespace Offing.Node.Tests;

/// <summary>What can be told of a log from its snapshots, the venue being down.</summary>
public sealed class LogStateTests : IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("offing-state-").FullName;

    public void Dispose() => Directory.Delete(_root, recursive: true);

    [Fact]
    public void From_the_nearest_snapshot_the_state_at_any_place_is_that_of_a_replay_of_everything()
    {
        using var world = Made(out var data, out var snapshots);
        var (last, older, newer) = (world.Core.Seq, snapshots[1].Header!, snapshots[0].Header!);
        ulong?[] places =
        [
            0, 1, last / 3, older.Seq - 1, older.Seq, older.Seq + 1, newer.Seq - 1, newer.Seq, last - 1, last,
            null,
        ];
        foreach (var at in places)
        {
            var from = Find(data, 1, at ?? last);
            var record = at < older.Seq ? 0 : at < newer.Seq ? older.Record : newer.Record;
            Assert.Equal(record, from.Record);
            var whole = LogVerification.Run(Repository.Genesis, LogView.Read(data.Log), true, at).State;
            Assert.Equal(whole, LogState.Run(from, LogView.Read(data.Log, from: from.Record + 1), at));
        }

        var beyond = Assert.Throws<FormatException>(
            () => LogState.Run(Find(data, 1, last + 1), LogView.Read(data.Log), last + 1));
        Assert.Contains($"ends with {last}", beyond.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_pruned_log_is_checked_by_its_numbers_up_to_a_snapshot_and_wholly_behind_it()
    {
        using var world = Made(out var data, out var snapshots);
        var older = snapshots[1].Header!;
        var whole = LogVerification.Run(Repository.Genesis, LogView.Read(data.Log), withState: true);
        var filter = new LogExportFilter { From = older.Seq + 3, WithEvents = true };
        var lines = Export(ReplayBase.Genesis(Repository.Genesis), data, filter);
        var first = world.Core.Prune(older.Record, world.Core.Ledger.Last.Number);
        Assert.True(first > 1 && first <= older.Record);

        var from = ReplayBase.Find(
            data, Repository.Genesis, first, ulong.MaxValue, line => Assert.Fail(line), oldest: true)!;
        Assert.Equal(older.Record, from.Record);
        var pruned = LogVerification.Run(
            Repository.Genesis, LogView.Read(data.Log), withState: true, from: from);
        Assert.Null(pruned.Broken);
        Assert.Equal((first, older.Record + 1), (pruned.First, pruned.OrderedFrom));
        Assert.Equal((whole.Head, whole.State), (pruned.Head, pruned.State));
        Assert.Equal(lines, Export(Find(data, first, filter.From - 1), data, filter));
        Assert.Null(ReplayBase.Find(data, Repository.Genesis, first, older.Seq - 1, line => { }));
    }

    private static ReplayBase Find(DataFolder data, ulong first, ulong seq) =>
        ReplayBase.Find(data, Repository.Genesis, first, seq, line => Assert.Fail(line))!;

    private static byte[] Export(ReplayBase from, DataFolder data, LogExportFilter filter)
    {
        using var output = new MemoryStream();
        LogExport.Run(from, LogView.Read(data.Log, from: from.Record + 1), filter, output);
        Assert.True(output.Length > 10_000);
        return output.ToArray();
    }

    private NodeWorld Made(out DataFolder data, out IReadOnlyList<SnapshotFacts> snapshots)
    {
        data = new DataFolder(_root, reset: false);
        data.Genesis(Repository.GenesisFile);
        var world = new NodeWorld(new FolderDisk(data.Log), new SnapshotStore(data.SnapshotDisk()));
        var load = new RandomLoad(world, seed: 5).Prepare();
        foreach (var steps in new[] { 700, 300 })
        {
            Drive(load, steps);
            world.Run();
            world.Cut();
            world.Save();
        }

        Drive(load, 40);
        world.Run();
        snapshots = SnapshotFacts.Of(data);
        Assert.All(snapshots, snapshot => Assert.Equal("", snapshot.Defect));
        Assert.Equal(SnapshotStore.Kept, snapshots.Count);
        return world;
    }

    private static void Drive(RandomLoad load, int steps)
    {
        for (var step = 0; step < steps; step++)
        {
            load.Step();
        }
    }
}
