using Offing.Engine.Accounts;
using Offing.Engine.Markets;
using Offing.Engine.Switches;
using Offing.Engine.Timers;
using Offing.Primitives;
using Offing.Protocol;
using Offing.Protocol.Entries;
using Offing.Protocol.Events;
using Offing.Protocol.Genesis;

namespace Offing.Engine.Parameters;

/// <summary>
/// Changes of parameters: by the operator, through the chain's queue, and public for the venue's delay before
/// they take effect. What only tightens does so at once.
/// </summary>
internal static class ParameterChanges
{
    private const uint LeverageMost = 100;

    /// <summary>A request of the queue; the code by which it is refused, or None.</summary>
    public static RejectCode Announce(EntryContext context, QueueRequest request)
    {
        var state = context.State;
        if (state.Genesis.Operator.IsZero || request.Sender != state.Genesis.Operator)
        {
            return RejectCode.ParameterNotOperator;
        }

        if (ParameterChange.Read(request.Payload) is not { } change)
        {
            return RejectCode.RequestMalformed;
        }

        var refusal = Examine(state, change);
        if (refusal != RejectCode.None)
        {
            return refusal;
        }

        if (IsTightening(state, change))
        {
            Apply(context, state.NextChange++, change);
            return RejectCode.None;
        }

        if (state.PendingChanges.Count >= Limits.PendingChanges)
        {
            return RejectCode.TooManyChanges;
        }

        var delay_Ms = state.Genesis.ParameterDelay_Ms;
        var due = new Time(
            state.Time.Milliseconds + Math.Min(delay_Ms, ulong.MaxValue - state.Time.Milliseconds));
        if (change is DelistChange delist)
        {
            state.MarketOf(delist.Market).IsReduceOnly = true;
            due = delist.At > due ? delist.At : due;
        }

        var pending = new PendingChange(state.NextChange++, due, request.Payload);
        state.PendingChanges.Add(pending);
        state.Waiting.Timers.Add(DueTimer.OfChange(pending));
        context.Emit(new ParameterAnnounced(pending.Number, due.Milliseconds, request.Payload));
        return RejectCode.None;
    }

    /// <summary>The time of an announced change has come; its timer is off the queue.</summary>
    public static void TakeEffect(EntryContext context, ulong number)
    {
        var state = context.State;
        var place = state.PendingChanges.FindIndex(change => change.Number == number);
        var pending = state.PendingChanges[place];
        state.PendingChanges.RemoveAt(place);
        var change = ParameterChange.Read(pending.Payload)!;
        // What was good when it was announced may be so no more: then nothing changes.
        if (Examine(state, change) == RejectCode.None)
        {
            Apply(context, number, change);
        }
        else
        {
            context.Emit(new ParameterDropped(number));
        }
    }

    private static RejectCode Examine(VenueState state, ParameterChange change)
    {
        MarketId? of = change switch
        {
            TiersChange tiers => tiers.Market,
            OpenInterestChange interest => interest.Market,
            ReduceOnlyChange reduce => reduce.Market,
            DelistChange delist => delist.Market,
            _ => null,
        };
        if (of is { } market && state.FindMarket(market) is not { IsSettled: false })
        {
            return state.FindMarket(market) is null ? RejectCode.UnknownMarket : RejectCode.MarketSettled;
        }

        var isSound = change switch
        {
            TiersChange tiers => AreSound(tiers),
            FeesChange fees => IsSound(fees.Fees),
            OpenInterestChange interest => IsSound(interest),
            _ => true,
        };
        return isSound ? RejectCode.None : RejectCode.RequestMalformed;
    }

    private static bool AreSound(TiersChange change)
    {
        var tiers = change.Tiers;
        if (change.MaxLeverage is 0 or > LeverageMost || tiers.Count > Limits.TiersPerMarket
            || (tiers.Count > 0 && tiers[0] != new MarginTier(MicroUsd.Zero, change.MaxLeverage)))
        {
            return false;
        }

        for (var i = 1; i < tiers.Count; i++)
        {
            if (tiers[i].LowerBound <= tiers[i - 1].LowerBound || tiers[i].MaxLeverage == 0
                || tiers[i].MaxLeverage >= tiers[i - 1].MaxLeverage
                || tiers[i].LowerBound.Value > Limits.AmountMax_MicroUsd)
            {
                return false;
            }
        }

        return true;
    }

    private static bool IsSound(FeeParameters fees)
    {
        static bool IsRate(Nano rate) => Int128.Abs(rate.Value) <= Nano.One;

        return IsRate(fees.Taker) && IsRate(fees.Maker)
            && fees.Tiers.All(tier => IsRate(tier.Taker) && IsRate(tier.Maker)
                && tier.Volume.Value <= Limits.AmountMax_MicroUsd)
            && fees.AreSound();
    }

    private static bool IsSound(OpenInterestChange change) =>
        change.Cap.Value <= Limits.AmountMax_MicroUsd && change.Upper.Value <= Limits.AmountMax_MicroUsd
        && (change.Upper.IsZero ? change.Lower.IsZero : change.Lower < change.Upper);

    private static bool IsTightening(VenueState state, ParameterChange change)
    {
        if (change is ReduceOnlyChange { IsReduceOnly: true })
        {
            return true;
        }

        if (change is not OpenInterestChange asked)
        {
            return false;
        }

        var now = state.MarketOf(asked.Market).Parameters.OpenInterest;
        return asked.Lower == now.Lower && asked.Upper == now.Upper && !asked.Cap.IsZero
            && (now.Cap.IsZero || asked.Cap <= now.Cap);
    }

    private static void Apply(EntryContext context, ulong number, ParameterChange change)
    {
        var state = context.State;
        switch (change)
        {
            case TiersChange tiers:
                var market = state.MarketOf(tiers.Market);
                market.Change(market.Parameters with
                {
                    MaxLeverage = tiers.MaxLeverage,
                    Tiers = tiers.Tiers,
                });
                Recompute(state, market);
                break;
            case OpenInterestChange interest:
                var capped = state.MarketOf(interest.Market);
                capped.Change(capped.Parameters with
                {
                    OpenInterest = new OpenInterestParameters(
                        interest.Lower, interest.Upper, interest.Cap),
                });
                Recompute(state, capped);
                break;
            case FeesChange fees:
                state.Fees = fees.Fees;
                break;
            case ReduceOnlyChange reduce:
                state.MarketOf(reduce.Market).IsReduceOnly = reduce.IsReduceOnly;
                break;
            case DelistChange delist:
                FinalSettlement.Begin(context, state.MarketOf(delist.Market));
                break;
            case RulesChange rules:
                state.NextRules = rules.Rules;
                break;
        }

        context.Emit(new ParameterChanged(number));
    }

    // All accounts once: a change of margin is rare and the operator's, and each position hangs on it.
    private static void Recompute(VenueState state, MarketState market)
    {
        for (var i = 0; i < state.Accounts.Count; i++)
        {
            if (state.AccountAt(i).FindSlot(market.Id) is { } slot)
            {
                slot.Leverage = Math.Min(slot.Leverage, market.Parameters.MaxLeverage);
                slot.ParametersChanged();
                slot.ReleaseWhenIdle(market.Parameters);
            }
        }

        state.Danger.Wake();
    }
}
