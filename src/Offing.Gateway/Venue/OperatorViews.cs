using Offing.Primitives;
using Offing.Protocol.Genesis;

namespace Offing.Gateway.Venue;

/// <summary>What the operator has set, and what of it waits for its time.</summary>
/// <param name="Seq">The last entry.</param>
/// <param name="NextSwitch">Sequence that the next switch or stop must bear.</param>
/// <param name="HaltReason">Of the venue; 0: it is not stopped.</param>
/// <param name="QueueCursor">Requests of the chain consumed so far.</param>
/// <param name="NextChange">Number of the next change that is taken.</param>
/// <param name="NextRules">Announced rules; zero: none.</param>
/// <param name="Pending">Announced changes, in the order of their coming.</param>
public sealed record OperatorView(
    ulong Seq, Time Time, ulong NextSwitch, ushort HaltReason, ulong QueueCursor, ulong NextChange,
    Hash32 NextRules, FeeParameters Fees, IReadOnlyList<MarketView> Markets,
    IReadOnlyList<PendingView> Pending)
{
    /// <summary>Whose key signs switches and stops; zero: nobody's.</summary>
    public required Address Operator { get; init; }

    /// <summary>Who reports prices, by place; zero: nobody.</summary>
    public IReadOnlyList<Address> Publishers { get; init; } = [];

    /// <summary>How many of them must agree.</summary>
    public int Quorum { get; init; }
}

/// <summary>A market as it stands: parameters that hold now, and whether it trades.</summary>
/// <param name="Status">open, reduceOnly, halted or settled.</param>
/// <param name="HaltReason">Of the market itself; 0: it is not stopped.</param>
public sealed record MarketView(
    MarketParameters Parameters, string Status, ushort HaltReason, bool IsReduceOnly, bool IsSettled,
    Ticks Mark, Lots OpenInterest);

/// <summary>A change that was announced and has not taken effect.</summary>
/// <param name="Payload">As in the chain's queue (spec/batch.md).</param>
public sealed record PendingView(ulong Number, ulong Due_Ms, byte[] Payload);
