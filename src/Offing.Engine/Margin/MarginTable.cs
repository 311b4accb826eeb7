using System.Numerics;
using Offing.Primitives;
using Offing.Protocol.Genesis;

namespace Offing.Engine.Margin;

/// <summary>
/// What a market asks for a position of a notional: tiers that are continuous in size. Each tier is kept as
/// one small division: notional x rate - deduction over the rate's denominator 2L is
/// ceil((notional - floor(deduction x 2L)) / 2L), exactly.
/// </summary>
public sealed class MarginTable
{
    private readonly Tier[] _tiers;

    private MarginTable(Tier[] tiers) => _tiers = tiers;

    /// <summary>Of the parameters of a market; without tiers, one of its highest leverage.</summary>
    public static MarginTable Of(MarketParameters market)
    {
        IReadOnlyList<MarginTier> written =
            market.Tiers.Count == 0 ? [new MarginTier(MicroUsd.Zero, market.MaxLeverage)] : market.Tiers;
        var tiers = new Tier[written.Count];
        // The deduction as a fraction, so that nothing is rounded before the last step.
        BigInteger deduction = 0;
        BigInteger denominator = 1;
        for (var i = 0; i < tiers.Length; i++)
        {
            var leverage = written[i].MaxLeverage;
            if (i > 0)
            {
                // bound x (1/2L - 1/2K), K the leverage of the tier before.
                BigInteger before = written[i - 1].MaxLeverage;
                var step = written[i].LowerBound.Value * (before - leverage);
                var over = 2 * before * leverage;
                deduction = (deduction * over) + (step * denominator);
                denominator *= over;
            }

            // Neither is below zero, so the division rounds down.
            var free = (Int128)(deduction * 2 * leverage / denominator);
            tiers[i] = new Tier(written[i].LowerBound.Value, free, leverage);
        }

        return new MarginTable(tiers);
    }

    /// <summary>The tier of a position of this notional.</summary>
    public TierView TierAt(Int128 notional)
    {
        ref readonly var tier = ref TierOf(notional);
        return new TierView(
            new MicroUsd((long)tier.LowerBound), tier.Leverage, AccountView.Cut(tier.Free));
    }

    /// <summary>Highest leverage of a position of this notional.</summary>
    public uint MaxLeverage(Int128 notional) => TierOf(notional).Leverage;

    /// <summary>Maintenance margin, micro-USDC, rounded up.</summary>
    /// <param name="notional">Without a sign, micro-USDC.</param>
    public Int128 Maintenance(Int128 notional)
    {
        ref readonly var tier = ref TierOf(notional);
        return WideMath.CeilingDiv(unchecked(notional - tier.Free), 2L * tier.Leverage);
    }

    /// <summary>
    /// Initial margin, rounded up: at the chosen leverage, and never below what the tier asks, which is twice
    /// its maintenance margin, brought nearer to the whole notional by the scale. So it is never below the
    /// maintenance margin, whatever leverage was chosen when.
    /// </summary>
    /// <param name="scale_Nano">0: not scaled; 1e9: all of the notional.</param>
    public Int128 Initial(Int128 notional, uint leverage, long scale_Nano)
    {
        var chosen = WideMath.CeilingDiv(notional, Math.Min(leverage, _tiers[0].Leverage));
        return _tiers.Length == 1 && scale_Nano == 0
            ? chosen
            : Int128.Max(chosen, Asked(notional, scale_Nano));
    }

    // A notional has at most 72 bits, a scale 30, a leverage 7.
    private Int128 Asked(Int128 notional, long scale_Nano)
    {
        ref readonly var tier = ref TierOf(notional);
        var paying = notional - tier.Free;
        return scale_Nano == 0
            ? WideMath.CeilingDiv(paying, tier.Leverage)
            : WideMath.CeilingDiv(
                (paying * (Nano.One - scale_Nano)) + (notional * scale_Nano * tier.Leverage),
                tier.Leverage * Nano.One);
    }

    private ref readonly Tier TierOf(Int128 notional)
    {
        var last = _tiers.Length - 1;
        while (last > 0 && notional < _tiers[last].LowerBound)
        {
            last--;
        }

        return ref _tiers[last];
    }

    /// <param name="Free">What is taken off the notional before the division: floor(deduction x 2L).</param>
    private readonly record struct Tier(Int128 LowerBound, Int128 Free, uint Leverage);
}

/// <summary>One tier of a market's margin.</summary>
/// <param name="LowerBound">From this notional on, micro-USDC.</param>
/// <param name="MaxLeverage">Initial margin is (notional - free) / this, maintenance half of it.</param>
/// <param name="Free">What tiers before it make cheaper, micro-USDC: floor(2 x leverage x deduction).</param>
public readonly record struct TierView(MicroUsd LowerBound, uint MaxLeverage, MicroUsd Free);
