using Offing.Primitives;
using Offing.Protocol.Entries;

namespace Offing.Tools.Exit;

/// <summary>
/// The next step out of a venue, from what the chain says now. It takes whatever way is open: withdrawals
/// that are final, requests that the venue must serve, and when it does not, its end and the escape.
/// </summary>
public sealed class ExitPlan(ExitScope scope)
{
    private readonly bool _isForAll = scope != ExitScope.Own;

    /// <summary>What comes next.</summary>
    public ExitStep Next(ExitView view)
    {
        var final = view.Withdrawals.Where(each => IsFinal(view, each)).ToList();
        if (final.Count > 0)
        {
            return new SendStep(
                $"claim {final.Count} withdrawal(s) that are final",
                [.. final.Select(each => new ExitCall(
                    ExitCallKind.Claim, each.Leaf.Owner, Index: each.Leaf.Index))]);
        }

        if (!view.IsFrozen)
        {
            return WhileItRuns(view);
        }

        // What has its place in the vault's line is still to come, whatever else is done.
        var step = AfterTheFreeze(view);
        return step is DoneStep && view.Withdrawals.Any(each => each.FinalAt_S != 0) ? Wait(view) : step;
    }

    private ExitStep WhileItRuns(ExitView view)
    {
        if (view.Finding is null && !_isForAll && ExitRequests.IsOut(view))
        {
            return new DoneStep(ExitRequests.Left(view));
        }

        if (view.Now_S > view.SilentAt_S)
        {
            return new SendStep(
                "end the venue: no batch came for longer than it may be silent",
                [new ExitCall(ExitCallKind.FreezeForSilence)]);
        }

        if (view.Oldest is { } oldest && view.Now_S > oldest.L1Time + view.Deadlines.Forced_S)
        {
            return new SendStep(
                $"end the venue: request {oldest.Index} was not served in time",
                [new ExitCall(ExitCallKind.FreezeForRequest, Index: oldest.Index)]);
        }

        // From a state that does not hold nothing follows about what there is to ask for.
        return view.Finding is { } finding
            ? new WaitStep(
                $"batch {finding.Batch} does not hold ({finding.What}): its watchers must cancel it, or the "
                + "venue falls silent", view.SilentAt_S + 1)
            : ExitRequests.Next(view) is { } next && (next is SendStep || !IsWaitedFor(view))
                ? next
                : Wait(view);
    }

    // What is on its way may bring the money that the key lacks now.
    private static bool IsWaitedFor(ExitView view) =>
        view.Withdrawals.Count > 0 || view.Requests.Any(each => !each.IsConsumed);

    private static WaitStep Wait(ExitView view)
    {
        var pending = view.Withdrawals.Where(each => each.FinalAt_S != 0).ToList();
        if (pending.Count > 0)
        {
            return new WaitStep(
                $"{pending.Count} withdrawal(s) become final, or have their turn in the vault's line",
                pending.Min(each => each.FinalAt_S));
        }

        var open = view.Requests.Where(each => !each.IsConsumed).ToList();
        return open.Count > 0
            ? new WaitStep(
                $"the venue serves {open.Count} request(s), or its deadline passes",
                open.Min(each => each.Request.L1Time) + view.Deadlines.Forced_S + 1)
            : new WaitStep("positions are being closed, or the venue falls silent", view.SilentAt_S + 1);
    }

    private ExitStep AfterTheFreeze(ExitView view)
    {
        if (!view.End.IsSettled)
        {
            return new WaitStep("the last batches become final, or are cancelled", view.SettledAt_S);
        }

        if (view.Refundable.Count > 0)
        {
            return new SendStep(
                $"take back {view.Refundable.Count} request(s) that no batch consumed",
                [.. view.Refundable.Select(each => new ExitCall(
                    ExitCallKind.Refund, each.Account, Index: each.Index))]);
        }

        if (view.Finding is { } finding)
        {
            return new StuckStep(
                $"batch {finding.Batch} does not hold ({finding.What}) and is final: its state cannot be "
                + "rebuilt from the chain, so nobody can prove an account under it");
        }

        return view.Escape is { } escape ? Escape(view, escape)
            : view.End.Batches == 0 ? new DoneStep("nothing is left: the venue ended before it had a state")
            : new WaitStep("the last batch is read", 0);
    }

    private ExitStep Escape(ExitView view, ExitEscape escape)
    {
        if (!_isForAll && view.Accounts.All(account => account.Claim.Sign <= 0) && escape.Unpaid.Count == 0)
        {
            return (ExitStep?)Collect(view, escape) ?? new DoneStep("nothing is left to take out");
        }

        if (!escape.Opening.IsOpen)
        {
            return new SendStep("open the escape", [new ExitCall(ExitCallKind.OpenEscape)]);
        }

        if (escape.Unresolved.Count > 0)
        {
            return new SendStep(
                $"resolve the price of {escape.Unresolved.Count} market(s)",
                [.. escape.Unresolved.Select(market => new ExitCall(
                    ExitCallKind.ResolveMarket, Market: market))]);
        }

        if (escape.Unproved.Count > 0)
        {
            return new SendStep(
                $"prove {escape.Unproved.Count} account(s)",
                [.. escape.Unproved.Select(account => new ExitCall(ExitCallKind.Prove, account))]);
        }

        return Collect(view, escape) ?? Share(view, escape);
    }

    private static ExitStep Share(ExitView view, ExitEscape escape)
    {
        if (!escape.IsFixed)
        {
            var isOver = escape.Opening.Proved >= escape.Opening.Buckets
                || view.Now_S >= escape.Opening.ClosesAt_S;
            return isOver
                ? new SendStep("fix the share", [new ExitCall(ExitCallKind.Fix)])
                : new WaitStep(
                    $"the claim phase ends ({escape.Opening.Proved} of {escape.Opening.Buckets} buckets "
                    + "proved)", escape.Opening.ClosesAt_S);
        }

        return escape.Unpaid.Count > 0
            ? new SendStep(
                $"pay {escape.Unpaid.Count} account(s)",
                [.. escape.Unpaid.Select(account => new ExitCall(ExitCallKind.ClaimEscape, account))])
            : new DoneStep("everything is out");
    }

    private static SendStep? Collect(ExitView view, ExitEscape escape) => escape.Bounty > 0
        ? new SendStep("collect the bounties", [new ExitCall(ExitCallKind.Collect, view.Key)])
        : null;

    private static bool IsFinal(ExitView view, ExitWithdrawal withdrawal) =>
        withdrawal.FinalAt_S != 0 && withdrawal.FinalAt_S <= view.Now_S;
}
