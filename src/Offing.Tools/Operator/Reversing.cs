using Offing.Log;
using Offing.Node;
using Offing.Node.Reversals;
using Offing.Node.Snapshots;
using Offing.Primitives;
using Offing.Protocol.Batches;
using Offing.Protocol.Entries;
using Offing.Settlement.Deployments;
using Offing.Tools.Chain;
using Offing.Tools.Client;

namespace Offing.Tools.Operator;

/// <summary>
/// offing operator reverse: what a reorg below the confirmations took from a venue, and what taking it back
/// does to whom. It changes nothing: a start with --reverse does it.
/// </summary>
public static class Reversing
{
    /// <param name="data">The venue's folder; only read, also while it runs.</param>
    /// <param name="confirmations">That the venue waits for.</param>
    /// <exception cref="VenueStartException">It cannot be said, or not yet; the message says why.</exception>
    /// <exception cref="VenueException">The chain is not the venue's.</exception>
    public static void Show(
        DataFolder data, Uri chain, ulong confirmations, TextWriter output, Action<string> say,
        Action<ulong>? progress = null)
    {
        var deployment = Deployment.TryLoad(data.Root) ?? throw new VenueException(
            $"{data.Root} names no contracts ({Deployment.FileName} is missing): the venue was never started "
            + "from there");
        using var session = new ChainSession(chain, deployment);
        session.RequireVenue();
        var genesis = data.Genesis();
        var log = LogFiles.Of(data.Log);
        var (replica, _) = LogFollower.Follow(
            genesis, log, new SnapshotStore(data.SnapshotDisk()), isAlone: false, say, progress,
            files: data.NetFiles(genesis, isReader: true));
        var plan = ReversalPlan.Find(session.Client, deployment, confirmations, replica, log);
        foreach (var line in plan is null
            ? ["the chain holds all that the venue has consumed: nothing is to be taken back"]
            : Text(plan, replica))
        {
            output.WriteLine(line);
        }
    }

    private static IEnumerable<string> Text(ReversalPlan plan, Replica replica)
    {
        yield return $"a reorg below the confirmations took requests from {plan.First} on:";
        foreach (var lost in plan.TakenBack.Reverse())
        {
            yield return $"  lost  {Text(lost.Request)}";
        }

        foreach (var held in plan.Again)
        {
            yield return $"  now   {Text(held)}";
        }

        var last = replica.Ledger.Last.Number;
        yield return plan.Batch > last
            ? "no batch that was cut is lost"
            : $"batches {plan.Batch} to {last} are not on the chain and never will be: they are cut again as "
                + $"one, {plan.Batch}";
        yield return "what it does to accounts, at the marks of now:";
        foreach (var effect in ReversalEffect.Of(plan, replica.Machine))
        {
            yield return $"  {effect.Account}: {Usd(effect.TakenBack)} taken back, {Usd(effect.Credited)} "
                + $"credited; collateral {Usd(effect.Collateral)}, equity {Usd(effect.Equity)} USDC"
                + (effect.IsLiquidated
                    ? effect.Equity < MicroUsd.Zero
                        ? ": BELOW ZERO, it is liquidated and the insurance fund pays what is missing"
                        : $": UNDER ITS MAINTENANCE MARGIN of {Usd(effect.Maintenance)}, it is liquidated"
                    : "");
        }

        yield return "orders, fills and withdrawals that were made with that money stay";
        yield return $"nothing was changed: to do it, stop the venue and start it as ever with --reverse "
            + $"{plan.First}; ./offing operator refill pays into the insurance fund out of the bond";
    }

    private static string Text(QueueRequest request)
    {
        var paid = RequestPayload.PaidIn(request.Payload);
        return $"request {request.Index}: {request.Type} of {request.Account}"
            + (request.Type == RequestType.Parameter ? "" : $", {Usd(new MicroUsd((long)paid))} USDC came in")
            + $", {request.L1Time} s";
    }

    private static string Usd(MicroUsd amount) => Amounts.Text(amount.Value, Amounts.UsdDecimals);
}
