using System.Text;
using Offing.Primitives;
using Offing.Protocol.Commands;
using Offing.Tools.Chain;
using Offing.Tools.Client;
using Offing.Tools.Load.Driving;
using Offing.Tools.Load.Files;
using Offing.Tools.Load.Serving;
using Offing.Tools.Publishers;

namespace Offing.Tools.Load;

/// <summary>Everything before the clock runs: money, prices, session keys.</summary>
internal sealed class LoadSetup(
    VenueClient venue, LoadPlan plan, bool withoutSignatures, Action<string> say)
{
    private static readonly MicroUsd Deposit = new(10_000_000_000_000);

    /// <summary>Deposits on the chain of a venue that runs already.</summary>
    public async Task FundAsync(int chainPort, CancellationToken stop)
    {
        var site = await VenueSite.AskAsync(venue, stop);
        using var chain = new ChainSession(chainPort, site.Deployment);
        chain.RequireVenue();
        for (var i = 0; i < plan.Accounts; i++)
        {
            if (i % 64 == 0)
            {
                say($"funding on chain: account {i} of {plan.Accounts}");
            }

            await Task.Run(() => chain.Fund(plan.Owner(i), Deposit), stop);
        }

        await FundCommand.AwaitDepositAsync(venue, plan.Owner(plan.Accounts - 1), 0, stop);
    }

    /// <summary>Reports prices until stopped.</summary>
    public async Task PublishAsync(CancellationToken stop)
    {
        var site = await VenueSite.AskAsync(venue, stop);
        await PublisherLoop.RunAsync(
            new DevelopmentPublishers(venue, site.Domain), new SteadyPrices(), say, stop);
    }

    /// <summary>One session key for each account.</summary>
    /// <exception cref="VenueException">The venue refuses one.</exception>
    public async Task GrantAsync(CancellationToken stop)
    {
        var site = await VenueSite.AskAsync(venue, stop);
        var nonces = new Nonces();
        for (var i = 0; i < plan.Accounts; i++)
        {
            var wallet = plan.Wallet(i);
            var body = Encoding.UTF8.GetBytes(
                Envelopes.Grant(plan.Session(i).Address, site.Domain, nonces.Next(), wallet));
            if (withoutSignatures)
            {
                ClaimedSignatures.Claim(body, Digits(wallet.Address));
            }

            var reply = await venue.NativeAsync("grant", Encoding.UTF8.GetString(body), stop);
            if (VenueClient.ErrorOf(reply) is { } error)
            {
                throw new VenueException(
                    $"account {i} of the load: {error} A venue that goes on takes a load once: sign another "
                    + "with ./offing load sign --seed WORD");
            }
        }
    }

    /// <summary>Waits until every market of the load has a price.</summary>
    /// <exception cref="VenueException">It never had one.</exception>
    public async Task AwaitPricesAsync(CancellationToken stop)
    {
        var markets = Enumerable.Range(0, LoadFlow.MarketCount).Select(id => new MarketId((uint)id));
        await FreshPrices.AwaitAsync(venue, [.. markets], _ => { }, stop);
    }

    /// <summary>An address as 40 digits.</summary>
    public static byte[] Digits(Address address) => Encoding.ASCII.GetBytes(address.ToString()[2..]);
}
