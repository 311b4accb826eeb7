using Offing.Log;
using Offing.Node;
using Offing.Node.Reversals;
using Offing.Node.Snapshots;
using Offing.Settlement.L1;
using Offing.Settlement.Watching;
using Offing.Simulator.Chains;
using Offing.Simulator.Disks;

namespace Offing.Simulator.Worlds;

/// <summary>
/// The person who runs the venue: when it has stopped for what the chain lost, they look what is to be taken
/// back, wait as long as they are told to, and start it anew with what they were told.
/// </summary>
internal sealed class SimOperator(SimWorld world, NodeProcess process, SimL1Client client, SimRandom random)
{
    public void Begin() => world.Queue.In(random.Between(1_000, 4_000), () =>
    {
        if (process.Node is { IsStopped: true })
        {
            Look();
        }

        Begin();
    });

    private void Look()
    {
        try
        {
            var plan = Plan();
            world.Say($"the operator is to take back from request {plan?.First} on");
            process.Restart(plan?.First);
        }
        catch (VenueStartException wait)
        {
            world.Coverage.Count(Seen.ReversalHadToWait);
            world.Say($"the operator waits: {wait.Message}");
        }
        catch (SimCrash)
        {
            process.Fell("the power goes", isPowerLost: true);
        }
        catch (Exception trouble) when (trouble is IOException or L1UnavailableException
            || (trouble is LogCorruptException && world.Disk.WasMisdirected))
        {
            world.Say("the operator cannot see what is to be taken back");
        }
    }

    // As ./offing operator reverse does it, beside the venue that runs.
    private ReversalPlan? Plan()
    {
        var files = new LogFiles(world.Disk.List, world.Disk.Open);
        var (replica, _) = LogFollower.Follow(
            world.Genesis, files, new SnapshotStore(world.SnapshotDisk), isAlone: false, world.NotUsed,
            hazards: world.TakesHazard, files: world.Net?.Files(isReader: true));
        var plan = ReversalPlan.Find(
            client, world.Deployment, DepositWatcher.ProductionConfirmations, replica, files);
        if (plan is not null)
        {
            var effects = ReversalEffect.Of(plan, replica.Machine);
            SimFailure.Unless(
                replica.Machine.State.QueueHash == world.Chain.State.Prefixes[
                    (int)replica.Machine.State.QueueCursor],
                "reversal", () => $"{plan} does not lead to the chain's queue ({effects.Count} accounts)");
        }

        return plan;
    }
}
