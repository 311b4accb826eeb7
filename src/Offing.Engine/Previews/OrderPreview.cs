using Offing.Engine.Accounts;
using Offing.Engine.Commands;
using Offing.Engine.Fees;
using Offing.Engine.Margin;
using Offing.Engine.Matching;
using Offing.Engine.Sessions;
using Offing.Engine.Triggers;
using Offing.Primitives;
using Offing.Protocol;
using Offing.Protocol.Commands;
using Offing.Protocol.Events;

namespace Offing.Engine.Previews;

/// <summary>
/// What would become of an order if it were the next entry, at the time of the last one: by the ladder of
/// checks and the match that an order goes through, without a change of the state.
/// </summary>
/// <param name="Code">Why it would be refused, or would end without a fill; None otherwise.</param>
/// <param name="Kind">What its outcome would be.</param>
/// <param name="Status">
/// Open: it would rest, or wait. Else how it would end; Rejected when it would not be admitted.
/// </param>
/// <param name="Size">As it would be admitted; a reduce-only order is cut to the position.</param>
/// <param name="Quote">Price x size of all its fills.</param>
/// <param name="Fee">Of its fills, the builder's part included; negative is a rebate.</param>
/// <param name="Rests">Lots that would join the book.</param>
/// <param name="Fills">By price, the best first.</param>
/// <param name="Before">Null for an unknown market.</param>
/// <param name="After">
/// At unchanged marks; without what orders of a group would do that it fills or ends, and those that end
/// because its key has lost what it may. Null for an unknown market, and where the walk was cut.
/// </param>
public sealed record OrderPreview(
    RejectCode Code, OutcomeKind Kind, OrderStatus Status, Lots Size, Lots Filled, MicroUsd Quote,
    MicroUsd Fee, Lots Rests, IReadOnlyList<FillLevel> Fills, Standing? Before, Standing? After)
{
    /// <summary>The part of <see cref="Fee"/> that goes to the builder.</summary>
    public MicroUsd BuilderFee { get; init; }

    /// <summary>The mark at which an order that waits would be sent, as things stand; else null.</summary>
    public Ticks? Trigger { get; init; }

    /// <summary>
    /// False: it would meet more than <see cref="Limits.PreviewWalk_Orders"/> orders. What is told of its
    /// fills is of those, or nothing of an order that is filled whole or not at all; nothing else is known.
    /// </summary>
    public bool IsComplete { get; init; } = true;

    /// <summary>Of an action of one order.</summary>
    /// <param name="account">For which it acts.</param>
    /// <param name="by">The key that would sign, a session's with its limits; null: the owner's.</param>
    public static OrderPreview Of(VenueState state, Account account, Address? by, PlaceOrders action)
    {
        Check.That(action.Orders.Count == 1);
        var signer = by ?? account.Root.Owner;
        var spec = action.Orders[0];
        var before = state.FindMarket(spec.Market) is null
            ? null
            : Standing.Of(state, account, spec.Market);
        var refusal = FindKey(state, account, signer, out var key);
        if (refusal == RejectCode.None && action.Builder is { } builder)
        {
            refusal = BuilderFees.Examine(account, builder);
        }

        if (refusal != RejectCode.None)
        {
            return Refused(refusal, Lots.Zero, before);
        }

        var entry = new EntryContext(state, isDry: true)
        {
            FoundBreached = key is null ? null : IsBreached(state, account, key),
        };
        var context = new ActionContext(entry, account, signer)
        {
            LimitedKey = key,
            Builder = action.Builder is { TenthsOfBasisPoint: > 0 } paid ? paid : null,
        };
        return action.Grouping != OrderGrouping.Na || spec.Trigger is not null
            ? Waiting(context, action, before)
            : AtOnce(context, spec, before);
    }

    // As the door of actions finds it.
    private static RejectCode FindKey(VenueState state, Account account, Address signer, out Session? key)
    {
        key = null;
        var owner = account.Root;
        if (state.FindSession(signer) is { } grant && grant.Session.IsActive(state.Time))
        {
            key = grant.Account == owner && grant.Session.IsLimited ? grant.Session : null;
            return grant.Account == owner ? RejectCode.None : RejectCode.SubAccountUnknown;
        }

        return signer == owner.Owner ? RejectCode.None
            : state.FindAccount(signer) is { Master.IsZero: true } ? RejectCode.SubAccountUnknown
            : RejectCode.UnknownSigner;
    }

    private static bool IsBreached(VenueState state, Account account, Session key)
    {
        var day = KeyDay.Of(state, account, key);
        return day.IsBreached || day.IsReached(state, account, key, 0);
    }

    private static OrderPreview AtOnce(in ActionContext context, OrderSpec spec, Standing? before)
    {
        var entry = context.Entry;
        var refusal = OrderAdmission.Place(context, spec, default, out var draft);
        if (refusal == RejectCode.None)
        {
            refusal = OrderAdmission.Examine(entry, context.Account, ref draft, replaced: null);
        }

        return refusal == RejectCode.None ? Matched(context, draft, before!)
            : entry.Preview.IsCut ? Refused(RejectCode.None, draft.Size, before) with
            {
                After = null, IsComplete = false,
            }
            : Refused(refusal, draft.Size, before);
    }

    private static OrderPreview Waiting(in ActionContext context, PlaceOrders action, Standing? before)
    {
        var isTied = action.Grouping == OrderGrouping.PositionTpsl;
        var refusal = action.Grouping == OrderGrouping.Na || GroupShape.Fits(action.Grouping, action.Orders)
            ? RejectCode.None
            : RejectCode.BadGrouping;
        var draft = default(ConditionalDraft);
        if (refusal == RejectCode.None)
        {
            refusal = ConditionalAdmission.Examine(
                context, action.Orders[0], new Placing(default, default, isTied), out draft);
        }

        if (refusal == RejectCode.None)
        {
            refusal = ConditionalAdmission.ExamineRoom(context, [draft], ending: 0);
        }

        if (refusal != RejectCode.None)
        {
            return Refused(refusal, draft.Order.Size, before);
        }

        var order = draft.Order;
        return Nothing(RejectCode.None, OutcomeKind.WaitingForTrigger, OrderStatus.Open, order.Size, before)
            with
            {
                Trigger = draft.Kind == TriggerKind.TrailingStop
                    ? TrailingStops.Trigger(order.Side, order.Market.Mark, draft.Offset)
                    : draft.Trigger,
            };
    }

    private static OrderPreview Refused(RejectCode code, Lots size, Standing? before) =>
        Nothing(code, OutcomeKind.Error, OrderStatus.Rejected, size, before);

    private static OrderPreview Nothing(
        RejectCode code, OutcomeKind kind, OrderStatus status, Lots size, Standing? before) => new(
            code, kind, status, size, Lots.Zero, MicroUsd.Zero, MicroUsd.Zero, Lots.Zero, [], before,
            before);

    private static OrderPreview Matched(in ActionContext context, in OrderDraft draft, Standing before)
    {
        var (state, account) = (context.State, context.Account);
        var slot = account.FindSlot(draft.Market.Id);
        var now = slot is null ? Exposure.None(draft.Market) : Exposure.Of(draft.Market, slot);
        var match = context.Entry.Preview.Match(state, account, slot, draft);
        var isComplete = !context.Entry.Preview.IsCut;
        var status = StatusOf(draft, match);
        var rests = status == OrderStatus.Open && isComplete ? match.Left : Lots.Zero;
        var kind = status == OrderStatus.Open ? OutcomeKind.Resting
            : match.Filled.IsZero ? OutcomeKind.Error
            : OutcomeKind.Filled;
        return new OrderPreview(
            kind == OutcomeKind.Error && isComplete ? PlaceOrdersCommand.CodeOf(status) : RejectCode.None,
            kind, status, draft.Size, match.Filled, match.Quote, match.Fee, rests, match.Levels, before,
            isComplete ? Standing.After(state, account, now, draft, match, rests) : null)
        {
            BuilderFee = match.BuilderFee,
            IsComplete = isComplete,
        };
    }

    // As OrderExecution ends an order.
    private static OrderStatus StatusOf(in OrderDraft draft, PreviewedMatch match) =>
        match.Left.IsZero ? match.LastEncounter
            : match.Stopped != OrderStatus.Open ? match.Stopped
            : draft.MayRest ? OrderStatus.Open : OrderStatus.IocCanceled;
}
