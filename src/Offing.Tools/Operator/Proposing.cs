using Offing.Primitives;
using Offing.Settlement.L1;
using Offing.Signing;
using Offing.Tools.Chain;
using Offing.Tools.Client;

namespace Offing.Tools.Operator;

/// <summary>offing operator propose: shows what a change does, and enters it in the chain's queue.</summary>
public static class Proposing
{
    private const int Poll_Ms = 200;
    private const int ConsumedWithin_Seconds = 120;

    /// <summary>Shows, and enters the change when it is confirmed.</summary>
    /// <param name="key">Only needed to send.</param>
    /// <exception cref="VenueException">It is refused; the message says what to do.</exception>
    public static async Task RunAsync(
        VenueClient venue, Uri chain, Func<VenueNow, Change> propose, Func<PrivateKey>? key,
        TextWriter output, CancellationToken stop)
    {
        var now = await VenueNow.AskAsync(venue, stop);
        var change = propose(now);
        foreach (var line in OperatorText.Change(change, now))
        {
            await output.WriteLineAsync(line);
        }

        await output.WriteLineAsync(change.IsImmediate(now)
            ? "it only tightens: it holds as soon as the venue has it"
            : $"it is public from then on and takes effect at about {Moment.Text(change.Due_Ms(now))}");
        if (key is null)
        {
            await output.WriteLineAsync("nothing was sent; --confirm enters it in the chain's queue");
            return;
        }

        if (key().Address != now.Operator)
        {
            await output.WriteLineAsync(
                $"the venue's switches are {now.Operator}'s: with this they become {key().Address}'s, if the "
                + "chain has it as operator");
        }

        var index = await EnterAsync(venue, chain, change, key(), stop);
        await output.WriteLineAsync($"request {index} of the chain's queue; waiting for the venue ...");
        await output.WriteLineAsync(await OutcomeAsync(venue, now, index, stop));
    }

    private static async Task<ulong> EnterAsync(
        VenueClient venue, Uri chain, Change change, PrivateKey key, CancellationToken stop)
    {
        var site = await VenueSite.AskAsync(venue, stop);
        var status = await venue.NativeAsync("status", null, stop);
        using var session = new ChainSession(chain, site.Deployment);
        session.RequireVenue();
        var vault = session.VaultOf(key, status["development"]!.GetValue<bool>());
        try
        {
            return await Task.Run(
                () =>
                {
                    vault.ChangeParameter(change.Payload());
                    return vault.RequestCount() - 1;
                },
                stop);
        }
        catch (L1RefusedException refusal) when (refusal.Error?.Name == "NotOperator")
        {
            throw new VenueException(
                $"the settlement contract has another operator than {key.Address}: only its key changes "
                + $"parameters; name it with --key-file or {OperatorKey.Variable}");
        }
    }

    // By the number that the venue gives: it counts what was taken, and the queue what was seen.
    private static async Task<string> OutcomeAsync(
        VenueClient venue, VenueNow before, ulong index, CancellationToken stop)
    {
        for (var waited_Ms = 0; waited_Ms < ConsumedWithin_Seconds * 1_000; waited_Ms += Poll_Ms)
        {
            var now = await VenueNow.AskAsync(venue, stop);
            if (now.QueueCursor > index)
            {
                var number = now.NextChange - 1;
                var waiting = now.Pending.FirstOrDefault(c => c["number"]!.GetValue<ulong>() == number);
                return now.NextChange == before.NextChange
                    ? throw new VenueException(
                        $"the venue refused the change by its rules: look at request {index} in "
                        + "./offing log export --events")
                    : waiting is null
                        ? $"change {number} holds"
                        : $"change {number} is announced for "
                            + Moment.Text(waiting["due"]!.GetValue<ulong>());
            }

            await Task.Delay(Poll_Ms, stop);
        }

        throw new VenueException(
            $"the venue has not taken request {index} in {ConsumedWithin_Seconds} s: it is on chain and will "
            + "be; look with ./offing operator pending");
    }
}
