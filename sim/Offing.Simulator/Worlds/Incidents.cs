using Offing.Simulator.Chains;
using Offing.Simulator.Traders;

namespace Offing.Simulator.Worlds;

/// <summary>What goes wrong, when, and for how long.</summary>
internal sealed class Incidents(
    SimWorld world, SimRun run, NodeProcess process, SimL1Client client, SimRandom random)
{
    private const long Hour_Ms = 3_600_000;

    // This one comes of itself.
    private readonly Incident[] _kinds = [.. world.Mix.Incidents.Where(kind => kind != Incident.DeepReorg)];

    private bool _isOver;
    // A restored venue gives no receipts for long, so it is rare.
    private const int MachineLost_Permille = 150;

    private bool _hadHour;

    public int Seen { get; private set; }

    public void Begin()
    {
        if (_kinds.Length > 0)
        {
            Next();
        }
    }

    /// <summary>Nothing new, and all that lasts ends.</summary>
    public void Stop()
    {
        _isOver = true;
        world.Disk.MisdirectsNext = false;
        world.Faults.End();
        world.Room_Bytes = null;
        client.IsCutOff = false;
        run.Publishers.ForEach(publisher => publisher.GoWrong(PublisherFault.None, 0));
    }

    private void Next()
    {
        world.Queue.In(random.Between(1, 2 * world.Mix.IncidentEach_Ms), () =>
        {
            if (!_isOver)
            {
                var incident = random.Pick(_kinds);
                if (!world.Options.Without.Contains(Coverage.Words(incident)))
                {
                    Seen++;
                    world.Say($"incident: {incident}");
                    Happen(incident);
                }

                Next();
            }
        });
    }

    private void Happen(Incident incident)
    {
        world.Coverage.Count(incident);
        switch (incident)
        {
            case Incident.Kill:
                process.Fell("killed", isPowerLost: false);
                break;
            case Incident.Stop:
                process.Stop();
                break;
            case Incident.PowerLoss:
                world.Faults.CrashAfter(random.Below(8));
                break;
            case Incident.WriteFaults:
                world.Faults.IsWriteBad = true;
                After(2_000, () => world.Faults.IsWriteBad = false);
                break;
            case Incident.ReadFaults:
                world.Faults.IsReadBad = true;
                process.Fell("killed while the disk cannot be read", isPowerLost: false);
                After(1_500, () => world.Faults.IsReadBad = false);
                break;
            case Incident.DiskFull:
                world.Room_Bytes = random.Below(4_096);
                After(6_000, () => world.Room_Bytes = null);
                break;
            case Incident.MisdirectedWrite:
                world.Disk.MisdirectsNext = true;
                After(3_000, () => process.Fell("killed", isPowerLost: true));
                break;
            case Incident.MachineLost:
                if (random.Chance(MachineLost_Permille))
                {
                    process.LoseMachine();
                }

                break;
            case Incident.SpoiledSnapshot:
                world.SpoilSnapshot(random);
                break;
            default:
                HappenOutside(incident);
                break;
        }
    }

    private void HappenOutside(Incident incident)
    {
        var until = world.Now + (ulong)random.Between(500, 8_000);
        var victim = random.Below(world.Mix.Traders + SimGenesis.Publishers);
        switch (incident)
        {
            case Incident.ClockStep:
                world.Clock.Off_Ms += random.Between(-1_900, 1_900);
                break;
            case Incident.ClockHour when !_hadHour:
                _hadHour = true;
                JumpAnHour();
                break;
            case Incident.Clog:
                world.Network.Clog(victim, until);
                break;
            case Incident.Partition:
                world.Network.CutOff(victim, until);
                break;
            case Incident.ChainPartition:
                client.IsCutOff = true;
                After(10_000, () => client.IsCutOff = false);
                break;
            case Incident.Reorg:
                world.Chain.Reorg(random.Between(1, world.Mix.ReorgMost_Blocks), seen: world.Coverage);
                world.Batches.CheckHeaders();
                break;
            case Incident.StaleOracle:
                var silent = random.Chance(500) ? PublisherFault.Silent : PublisherFault.OutOfDate;
                var end = world.Now + (ulong)random.Between(8_000, 16_000);
                run.Publishers.ForEach(publisher => publisher.GoWrong(silent, end));
                break;
            case Incident.WrongOracle:
                random.Pick(run.Publishers).GoWrong(
                    random.Chance(500) ? PublisherFault.Wild : PublisherFault.Repeating, until);
                break;
            case Incident.Flood:
                run.Traders[victim % run.Traders.Count].Act(most: 400);
                break;
        }
    }

    // Forward for good, or back until somebody sets it right.
    private void JumpAnHour()
    {
        if (random.Chance(500))
        {
            world.Coverage.Count(Worlds.Seen.ClockJumpedAnHourAhead);
            world.Clock.Off_Ms += Hour_Ms;
            return;
        }

        world.Coverage.Count(Worlds.Seen.ClockJumpedAnHourBack);
        world.Clock.Off_Ms -= Hour_Ms;
        if (random.Chance(500))
        {
            After(2_000, () => process.Fell("killed while the clock is wrong", isPowerLost: false));
        }

        After(6_000, () => world.Clock.Off_Ms += Hour_Ms);
    }

    private void After(int most_Ms, Action end) => world.Queue.In(random.Between(200, most_Ms), end);
}
