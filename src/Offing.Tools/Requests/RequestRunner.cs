using System.Globalization;
using Offing.Primitives;
using Offing.Settlement.Contracts;
using Offing.Settlement.L1;
using Offing.Signing;
using Offing.Tools.Client;
using Offing.Tools.Verification;

namespace Offing.Tools.Requests;

/// <summary>
/// Enters a request with its owner's key, waits until a posted batch has consumed it, and says what the rules
/// made of it, from the chain alone.
/// </summary>
/// <param name="progress">Told how far the batches are read for that.</param>
/// <param name="say">Takes each line.</param>
public sealed class RequestRunner(
    IL1Client client, RequestSite site, PrivateKey key, Action<string> say,
    Action<VerifyProgress> progress)
{
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan Every = TimeSpan.FromSeconds(2);

    private readonly SettlementContract _settlement = new(client, site.Deployment.Settlement);

    /// <param name="call">Of <see cref="RequestCalls"/>.</param>
    /// <param name="waits">Whether to stay until the venue has consumed it.</param>
    /// <exception cref="VenueException">It cannot be paid, or is not consumed by its deadline.</exception>
    public async Task RunAsync(byte[] call, bool waits, CancellationToken stop)
    {
        RequireMeans();
        var request = new RequestClient(client, site.Deployment, new L1Sender(client, key))
            .Enter(call).Request;
        var within = new DeadlinesContract(client, site.Deployment.Settlement).Deadlines().Forced_S;
        var due = request.L1Time + within;
        say(string.Create(
            CultureInfo.InvariantCulture,
            $"request {request.Index} is entered; the venue has until "
            + $"{DateTimeOffset.FromUnixTimeSeconds((long)due):u}"));
        if (!waits)
        {
            return;
        }

        var told = TimeSpan.Zero;
        for (var waited = TimeSpan.Zero; ; waited += Poll)
        {
            var end = _settlement.End();
            if (end.QueueCursor > request.Index)
            {
                say($"consumed by a batch up to {end.Batches - 1}; its price is back in the account");
                say(Outcome(request.Index, stop));
                return;
            }

            var now = client.Head().Timestamp_S;
            RequireHope(request.Index, now, due);
            if (waited - told >= Every)
            {
                told = waited;
                say(string.Create(
                    CultureInfo.InvariantCulture,
                    $"waiting: {request.Index - end.QueueCursor} before it, {due - now} s left"));
            }

            await Task.Delay(Poll, stop);
        }
    }

    // An event of the entry that consumed it: no batch carries events, so its entries are executed again.
    private string Outcome(ulong index, CancellationToken stop)
    {
        var outcome = new RequestOutcome(index);
        var chain = new ChainVerification(
            client, site.Deployment.Vault, site.Deployment.Block, progress, told: outcome.Take);
        if (chain.Run(stop) is { } finding)
        {
            throw new VenueException(
                $"batch {finding.Batch} does not hold ({finding.What}): what became of request {index} is "
                + "not known; offing verify says more");
        }

        return outcome.Text is { } text ? $"request {index} is {text}"
            : chain.Verifier.IsOfLeaves
                ? $"whether request {index} was served stands in inputs that this venue keeps off the chain"
                : $"request {index} is not in a posted batch any more: the chain took it back";
    }

    private void RequireHope(ulong index, ulong now, ulong due)
    {
        var head = _settlement.Latest();
        if (head.FrozenAt_S != 0 && _settlement.End().IsSettled)
        {
            throw new VenueException(
                $"the venue has ended without request {index}: offing exit takes everything out, "
                + "and brings its price back");
        }

        if (now > due && head.FrozenAt_S == 0)
        {
            throw new VenueException(
                $"request {index} is overdue: offing exit ends the venue for it and takes everything out");
        }
    }

    private void RequireMeans()
    {
        var price = new VaultContract(client, site.Deployment.Vault).RequestPrice();
        var held = new AbiReader(client.Call(
            site.Deployment.Usdc,
            AbiWriter.Call("balanceOf(address)").Address(key.Address).Build())).UInt128(0);
        say($"a request costs {Usd(price)} USDC, which come back with it, and gas");
        if (held < price)
        {
            throw new VenueException(
                $"{key.Address} has {Usd((ulong)held)} USDC on chain, a request costs {Usd(price)}: "
                + "send it some");
        }

        if (client.Balance(key.Address) == 0)
        {
            throw new VenueException($"{key.Address} has no ether for gas: send it some");
        }
    }

    private static string Usd(ulong amount) => Amounts.Text((long)amount, Amounts.UsdDecimals);
}
