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
    /// <summary>A request of the queue; the code by which it is refused, or None.</summary>
    // Who the operator is at the moment is the chain's to say, where its key can change: only the operator
    // can enter this kind, for itself, and a queue that is not the chain's is no venue's.
    public static RejectCode Announce(EntryContext context, QueueRequest request)
    {
        var refusal = Enter(context, request);
        if (refusal == RejectCode.None)
        {
            TakeOver(context, request.Sender);
        }

        return refusal;
    }

    // Whom the chain lets enter a change is its operator of that moment, and so the key of its switches is
    // one. A number is used up: what the key before has signed, and is on its way, does nothing any more.
    private static void TakeOver(EntryContext context, Address sender)
    {
        var state = context.State;
        if (sender != state.Operator)
        {
            state.Operator = sender;
            state.SwitchSequence++;
            context.Emit(new OperatorChanged(sender));
        }
    }

    private static RejectCode Enter(EntryContext context, QueueRequest request)
    {
        var state = context.State;
        if (state.Operator.IsZero || request.Sender != request.Account)
        {
            return RejectCode.ParameterNotOperator;
        }

        if (ParameterChange.Read(request.Payload) is not { } change)
        {
            return RejectCode.RequestMalformed;
        }

        var refusal = Soundness.Examine(state, change);
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
        if (Soundness.Examine(state, change) == RejectCode.None)
        {
            Apply(context, number, change);
        }
        else
        {
            context.Emit(new ParameterDropped(number));
        }
    }

    /// <summary>
    /// The chain lost the request: what it announced and nobody can see there any more does not come.
    /// </summary>
    // Of two that say the same the newest goes. It may be the other one, of a request that was refused: what
    // is dropped can be announced again, and nothing takes effect that was not.
    public static void TakeBack(EntryContext context, QueueRequest request)
    {
        var state = context.State;
        var place = state.PendingChanges.FindLastIndex(
            change => change.Payload.AsSpan().SequenceEqual(request.Payload));
        if (place >= 0)
        {
            var pending = state.PendingChanges[place];
            state.PendingChanges.RemoveAt(place);
            state.Waiting.Timers.Remove(DueTimer.OfChange(pending));
            context.Emit(new ParameterDropped(pending.Number));
        }
    }

    private static bool IsTightening(VenueState state, ParameterChange change)
    {
        if (change is ReduceOnlyChange { IsReduceOnly: true } or OperatorChange)
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
                Change(context, tiers.Market, now => now with
                {
                    MaxLeverage = tiers.MaxLeverage,
                    Tiers = tiers.Tiers,
                });
                break;
            case OpenInterestChange interest:
                Change(context, interest.Market, now => now with
                {
                    OpenInterest = new OpenInterestParameters(
                        interest.Lower, interest.Upper, interest.Cap),
                });
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
            case ListingChange listing:
                var listed = state.AddMarket(listing.Parameters, state.Time);
                context.Emit(new MarketListed(listed.Parameters, listed.ListedAt));
                break;
            case PublisherChange publisher:
                PublisherSet.Change(context, publisher);
                break;
        }

        context.Emit(new ParameterChanged(number));
    }

    private static void Change(
        EntryContext context, MarketId id, Func<MarketParameters, MarketParameters> changed)
    {
        var market = context.State.MarketOf(id);
        market.Change(changed(market.Parameters));
        Recompute(context.State, market);
        context.Emit(new MarketChanged(market.Parameters));
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
