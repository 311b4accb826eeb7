using Offing.Primitives;
using Offing.Settlement.Contracts;
using Offing.Settlement.L1;
using Offing.Signing;
using Offing.Tools.Chain;
using Offing.Tools.Client;

namespace Offing.Tools.Operator;

/// <summary>offing operator hand-over: announces on chain who posts next, or takes that back.</summary>
public static class HandingOver
{
    private const int GweiDecimals = 9;
    private const ulong Wei_PerGwei = 1_000_000_000;

    /// <summary>Shows, and announces when it is confirmed.</summary>
    /// <param name="to">Who follows; the operator of now takes back what is announced.</param>
    /// <param name="key">Only needed to send.</param>
    /// <exception cref="VenueException">It is refused; the message says what to do.</exception>
    public static async Task RunAsync(
        VenueClient venue, Uri chain, Address to, Func<PrivateKey>? key, TextWriter output,
        CancellationToken stop)
    {
        var site = await VenueSite.AskAsync(venue, stop);
        using var session = new ChainSession(chain, site.Deployment);
        session.RequireVenue();
        var settlement = new SettlementContract(session.Client, site.Deployment.Settlement);
        var before = settlement.Operators();
        RequireSense(settlement, before, to);
        foreach (var line in Text(session.Client, settlement, before, to))
        {
            await output.WriteLineAsync(line);
        }

        if (key is null)
        {
            await output.WriteLineAsync("nothing was sent; --confirm announces it on chain");
            return;
        }

        var status = await venue.NativeAsync("status", null, stop);
        var sender = session.SenderOf(key(), status["development"]!.GetValue<bool>());
        await Task.Run(() => Announce(sender, settlement, before, to), stop);
        var after = settlement.Operators();
        await output.WriteLineAsync(after.Next.IsZero
            ? $"{after.Operator} stays the operator, and nobody is announced"
            : $"announced: {after.Next} follows at {Moment.Text(after.From_S * 1_000)}; until then ./offing "
                + $"operator hand-over --to {after.Operator} takes it back");
    }

    private static void RequireSense(SettlementContract settlement, OperatorTurn before, Address to)
    {
        var nonsense = to.IsZero ? "nobody holds the key of address zero: name another"
            : settlement.IsWatcher(to) ? $"{to} is one of the venue's watchers, and nobody watches himself: "
                + "name another"
            : to == before.Operator && before.Next.IsZero ? $"{to} is the operator, and nobody is announced "
                + "to follow: there is nothing to take back"
            : null;
        if (nonsense is not null)
        {
            throw new VenueException($"--to {to}: {nonsense}");
        }
    }

    private static IEnumerable<string> Text(
        IL1Client client, SettlementContract settlement, OperatorTurn before, Address to)
    {
        if (!before.Next.IsZero)
        {
            yield return $"announced now: {before.Next} follows {before.Operator} at "
                + $"{Moment.Text(before.From_S * 1_000)}; this takes that back";
        }

        if (to == before.Operator)
        {
            yield return $"{to} stays the operator";
            yield break;
        }

        var delay = settlement.OperatorDelay_S();
        var from = Moment.Text((client.Head().Timestamp_S + delay) * 1_000);
        yield return $"operator: {before.Operator} -> {to}, {delay} s after it is announced, at about {from}";
        yield return $"{to} has {Ether(client.Balance(to))} ether on the chain, and pays for every batch "
            + "from then on";
        yield return "from then on only its key posts, changes parameters and keeps the receipts' bond:";
        yield return "  before: put its key into a file where the venue runs; nobody else can take its place";
        yield return "  then: stop the venue and start it as ever with --operator-key FILE. Until it is, "
            + "batches wait (NotOperator), and past --posting-lag only reduce-only orders are taken";
        yield return "  last: ./offing operator propose take-over --key-file FILE --confirm, until which the "
            + "kill switches are those of the key before";
    }

    private static string Ether(UInt128 wei) =>
        Amounts.Text((long)UInt128.Min(wei / Wei_PerGwei, long.MaxValue), GweiDecimals);

    private static void Announce(
        L1Sender sender, SettlementContract settlement, OperatorTurn before, Address to)
    {
        try
        {
            sender.Execute(settlement.Address, SettlementContract.AnnounceOperatorInput(to));
        }
        catch (L1RefusedException refusal) when (refusal.Error?.Name == "NotOperator")
        {
            throw new VenueException(
                $"the operator is {before.Operator}, and the key that of {sender.Address}: only the "
                + $"operator hands its place over; name its key with --key-file or {OperatorKey.Variable}");
        }
    }
}
