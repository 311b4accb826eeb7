using Offing.Primitives;
using Offing.Protocol.Commands;

namespace Offing.Protocol.Genesis;

/// <summary>
/// Everything that a venue starts from. Its bytes are batch 0, their hash is in the contract.
/// </summary>
/// <param name="Bytes">The file exactly as written: what is hashed and posted.</param>
public sealed record GenesisConfig(
    string Name,
    IReadOnlyList<MarketParameters> Markets,
    IReadOnlyList<Address> Publishers,
    OracleParameters Oracle,
    FeeParameters Fees,
    MicroUsd MinimumWithdrawal,
    byte[] Bytes)
{
    /// <summary>Whose key throws the kill switches and changes parameters; zero: nobody's.</summary>
    public Address Operator { get; init; }

    /// <summary>How long a change of a parameter is public before it takes effect.</summary>
    public ulong ParameterDelay_Ms { get; init; } = ParameterDelayDefault_Ms;

    /// <summary>Eight days.</summary>
    public const ulong ParameterDelayDefault_Ms = 8UL * 24 * 3_600 * 1_000;

    /// <summary>
    /// How long after its block a request waits at most; the settlement contract's own, where the venue
    /// stands on a chain.
    /// </summary>
    public ulong ForcedDeadline_Ms { get; init; } = ForcedDeadlineDefault_Ms;

    /// <summary>A day.</summary>
    public const ulong ForcedDeadlineDefault_Ms = 24UL * 3_600 * 1_000;

    /// <summary>
    /// Whether batches carry the leaves that changed and not their inputs (spec/data.md, `dataMode`).
    /// </summary>
    public bool IsNet { get; init; }

    /// <summary>What stands in the place of zeros in a grant; zero: no limit.</summary>
    public SessionLimits SessionDefaults { get; init; } = SessionLimits.None;

    /// <summary>Other venues whose perps publishers may report; their place is their number.</summary>
    public IReadOnlyList<VenueParameters> Venues { get; init; } = [];

    /// <summary>keccak of <see cref="Bytes"/>.</summary>
    public Hash32 Hash { get; } = Keccak.Hash(Bytes);
}

/// <summary>One market. Ticks are 10^-(6-szDecimals) USDC, lots 10^-szDecimals of the base.</summary>
/// <param name="SzDecimals">0 to 6.</param>
/// <param name="MaxLeverage">Initial margin rate is 1/MaxLeverage, maintenance half of it.</param>
/// <param name="Band">How far a price may lie beyond the mark on the aggressive side, 1e-9.</param>
/// <param name="FarBand">How far on the passive side, 1e-9.</param>
public sealed record MarketParameters(
    MarketId Id, string Name, int SzDecimals, uint MaxLeverage, Nano Band, Nano FarBand)
{
    /// <summary>
    /// What 6,000 USDC would trade at is the impact price, where genesis says nothing else.
    /// </summary>
    public const long ImpactNotionalDefault_MicroUsd = 6_000L * 1_000_000;

    /// <summary>A side of the book counts for mark and funding when it stands for so much.</summary>
    public MicroUsd ImpactNotional { get; init; } = new(ImpactNotionalDefault_MicroUsd);

    /// <summary>Decimals of a tick: 6 - SzDecimals.</summary>
    public int PriceDecimals => 6 - SzDecimals;

    /// <summary>
    /// Margin by size: ascending from zero, the first of <see cref="MaxLeverage"/>, each of a lower leverage
    /// than the one before. Empty: one tier.
    /// </summary>
    public IReadOnlyList<MarginTier> Tiers { get; init; } = [];

    /// <summary>Whether each position is a bucket of its own, whatever its owner would choose.</summary>
    public bool IsolatedOnly { get; init; }

    /// <summary>What the market's open interest does to it.</summary>
    public OpenInterestParameters OpenInterest { get; init; } = OpenInterestParameters.None;
}

/// <summary>From a notional on, the highest leverage of the part of a position above it.</summary>
public readonly record struct MarginTier(MicroUsd LowerBound, uint MaxLeverage);

/// <summary>Open interest at mark, micro-USDC.</summary>
/// <param name="Lower">Where the initial margin rates begin to rise towards one.</param>
/// <param name="Upper">Where they reach it; zero: they never rise.</param>
/// <param name="Cap">No order may bring it higher; zero: none.</param>
public sealed record OpenInterestParameters(MicroUsd Lower, MicroUsd Upper, MicroUsd Cap)
{
    /// <summary>Without any effect.</summary>
    public static OpenInterestParameters None { get; } =
        new(MicroUsd.Zero, MicroUsd.Zero, MicroUsd.Zero);

    /// <summary>Whether the initial margin depends on it.</summary>
    public bool IsScaling => !Upper.IsZero;
}

/// <summary>Another venue whose perps count in the mark.</summary>
/// <param name="Weight">In the weighted median of their mids, 1 to 1,000.</param>
public sealed record VenueParameters(string Name, uint Weight);

/// <summary>How the venue makes one price of the reports of its publishers.</summary>
/// <param name="Freshness_Ms">A report counts for so long after its entry.</param>
/// <param name="Quorum">Fresh publishers needed.</param>
/// <param name="MaxMovePerSecond">Most that the oracle price moves in a second, 1e-9.</param>
public sealed record OracleParameters(ulong Freshness_Ms, int Quorum, Nano MaxMovePerSecond);

/// <summary>Fees of the two sides of a trade; together they are never negative.</summary>
/// <param name="Taker">Rate, 1e-9 of notional.</param>
/// <param name="Maker">Rate, 1e-9 of notional; negative is a rebate.</param>
public sealed record FeeParameters(Nano Taker, Nano Maker)
{
    /// <summary>
    /// Rates of owners who traded more in fourteen days, by ascending volume; at most
    /// <see cref="Limits.FeeTiers"/>.
    /// </summary>
    public IReadOnlyList<FeeTier> Tiers { get; init; } = [];

    /// <summary>The highest rate of any tier.</summary>
    public Nano TakerMost => Most(Taker, static tier => tier.Taker);

    /// <summary>The highest rate of any tier.</summary>
    public Nano MakerMost => Most(Maker, static tier => tier.Maker);

    /// <summary>
    /// Whether volumes ascend from above zero, and no two tiers that meet pay less than nothing together.
    /// </summary>
    public bool AreSound()
    {
        var (last, takerLeast, makerLeast) = (0L, Taker.Value, Maker.Value);
        foreach (var tier in Tiers)
        {
            if (tier.Volume.Value <= last)
            {
                return false;
            }

            last = tier.Volume.Value;
            takerLeast = Math.Min(takerLeast, tier.Taker.Value);
            makerLeast = Math.Min(makerLeast, tier.Maker.Value);
        }

        return Tiers.Count <= Limits.FeeTiers && takerLeast >= 0 && takerLeast + makerLeast >= 0;
    }

    private Nano Most(Nano rate, Func<FeeTier, Nano> of)
    {
        foreach (var tier in Tiers)
        {
            rate = new Nano(Math.Max(rate.Value, of(tier).Value));
        }

        return rate;
    }
}

/// <summary>Rates of an owner whose accounts traded so much in the fourteen UTC days before.</summary>
/// <param name="Volume">Micro-USDC, as maker and as taker.</param>
/// <param name="Taker">Rate, 1e-9 of notional.</param>
/// <param name="Maker">Rate, 1e-9 of notional; negative is a rebate.</param>
public readonly record struct FeeTier(MicroUsd Volume, Nano Taker, Nano Maker);
