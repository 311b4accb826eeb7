namespace Offing.Primitives;

/// <summary>
/// Places where production code offers a simulated world the dangerous one of two ways that are both right.
/// </summary>
public enum Hazard
{
    /// <summary>A micro-batch closes after few bytes, so that much waits.</summary>
    ShortMicroBatch,

    /// <summary>The admission queue has no place.</summary>
    QueueFull,

    /// <summary>The batches lag behind the engine.</summary>
    CommitterLate,

    /// <summary>The next segment's room cannot be reserved now.</summary>
    NoSpareSegment,

    /// <summary>The data of a posted batch is not in memory any more.</summary>
    BatchDataDropped,

    /// <summary>The watcher looks at one block only.</summary>
    ShortScan,

    /// <summary>The poster is in doubt about what it has sent.</summary>
    PosterInDoubt,

    /// <summary>A start does not take the newest snapshot, of a log that has all its records.</summary>
    SnapshotPassedOver,

    /// <summary>A receipt is made of what the log gives back, not of what is still in memory.</summary>
    ReceiptFromLog,
}

/// <summary>Whether the dangerous way is taken, this time. Production has none, and never takes it.</summary>
public delegate bool Hazards(Hazard at);

/// <summary>How production code asks.</summary>
public static class HazardPoints
{
    /// <summary>False where there are no hazards.</summary>
    public static bool Takes(this Hazards? hazards, Hazard at) => hazards is not null && hazards(at);
}
