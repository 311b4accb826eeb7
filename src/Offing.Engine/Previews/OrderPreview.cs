using Offing.Engine.Accounts;
using Offing.Engine.Commands;
using Offing.Engine.Margin;
using Offing.Engine.Matching;
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
/// <param name="Fee">Of its fills; negative is a rebate.</param>
/// <param name="Rests">Lots that would join the book.</param>
/// <param name="Fills">By price, the best first.</param>
/// <param name="Before">Null for an unknown market.</param>
/// <param name="After">
/// At unchanged marks; without what orders of a group would do that it fills or ends. Null for an unknown
/// market.
/// </param>
public sealed record OrderPreview(
    RejectCode Code, OutcomeKind Kind, OrderStatus Status, Lots Size, Lots Filled, MicroUsd Quote,
    MicroUsd Fee, Lots Rests, IReadOnlyList<FillLevel> Fills, Standing? Before, Standing? After)
{
    /// <summary>Of an order that the owner signs.</summary>
    public static OrderPreview Of(VenueState state, Account account, OrderSpec spec)
    {
        var entry = new EntryContext(state, isDry: true);
        var context = new ActionContext(entry, account, account.Owner);
        var before = state.FindMarket(spec.Market) is null
            ? null
            : Standing.Of(state, account, spec.Market);
        if (spec.Trigger is not null)
        {
            return Waiting(context, spec, before);
        }

        var refusal = OrderAdmission.Place(context, spec, default, out var draft);
        if (refusal == RejectCode.None)
        {
            refusal = OrderAdmission.Examine(entry, account, ref draft, replaced: null);
        }

        return refusal == RejectCode.None
            ? Matched(context, draft, before!)
            : Nothing(refusal, OutcomeKind.Error, OrderStatus.Rejected, draft.Size, before);
    }

    private static OrderPreview Waiting(in ActionContext context, OrderSpec spec, Standing? before)
    {
        var refusal = ConditionalAdmission.Examine(context, spec, default, out var draft);
        if (refusal == RejectCode.None)
        {
            refusal = ConditionalAdmission.ExamineRoom(context, [draft], ending: 0);
        }

        return refusal == RejectCode.None
            ? Nothing(
                refusal, OutcomeKind.WaitingForTrigger, OrderStatus.Open, draft.Order.Size, before)
            : Nothing(refusal, OutcomeKind.Error, OrderStatus.Rejected, draft.Order.Size, before);
    }

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
        var status = StatusOf(draft, match);
        var rests = status == OrderStatus.Open ? match.Left : Lots.Zero;
        var kind = status == OrderStatus.Open ? OutcomeKind.Resting
            : match.Filled.IsZero ? OutcomeKind.Error
            : OutcomeKind.Filled;
        return new OrderPreview(
            kind == OutcomeKind.Error ? PlaceOrdersCommand.CodeOf(status) : RejectCode.None, kind, status,
            draft.Size, match.Filled, match.Quote, match.Fee, rests, match.Levels, before,
            Standing.After(state, account, now, draft, match, rests));
    }

    // As OrderExecution ends an order.
    private static OrderStatus StatusOf(in OrderDraft draft, PreviewedMatch match) =>
        match.Left.IsZero ? match.LastEncounter
            : match.Stopped != OrderStatus.Open ? match.Stopped
            : draft.MayRest ? OrderStatus.Open : OrderStatus.IocCanceled;
}
