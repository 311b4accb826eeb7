using Offing.Simulator.Chains;

namespace Offing.Simulator.Worlds;

/// <summary>What goes wrong, when, and for how long.</summary>
internal sealed class Incidents(SimWorld world, SimRun run, SimL1Client client, SimRandom random)
{
    private const long Hour_Ms = 3_600_000;

    private bool _isOver;
    private bool _hadHour;

    public int Seen { get; private set; }

    public void Begin()
    {
        if (world.Mix.Incidents.Count > 0)
        {
            Next();
        }
    }

    /// <summary>Nothing new, and all that lasts ends.</summary>
    public void Stop()
    {
        _isOver = true;
        world.Disk.IsWriteBad = world.Disk.IsReadBad = world.Disk.MisdirectsNext = false;
        world.Disk.Memory.Room_Bytes = long.MaxValue;
        world.Disk.CrashAfter(-1);
        client.IsCutOff = false;
    }

    private void Next()
    {
        world.Queue.In(random.Between(1, 2 * world.Mix.IncidentEach_Ms), () =>
        {
            if (!_isOver)
            {
                Seen++;
                Happen(random.Pick(world.Mix.Incidents));
                Next();
            }
        });
    }

    private void Happen(Incident incident)
    {
        world.Say($"incident: {incident}");
        switch (incident)
        {
            case Incident.Kill:
                run.Fell("killed", isPowerLost: false);
                break;
            case Incident.PowerLoss:
                world.Disk.CrashAfter(random.Below(8));
                break;
            case Incident.WriteFaults:
                world.Disk.IsWriteBad = true;
                After(2_000, () => world.Disk.IsWriteBad = false);
                break;
            case Incident.ReadFaults:
                world.Disk.IsReadBad = true;
                run.Fell("killed while the disk cannot be read", isPowerLost: false);
                After(1_500, () => world.Disk.IsReadBad = false);
                break;
            case Incident.DiskFull:
                world.Disk.Memory.Room_Bytes = world.Disk.Memory.Used_Bytes + random.Below(4_096);
                After(6_000, () => world.Disk.Memory.Room_Bytes = long.MaxValue);
                break;
            case Incident.MisdirectedWrite:
                world.Disk.MisdirectsNext = true;
                world.Queue.In(random.Between(500, 3_000), () => run.Fell("killed", isPowerLost: true));
                break;
            default:
                HappenOutside(incident);
                break;
        }
    }

    private void HappenOutside(Incident incident)
    {
        var until = world.Now + (ulong)random.Between(500, 8_000);
        var victim = random.Below(world.Mix.Traders);
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
                world.Chain.Reorg(random.Between(1, world.Mix.ReorgMost_Blocks));
                world.Batches.CheckHeaders();
                break;
            case Incident.StaleOracle:
                run.SilentUntil = world.Now + (ulong)random.Between(8_000, 16_000);
                break;
            case Incident.Flood:
                run.Traders[victim].Act(most: 400);
                break;
        }
    }

    // Forward for good, or back until somebody sets it right.
    private void JumpAnHour()
    {
        if (random.Chance(500))
        {
            world.Clock.Off_Ms += Hour_Ms;
            return;
        }

        world.Clock.Off_Ms -= Hour_Ms;
        if (random.Chance(500))
        {
            After(2_000, () => run.Fell("killed while the clock is wrong", isPowerLost: false));
        }

        After(6_000, () => world.Clock.Off_Ms += Hour_Ms);
    }

    private void After(int most_Ms, Action end) => world.Queue.In(random.Between(200, most_Ms), end);
}
