using Offing.Protocol.Entries;

namespace Offing.Sequencing;

/// <summary>What one call of <see cref="Sequencer.Drain"/> did.</summary>
public enum DrainStatus
{
    /// <summary>Nothing was waiting.</summary>
    Idle = 0,

    /// <summary>A micro-batch is durable: execute its entries in their order.</summary>
    Durable = 1,

    /// <summary>
    /// The clock is more than 2 s behind the last entry: all that waited was refused as Halted.
    /// </summary>
    ClockBehind = 2,

    /// <summary>The append failed: throw engine and sequencer away and rebuild both from the log.</summary>
    Failed = 3,
}

/// <summary>An entry at its place, and the submission that it came from.</summary>
public readonly record struct PlacedEntry(SequencedEntry Sequenced, Submission Submission);

/// <summary>The result of <see cref="Sequencer.Drain"/>.</summary>
/// <param name="Record">Number of the log record; 0 unless durable.</param>
/// <param name="Entries">In the order of execution; the caller completes each submission once.</param>
/// <param name="Body">Of that record; empty unless durable.</param>
public sealed record Drained(
    DrainStatus Status, ulong Record, IReadOnlyList<PlacedEntry> Entries, byte[] Body)
{
    internal static Drained Without(DrainStatus status) => new(status, 0, [], []);
}
