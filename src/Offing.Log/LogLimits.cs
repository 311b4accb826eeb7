using Offing.Primitives;

namespace Offing.Log;

/// <summary>Limits of the log's files, unit last (spec/log.md).</summary>
public static class LogLimits
{
    /// <summary>
    /// A segment is reserved whole before it is begun, so that a full disk never shows in a record; this is
    /// thus also the reserve that a full disk leaves.
    /// </summary>
    public const long SegmentMax_Bytes = 64L * 1024 * 1024;

    /// <summary>Largest body of a record.</summary>
    public const int BodyMax_Bytes = 1024 * 1024;

    /// <summary>Every so many records the place of one is kept in memory, to find the others from.</summary>
    public const int IndexStride_Records = 64;

    /// <summary>Asserts at start what the limits promise one another.</summary>
    public static void AssertRelations()
    {
        // A micro-batch closes at MicroBatchMax; the body adds a signer and two small numbers for each entry.
        Check.That(Limits.MicroBatchMax_Bytes * 2 <= BodyMax_Bytes);
        var largest = SegmentFormat.HeaderBytes + RecordFormat.OverheadBytes + BodyMax_Bytes;
        Check.That(largest <= SegmentMax_Bytes);
    }
}
