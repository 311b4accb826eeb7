namespace Offing.Simulator.Worlds;

/// <summary>A thing that can go wrong with the venue as a whole.</summary>
internal enum Incident
{
    Kill,
    Stop,
    PowerLoss,
    WriteFaults,
    ReadFaults,
    DiskFull,
    MisdirectedWrite,
    MachineLost,
    SpoiledSnapshot,
    ClockStep,
    ClockHour,
    Clog,
    Partition,
    ChainPartition,
    Reorg,
    StaleOracle,
    WrongOracle,
    Flood,
    DeepReorg,
}

/// <summary>
/// What a seed's world is like. Every seed draws its own, and has some kinds of faults not at all: a world in
/// which everything happens at once hides what needs calm in between.
/// </summary>
internal sealed record FaultMix
{
    public required int DelayLeast_Ms { get; init; }

    public required int DelayMean_Ms { get; init; }

    public required int Loss_Permille { get; init; }

    public required int Replay_Permille { get; init; }

    /// <summary>Of what was in flight at a crash.</summary>
    public required int Corruption_Permille { get; init; }

    /// <summary>Of disk calls, while the disk is bad.</summary>
    public required int DiskFault_Permille { get; init; }

    public required int ChainFault_Permille { get; init; }

    public required int Sync_Ms { get; init; }

    public required int Block_Ms { get; init; }

    public required int BatchInterval_Ms { get; init; }

    /// <summary>Entries from one snapshot to the next.</summary>
    public required int SnapshotEach_Entries { get; init; }

    public required bool Prunes { get; init; }

    public required int ReorgMost_Blocks { get; init; }

    /// <summary>Within which the venue promises that an entry is posted.</summary>
    public required uint ReceiptDeadline_Blocks { get; init; }

    public required int Traders { get; init; }

    public required int Segment_Bytes { get; init; }

    /// <summary>Of the places where production code offers a dangerous choice.</summary>
    public required int Hazard_Permille { get; init; }

    public required bool HasRealSignatures { get; init; }

    /// <summary>Virtual time between two incidents, on average.</summary>
    public required int IncidentEach_Ms { get; init; }

    public required IReadOnlyList<Incident> Incidents { get; init; }

    /// <summary>Whether batches carry leaves in the place of their inputs.</summary>
    public required bool IsNet { get; init; }

    // Long enough for the faults that there are. A clock that jumps ahead has the chain refuse batches until
    // its time has come there too.
    private const int DeadlineLeast_Blocks = 150;
    private const int DeadlineMost_Blocks = 600;
    private const int DeadlineWithClockHour_Blocks = 15_000;

    // A person looks, waits and starts the venue anew, a few times.
    private const uint DeadlineWithDeepReorg_Blocks = 1_500;
    private const int DeepReorg_Permille = 200;

    /// <param name="calm">Nothing goes wrong at all.</param>
    public static FaultMix Draw(SimRandom random, bool calm)
    {
        var kinds = Enum.GetValues<Incident>()
            .Where(kind => kind != Incident.DeepReorg && random.Chance(600)).ToList();
        var deadline = kinds.Contains(Incident.ClockHour)
            ? DeadlineWithClockHour_Blocks
            : random.Between(DeadlineLeast_Blocks, DeadlineMost_Blocks);
        var mix = new FaultMix
        {
            DelayLeast_Ms = random.Between(0, 30),
            DelayMean_Ms = random.Between(30, 100),
            Loss_Permille = Maybe(random, 300, calm),
            Replay_Permille = Maybe(random, 500, calm),
            Corruption_Permille = random.Between(800, 1_000),
            DiskFault_Permille = random.Between(10, 100),
            ChainFault_Permille = Maybe(random, 200, calm),
            Sync_Ms = random.Between(1, 12),
            Block_Ms = random.Between(300, 1_000),
            BatchInterval_Ms = random.Between(2_000, 10_000),
            SnapshotEach_Entries = random.Between(500, 8_000),
            Prunes = random.Chance(700),
            ReorgMost_Blocks = random.Chance(500) ? Coverage.ReorgMost_Blocks : random.Between(1, 11),
            ReceiptDeadline_Blocks = (uint)deadline,
            Traders = random.Between(4, 16),
            Segment_Bytes = random.Between(400, 1_200) * 1_024,
            Hazard_Permille = Maybe(random, 30, calm),
            HasRealSignatures = random.Chance(60),
            IncidentEach_Ms = random.Between(3_000, 12_000),
            Incidents = calm ? [] : kinds,
            IsNet = random.Chance(300),
        };
        return calm || !random.Chance(DeepReorg_Permille) ? mix : mix with
        {
            Incidents = [.. mix.Incidents, Incident.DeepReorg],
            ReceiptDeadline_Blocks = mix.ReceiptDeadline_Blocks + DeadlineWithDeepReorg_Blocks,
        };
    }

    // A third of the worlds has none of it.
    private static int Maybe(SimRandom random, int most, bool calm)
    {
        var value = random.Chance(330) ? 0 : random.Between(0, most);
        return calm ? 0 : value;
    }
}
