using Offing.Primitives;

namespace Offing.MarketData;

/// <summary>A payment of funding in a market.</summary>
/// <param name="Hour">The full hour that it was for.</param>
/// <param name="Seq">Sequence number of the entry that made it.</param>
/// <param name="Rate">Of this payment, 1e-9.</param>
/// <param name="Premium">Average that it came from, 1e-9.</param>
/// <param name="Oracle">The price on which it was paid.</param>
/// <param name="Moved">What a long lot paid, 1e-9 micro-USDC.</param>
public sealed record FundingRecord(
    MarketId Market, Time Hour, ulong Seq, Nano Rate, Nano Premium, Ticks Oracle, Int128 Moved);

/// <summary>What a payment was to one account.</summary>
/// <param name="Size">Signed position of its moment.</param>
/// <param name="Amount">
/// Got, or paid when negative, rounded down for each hour by itself; what is settled is rounded once.
/// </param>
public sealed record UserFundingRecord(FundingRecord Payment, Lots Size, MicroUsd Amount);

/// <summary>Funding of one account in one market that was settled; got, or paid when negative.</summary>
/// <param name="SinceOpen">Since the position was opened or changed sides.</param>
public readonly record struct FundingTotals(MicroUsd AllTime, MicroUsd SinceOpen);

/// <summary>The premium of a market when it was last looked at.</summary>
/// <param name="Premium">1e-9.</param>
/// <param name="Rate">What an hour costs if its average stays as it is, 1e-9.</param>
/// <param name="ImpactBid">Null where the side does not stand for the impact notional.</param>
/// <param name="ImpactAsk">Likewise.</param>
public sealed record FundingOutlook(Nano Premium, Nano Rate, Ticks? ImpactBid, Ticks? ImpactAsk);
