using Offing.Log;
using Offing.Node.Batches;
using Offing.Primitives;
using Offing.Protocol;
using Offing.Protocol.Entries;
using Offing.Protocol.Events;
using Offing.Sequencing;
using Offing.Settlement.Deployments;
using Offing.Settlement.L1;
using Offing.Settlement.Watching;

namespace Offing.Node.Reversals;

/// <summary>
/// Takes back at a start what the chain lost, when a person has said so: before anything is posted or asked
/// of the chain's queue, and before anybody is answered.
/// </summary>
public static class ReversalStart
{
    private const int Pause_Ms = 1;

    /// <param name="first">
    /// From which request on, as ./offing operator reverse has said it; that of another plan is refused.
    /// </param>
    /// <param name="node">That nobody ticks yet.</param>
    /// <param name="now">The clock.</param>
    /// <exception cref="VenueStartException">Nothing was taken back; the message says what to do.</exception>
    public static void Run(
        NodeCore node, IL1Client client, Deployment deployment, ulong confirmations, ulong first,
        Func<Time> now, Action<string> say)
    {
        while (node.Committer.Lag > 0)
        {
            node.Committer.Tick();
        }

        var consumed = node.Read(state => new QueuePosition(state.QueueCursor, state.QueueHash));
        var plan = ReversalPlan.Find(
            client, deployment, confirmations, node.Ledger, consumed, node.EntriesFrom);
        if (plan is null)
        {
            say($"--reverse {first}: the chain holds all that the venue has consumed, nothing is taken back");
            return;
        }

        if (plan.First != first)
        {
            throw new VenueStartException(
                $"--reverse {first}: the chain differs from request {plan.First} on. Look at it again with "
                + "./offing operator reverse, and start with what that says");
        }

        Sequence(node, plan, now);
        say($"requests from {first} on were taken back ({plan.TakenBack.Count}), {plan.Again.Count} that the "
            + $"chain holds there now were consumed; batch {plan.Batch} is the next one");
    }

    private static void Sequence(NodeCore node, ReversalPlan plan, Func<Time> now)
    {
        var open = 0;
        string? trouble = null;
        foreach (var entry in plan.Entries)
        {
            open++;
            var submission = new Submission(entry, outcome =>
            {
                open--;
                trouble ??= Trouble(entry, outcome);
            });
            while (!node.TryOffer(submission, out _))
            {
                Advance(node, now());
            }
        }

        while (open > 0)
        {
            Advance(node, now());
        }

        if (trouble is not null)
        {
            throw new VenueStartException(trouble);
        }
    }

    private static void Advance(NodeCore node, Time now)
    {
        if (!node.Tick(now))
        {
            // Nothing is refused for want of room here, so whoever waits would wait for ever.
            if (node.Room == LogRoom.None)
            {
                throw new VenueStartException(
                    "the disk has no room for the log while requests are taken back: make room, then start "
                    + "again as before; what was taken back stays so");
            }

            Thread.Sleep(Pause_Ms);
        }

        if (node.HasFailed)
        {
            throw new VenueStartException(
                "the log could not be written while requests were taken back: see to the disk, then start "
                + "again as before; what was taken back stays so");
        }
    }

    private static string? Trouble(Entry entry, Outcome outcome)
    {
        var refused = outcome.Output?.Events.OfType<ReversalRefused>().FirstOrDefault();
        return refused is { Code: not RejectCode.None } ? $"{entry} was refused: {refused.Value.Code}"
            : outcome.Refusal == RejectCode.None ? null
            : $"an entry of the reversal was kept out ({outcome.Refusal}): see to it, then start as before";
    }
}
