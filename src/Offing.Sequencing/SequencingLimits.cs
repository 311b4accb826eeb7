using Offing.Primitives;

namespace Offing.Sequencing;

/// <summary>Limits of admission, unit last.</summary>
public static class SequencingLimits
{
    /// <summary>Lane of ticks, cuts, requests of the chain, reports and kill switches.</summary>
    internal const int SystemLane = 0;

    /// <summary>Lane of pure cancels.</summary>
    internal const int CancelLane = 1;

    /// <summary>Lane of everything else.</summary>
    internal const int RestLane = 2;

    /// <summary>
    /// Of a cancel that waits behind an action of its account: with as many places again as cancels have,
    /// kept by the draining thread.
    /// </summary>
    internal const int HeldLane = 3;

    /// <summary>Places of the lane of system entries.</summary>
    public const int SystemLane_Entries = 1_024;

    /// <summary>
    /// Of these so many may be held for a change of keys: the Tick that it comes with still has its place.
    /// </summary>
    internal const int KeyedHeld_Entries = SystemLane_Entries / 2;

    /// <summary>Places of the lane of cancels.</summary>
    public const int CancelLane_Entries = 3_072;

    /// <summary>Places of the lane of everything else.</summary>
    public const int RestLane_Entries =
        Limits.AdmissionQueue_Entries - SystemLane_Entries - CancelLane_Entries;

    /// <summary>Bytes of the lanes of system entries and of cancels, each.</summary>
    public const int UrgentLane_Bytes = 8 * Limits.MicroBatchMax_Bytes;

    /// <summary>
    /// Bytes of the lane of everything else: so many micro-batches, and no more, does the last of it wait
    /// for, be the actions small or large.
    /// </summary>
    public const int RestLane_Bytes = 8 * Limits.MicroBatchMax_Bytes;

    /// <summary>
    /// So long may an order wait for a micro-batch; then it is refused, and whatever waits behind it goes
    /// on. Number and bytes alone bound the wait only as well as the disk and the core keep up.
    /// </summary>
    public const ulong RestLaneWait_Ms = 25;

    /// <summary>
    /// Upper bound of what an entry adds to a record beside its payload: kind, time, framing, nonce, vault,
    /// expiry, signature and signer of an action are 151 bytes at most; every other kind is shorter.
    /// </summary>
    public const int EntryOverhead_Bytes = 192;

    /// <summary>Of a micro-batch that a simulated world has cut short.</summary>
    internal const int ShortMicroBatch_Bytes = 1_024;

    /// <summary>What each lane holds at most.</summary>
    internal static (int Entries, int Bytes)[] Lanes { get; } =
    [
        (SystemLane_Entries, UrgentLane_Bytes),
        (CancelLane_Entries, UrgentLane_Bytes),
        (RestLane_Entries, RestLane_Bytes),
    ];

    /// <summary>Asserts at start what the limits promise one another.</summary>
    public static void AssertRelations()
    {
        Check.That(RestLane_Entries > CancelLane_Entries && Lanes.Length == RestLane + 1);
        // An entry that the door lets through always fits in an empty micro-batch.
        Check.That(Limits.EntryMax_Bytes + EntryOverhead_Bytes <= Limits.MicroBatchMax_Bytes);
    }
}
