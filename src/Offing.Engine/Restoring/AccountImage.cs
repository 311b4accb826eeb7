using Offing.Engine.Accounts;
using Offing.Engine.Fees;
using Offing.Primitives;
using Offing.Protocol.Commands;

namespace Offing.Engine.Restoring;

/// <summary>An account as its leaf and the leaves below it say it.</summary>
/// <param name="Master">Of a sub-account; zero when none.</param>
/// <param name="Slots">The taken ones.</param>
/// <param name="Nonces">Of the owner's own key, ascending.</param>
/// <param name="Grants">In the order of their ordinals.</param>
public sealed record AccountImage(
    Address Owner, Address Master, uint Index, MicroUsd Collateral, string Name,
    IReadOnlyList<SlotImage> Slots, IReadOnlyList<BuilderApproval> Builders, VolumeImage? Volume,
    IReadOnlyList<ulong> Nonces, IReadOnlyList<GrantImage> Grants);

/// <summary>A taken slot.</summary>
/// <param name="Place">In the account.</param>
public readonly record struct SlotImage(
    int Place, MarketId Market, MarginMode Mode, uint Leverage, Lots Size, MicroUsd EntryNotional,
    Int128 FundingCheckpoint, MicroUsd IsolatedCollateral, Lots BuyReserve, Lots SellReserve,
    MicroUsd BuyReserveQuote, MicroUsd SellReserveQuote, Int128 BuilderReserve, Time LiquidatedInFull);

/// <summary>What an account traded, by bucket of a day.</summary>
public sealed record VolumeImage(uint Day, IReadOnlyList<long> Maker, IReadOnlyList<long> Taker);

/// <summary>A grant to a session key, with the nonces that the key used, ascending.</summary>
public sealed record GrantImage(
    Address Key, string Name, Time Expiry, SessionLimits Limits, bool IsRevoked, MicroUsd DayStartEquity,
    uint Day, MicroUsd NetTransfers, bool IsBreached, IReadOnlyList<ulong> Nonces);
