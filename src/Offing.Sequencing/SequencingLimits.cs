using Offing.Primitives;

namespace Offing.Sequencing;

/// <summary>Limits of admission, unit last.</summary>
public static class SequencingLimits
{
    /// <summary>
    /// Places of the queue that new orders cannot take: system entries and cancels still get in when it is
    /// full.
    /// </summary>
    public const int UrgentReserve_Entries = 2_048;

    /// <summary>
    /// Upper bound of what an entry adds to a record beside its payload: kind, time, framing, nonce, vault,
    /// expiry, signature and signer of an action are 151 bytes at most; every other kind is shorter.
    /// </summary>
    public const int EntryOverhead_Bytes = 192;

    /// <summary>Asserts at start what the limits promise one another.</summary>
    public static void AssertRelations()
    {
        Check.That(UrgentReserve_Entries < Limits.AdmissionQueue_Entries);
        // An entry that the door lets through always fits in an empty micro-batch.
        Check.That(Limits.EntryMax_Bytes + EntryOverhead_Bytes <= Limits.MicroBatchMax_Bytes);
    }
}
