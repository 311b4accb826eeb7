using Offing.Engine.Markets;
using Offing.Primitives;
using Offing.Protocol.Genesis;

namespace Offing.Engine.Restoring;

/// <summary>A market as its leaf and those of its publishers say it.</summary>
public sealed record MarketImage(MarketParameters Parameters)
{
    public required Time ListedAt { get; init; }

    public required Int128 FeesBrought { get; init; }

    public required Int128 InsuranceDrawn { get; init; }

    public required ushort HaltReason { get; init; }

    public required bool IsReduceOnly { get; init; }

    public required bool IsSettled { get; init; }

    public required uint SettleCursor { get; init; }

    public required Ticks OraclePrice { get; init; }

    public required Time OracleTime { get; init; }

    public required Ticks Mark { get; init; }

    public required bool HasQuorum { get; init; }

    public required byte RecoveryReports { get; init; }

    public required Time QuorumLost { get; init; }

    public required Time GateTime { get; init; }

    public required bool IsFundingBroken { get; init; }

    public required bool IsSettlementDue { get; init; }

    public required Int128 BasisEma { get; init; }

    public required Int128 BookEma { get; init; }

    public required Time BasisTime { get; init; }

    public required Time BookTime { get; init; }

    public required Int128 PremiumSum { get; init; }

    public required ulong PremiumSum_Ms { get; init; }

    public required Time PremiumTime { get; init; }

    public required Int128 FundingIndex { get; init; }

    public required Int128 FundingAnchor { get; init; }

    public required Time FundingTime { get; init; }

    public required Int128 FundingDust { get; init; }

    public required ulong FundingSettlements { get; init; }

    public required Lots OpenInterest { get; init; }

    public required Ticks LastTradePrice { get; init; }

    public required Time LastTradeTime { get; init; }

    /// <summary>Place of the ring at which the next price stands.</summary>
    public ushort RingNext { get; init; }

    /// <summary>Prices of the ring by place, as far as there are any.</summary>
    public IReadOnlyList<Ticks> Ring { get; init; } = [];

    /// <summary>By venue, then publisher; empty where genesis has no other venues.</summary>
    public IReadOnlyList<VenueQuote> Quotes { get; init; } = [];

    /// <summary>Keys of the publishers by their places.</summary>
    public IReadOnlyList<Address> Publishers { get; init; } = [];

    /// <summary>By publisher.</summary>
    public IReadOnlyList<PublisherReport> Reports { get; init; } = [];
}
