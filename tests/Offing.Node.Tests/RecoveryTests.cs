using Offing.Log.Disk;
using Offing.Log.Testing;
using Offing.Node.Tests.Support;
using Offing.Protocol;
using Offing.Protocol.Entries;

namespace Offing.Node.Tests;

public sealed class RecoveryTests
{
    [Fact]
    public void A_replay_gives_the_same_state_batches_market_data_and_withdrawals()
    {
        using var world = new NodeWorld();
        Drive(world, seed: 1, steps: 80);
        var before = Picture.Of(world);
        var withdrawals = Withdrawals(world);
        world.Restart();
        world.Commit();
        Assert.Equal(before, Picture.Of(world));
        Assert.NotEmpty(withdrawals);
        Assert.Equal(withdrawals, Withdrawals(world));
        Assert.Contains(withdrawals, line => line.EndsWith("of 1", StringComparison.Ordinal));
    }

    [Fact]
    public void A_replay_from_a_real_folder_gives_the_same()
    {
        var folder = Directory.CreateTempSubdirectory("offing-node-").FullName;
        try
        {
            using var world = new NodeWorld(new FolderDisk(folder));
            Drive(world, seed: 2, steps: 20);
            var before = Picture.Of(world);
            world.Restart();
            world.Commit();
            Assert.Equal(before, Picture.Of(world));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public void The_state_root_of_a_batch_is_that_of_the_plain_definition_after_its_cut()
    {
        using var world = new NodeWorld();
        for (var round = 0; round < 3; round++)
        {
            Drive(world, seed: 10 + round, steps: 10, prepare: round == 0);
            Assert.Equal(Picture.Root(world.Core), world.Core.Ledger.Last.NewRoot);
        }
    }

    [Fact]
    public void A_log_cut_after_any_record_is_the_venue_as_it_was_then()
    {
        using var world = new NodeWorld();
        var load = new RandomLoad(world, seed: 3).Prepare();
        var then = new Dictionary<ulong, IReadOnlyList<string>>();
        for (var step = 0; step < 25; step++)
        {
            load.Step();
            then[world.Log.Tail] = Picture.Of(world);
        }

        var records = Log.LogChain.ReadFrom(world.Log, 1).ToArray();
        for (var length = 0; length <= records.Length; length++)
        {
            using var shorter = new NodeWorld(With(records.Take(length)));
            Assert.Equal((ulong)records.Take(length).Sum(record => record.Stamp.Count), shorter.Market.Seq);
            if (then.TryGetValue((ulong)length, out var expected))
            {
                Assert.Equal(expected, Picture.Of(shorter));
            }
        }
    }

    [Fact]
    public void After_a_crash_at_a_random_moment_everything_acknowledged_is_there()
    {
        for (var seed = 0; seed < 12; seed++)
        {
            CrashOnce(new Random(seed));
        }
    }

    [Fact]
    public void Every_start_has_an_epoch_above_the_last_also_after_a_crash()
    {
        using var world = new NodeWorld();
        var random = new Random(4);
        for (var start = 0; start < 5; start++)
        {
            world.Run();
            if (start % 2 == 0)
            {
                world.Restart();
            }
            else
            {
                world.Crash(random.Next);
            }
        }

        world.Run();
        var epochs = world.Records().SelectMany(record => record)
            .Select(entry => entry.Entry).OfType<Started>();
        Assert.Equal([1, 2, 3, 4, 5, 6], epochs.Select(started => started.Epoch));
    }

    private static void CrashOnce(Random random)
    {
        using var world = new NodeWorld();
        var load = new RandomLoad(world, random.Next()).Prepare();
        var left = 5 + random.Next(60);
        var failing = (DiskCall)random.Next(1, 4);
        for (var step = 0; step < 200 && !world.Core.HasFailed; step++)
        {
            if (step == left / 4)
            {
                world.Memory.Fails = (call, _) => call == failing && left-- <= 0;
            }

            load.Step();
        }

        var acknowledged = world.Acknowledged.Select(outcome => Picture.Of(outcome.Output!)).ToArray();
        Assert.NotEmpty(acknowledged);
        world.Memory.Fails = (_, _) => false;
        world.Crash(random.Next);
        var recovered = Replay(world).ToHashSet();
        Assert.Empty(acknowledged.Except(recovered));
        Assert.Equal((ulong)recovered.Count, world.Market.Seq);
        world.Run();
        Assert.False(world.Core.HasFailed);
    }

    // A machine of its own, so that nothing the node remembers can help.
    private static IEnumerable<string> Replay(NodeWorld world)
    {
        var machine = new Engine.Machine(Repository.Genesis);
        return world.Records().SelectMany(record => record).Select(entry => Picture.Of(machine.Apply(entry)));
    }

    private static void Drive(NodeWorld world, int seed, int steps, bool prepare = true)
    {
        var load = new RandomLoad(world, seed);
        if (prepare)
        {
            load.Prepare();
            var owner = world.Core.Read(state => state.Accounts[^1].Owner);
            world.Run(Entries.Withdraw(owner, world.NextNonce, 7));
            world.Cut();
        }

        for (var step = 0; step < steps; step++)
        {
            load.Step();
        }

        world.Run();
        world.Cut();
        Assert.DoesNotContain(world.Told, told => told.Outcome.Refusal != RejectCode.None);
    }

    private static string[] Withdrawals(NodeWorld world) => world.Core.Read(state => state.Accounts
        .SelectMany(account => world.Core.Ledger.Withdrawals(account.Owner))
        .Select(place => $"{place.Leaf} of {place.Batch?.Header.Number}").ToArray());

    private static MemoryDisk With(IEnumerable<Log.LogRecord> records)
    {
        var disk = new MemoryDisk();
        using var log = Log.LocalLog.Open(disk, 256 * 1024);
        foreach (var record in records)
        {
            Assert.Equal(Log.AppendResult.Won, log.Append(record.N, record.Stamp, record.Body));
        }

        return disk;
    }
}
