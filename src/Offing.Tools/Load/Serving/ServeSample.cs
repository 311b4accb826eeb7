namespace Offing.Tools.Load.Serving;

/// <summary>What the venue of a load says of itself each second, one line of JSON.</summary>
/// <param name="Seconds">Since it was ready.</param>
/// <param name="Entries">Sequenced and executed so far.</param>
/// <param name="Rooted">Of them, under a state root that has been computed.</param>
/// <param name="WaitingBatches">Cut, their root not computed yet.</param>
/// <param name="Owed">Entries in those; the rest of the lag is the open batch.</param>
/// <param name="Resident_Kib">Memory as the system counts it.</param>
/// <param name="Heap_Bytes">Of the collector, after its last collection.</param>
/// <param name="Allocated_Bytes">Since its start.</param>
/// <param name="Pause_Ms">All pauses of the collector together.</param>
/// <param name="Cpu_Ms">Of all its threads.</param>
public sealed record ServeSample(
    double Seconds, ulong Entries, ulong Rooted, int WaitingBatches, long Owed, long Resident_Kib,
    long Heap_Bytes, long Allocated_Bytes, int Gen0, int Gen1, int Gen2, double Pause_Ms, double Cpu_Ms)
{
    /// <summary>Entries that no computed root covers yet.</summary>
    public ulong Lag => Entries - Rooted;
}

/// <summary>The first line that it says.</summary>
/// <param name="Verify_PerSecond">Of libsecp256k1 with a known key, on the cores the venue has.</param>
/// <param name="Recover_PerSecond">The same, recovering the key.</param>
/// <param name="Cores">That it may use.</param>
public sealed record ServeReady(
    double Verify_PerSecond, double Recover_PerSecond, int Cores, string Collector);
