using Offing.Engine.Parameters;
using Offing.Primitives;
using Offing.Protocol.Genesis;

namespace Offing.Engine.Restoring;

/// <summary>The fields of the venue itself, as its root says them.</summary>
public sealed record VenueImage
{
    public required ulong WithdrawalCount { get; init; }

    public required ulong QueueCursor { get; init; }

    public required Hash32 QueueHash { get; init; }

    public required ulong InputCursor { get; init; }

    public required Int128 DepositsCredited { get; init; }

    public required Int128 WithdrawalsDebited { get; init; }

    public required Time Time { get; init; }

    public required ulong NextOrderId { get; init; }

    public required ulong NextTradeId { get; init; }

    public required ulong Epoch { get; init; }

    public required ulong LastBatch { get; init; }

    public required ulong LiquidationCursor { get; init; }

    public required int Quorum { get; init; }

    public required FeeParameters Fees { get; init; }

    public required ushort HaltReason { get; init; }

    public required Address Operator { get; init; }

    public required ulong SwitchSequence { get; init; }

    public required ulong NextChange { get; init; }

    public required Hash32 NextRules { get; init; }

    public required ulong CloseCursor { get; init; }

    public required IReadOnlyList<PendingChange> Pending { get; init; }
}
