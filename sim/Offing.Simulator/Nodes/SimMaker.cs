using Offing.Log;
using Offing.Node.Snapshots;
using Offing.Simulator.Disks;
using Offing.Simulator.Worlds;

namespace Offing.Simulator.Nodes;

/// <summary>
/// The process that makes a snapshot beside the node: it reads the files that the node writes. It ends when
/// its node tells it to or the machine falls, and outlives a node that was killed.
/// </summary>
/// <param name="node">The one that is there now.</param>
/// <param name="powerGoes">Told when the power goes in the middle of what it does.</param>
internal sealed class SimMaker(SimWorld world, SimRandom random, Func<SimNode?> node, Action powerGoes)
{
    /// <summary>Begins; the task is done when the process has ended.</summary>
    public Task Make(CancellationToken stop)
    {
        var done = new TaskCompletionSource();
        stop.Register(() => done.TrySetCanceled(stop));
        var (power, parent) = (world.PowerLosses, node());
        world.Queue.In(random.Between(5, 2_000), () =>
        {
            if (!done.Task.IsCompleted && power == world.PowerLosses)
            {
                Run(done, isOrphan: parent != node());
            }
        });
        return done.Task;
    }

    private void Run(TaskCompletionSource done, bool isOrphan)
    {
        try
        {
            var files = new LogFiles(world.Disk.List, world.Disk.Open);
            var made = SnapshotMaker.Make(
                world.Genesis, files, new SnapshotStore(world.SnapshotDisk),
                isAlone: false, world.NotUsed, hazards: world.TakesHazard,
                files: world.Net?.Files(isReader: true));
            if (made is not null)
            {
                world.Saboteur.Made(world.SnapshotDisk.Memory, made.Name);
            }

            world.Coverage.Count(made is null ? Seen.SnapshotNotMade : Seen.SnapshotMade);
            _ = isOrphan && world.Coverage.Count(Seen.SnapshotMakerOutlivedItsNode);
            world.Say($"a snapshot is made: {made?.Record}");
            done.TrySetResult();
        }
        catch (SimCrash)
        {
            powerGoes();
        }
        catch (Exception trouble) when (trouble is IOException or LogLockedException
            || (trouble is LogCorruptException && world.Disk.WasMisdirected))
        {
            world.Coverage.Count(Seen.SnapshotNotMade);
            world.Say("no snapshot can be made");
            done.TrySetException(trouble);
        }
    }
}
