using System.Globalization;
using Offing.Primitives;

namespace Offing.Tools.Exit;

/// <summary>
/// Tells before anything is sent what there is, which ways out it takes, and what these cost.
/// </summary>
public static class ExitOutline
{
    private const decimal Gwei = 1_000_000_000M;

    /// <summary>Lines for whoever is asked.</summary>
    /// <param name="gasPrice_Wei">Of now.</param>
    public static IEnumerable<string> Of(ExitView view, ExitScope scope, UInt128 gasPrice_Wei)
    {
        foreach (var account in view.Accounts)
        {
            yield return Line(account);
        }

        foreach (var withdrawal in view.Withdrawals)
        {
            var (index, amount) = (withdrawal.Leaf.Index, FundCommand.Usd(withdrawal.Leaf.Amount));
            yield return $"  withdrawal {index} of {amount} USDC, "
                + (withdrawal.FinalAt_S <= view.Now_S
                    ? "final"
                    : $"payable in {Duration(withdrawal.FinalAt_S - view.Now_S)}");
        }

        foreach (var request in view.Requests.Where(each => !each.IsConsumed))
        {
            yield return $"  request {request.Request.Index} ({Name(request.Request.Type)}) is in the queue, "
                + Due(view, request.Request.L1Time + view.Deadlines.Forced_S);
        }

        if (view.Accounts.Count == 0 && view.Withdrawals.Count == 0 && view.Requests.Count == 0)
        {
            yield return $"  {view.Key} has no account here (the owner's key is needed, not a session key)";
        }

        if (view.IsOfLeaves)
        {
            yield return "The venue posts net data: this is what the leaves under its posted roots say, by "
                + "which everybody is paid. Whether those are right shows to who has the inputs (offing "
                + "verify --inputs).";
        }

        var ways = view.IsFrozen ? Ended(view, scope, gasPrice_Wei) : Running(view, scope, gasPrice_Wei);
        foreach (var line in ways)
        {
            yield return line;
        }
    }

    /// <summary>For people: the two largest units.</summary>
    public static string Duration(ulong seconds) => seconds switch
    {
        < 120 => $"{seconds} s",
        < 7_200 => $"{seconds / 60} min {seconds % 60} s",
        < 172_800 => $"{seconds / 3_600} h {seconds / 60 % 60} min",
        _ => $"{seconds / 86_400} d {seconds / 3_600 % 24} h",
    };

    private static IEnumerable<string> Running(ExitView view, ExitScope scope, UInt128 price)
    {
        var step = new ExitPlan(scope).Next(view);
        if (step is DoneStep)
        {
            yield return step.What;
            yield break;
        }

        if (view.Now_S > view.SilentAt_S)
        {
            yield return "The venue has posted nothing for longer than it may: anyone may end it.";
            foreach (var line in Escape(view, scope, price))
            {
                yield return line;
            }

            yield break;
        }

        var calls = ExitRequests.Wanted(view);
        var (requests, rest) = (calls.Count, Typical(ExitCallKind.Approve) + Typical(ExitCallKind.Claim));
        var gas = calls.Sum(call => (long)call.TypicalGas) + rest;
        yield return $"While the venue serves: {requests} request(s) on chain, then a claim after "
            + $"{Duration(view.Deadlines.Finality_S)}; about {Gas(gas, price)}, and "
            + $"{FundCommand.Usd(new MicroUsd(requests * (long)view.RequestPrice))} USDC for the requests, "
            + "which come back when they are served.";
        yield return $"When it does not serve in {Duration(view.Deadlines.Forced_S)}, or posts nothing for "
            + $"{Duration(view.Deadlines.Silence_S)}:";
        foreach (var line in Escape(view, scope, price))
        {
            yield return line;
        }
    }

    private static IEnumerable<string> Ended(ExitView view, ExitScope scope, UInt128 price) =>
        Escape(view, scope, price).Prepend("The venue has ended. What is left of this:");

    private static IEnumerable<string> Escape(ExitView view, ExitScope scope, UInt128 price)
    {
        var positions = view.Accounts.SelectMany(account => account.Positions).Select(held => held.Market)
            .Distinct().Count();
        var accounts = view.Accounts.Count(account => account.Claim.Sign > 0);
        var gas = Typical(ExitCallKind.FreezeForSilence) + Typical(ExitCallKind.OpenEscape)
            + Typical(ExitCallKind.Fix) + (positions * Typical(ExitCallKind.ResolveMarket))
            + (accounts * (Typical(ExitCallKind.Prove) + Typical(ExitCallKind.ClaimEscape)));
        var others = scope == ExitScope.Own ? "" : "; proving the others costs as much again for each";
        yield return "  the venue is ended, its last batches become final "
            + $"({Duration(view.Deadlines.Finality_S)}), the escape is opened, {positions} market(s) and "
            + $"{accounts} account(s) are proved, and after the claim phase (at most "
            + $"{Duration(view.Deadlines.ClaimPhase_S)}) the share is fixed and paid; about "
            + $"{Gas(gas, price)} if nobody else does a part of it{others}.";
    }

    private static long Typical(ExitCallKind kind) => (long)new ExitCall(kind).TypicalGas;

    private static string Gas(long gas, UInt128 price_Wei) => string.Create(
        CultureInfo.InvariantCulture,
        $"{gas:N0} gas ({gas * ((decimal)price_Wei / Gwei) / Gwei:0.######} ETH at the price of now)");

    private static string Line(ExitAccount account)
    {
        var positions = account.Positions.Count == 0
            ? "no position"
            : string.Join(
                ", ", account.Positions.Select(held => $"{held.Size.Value:+0;-0} lots of {held.Name}"));
        return $"  {(account.IsSub ? "sub-account" : "account")} {account.Address}: "
            + $"{FundCommand.Usd(account.Equity)} USDC, {positions}, "
            + (account.Orders is { } orders ? $"{orders} order(s)" : "perhaps orders");
    }

    private static string Due(ExitView view, ulong at_S) => at_S > view.Now_S
        ? $"to be served within {Duration(at_S - view.Now_S)}"
        : "overdue";

    private static string Name(Protocol.Entries.RequestType type) => type.ToString().ToLowerInvariant();
}
