using System.Text.Json.Nodes;
using Offing.Primitives;
using Offing.Protocol.Wire;
using Offing.Tools.Chain;
using Offing.Tools.Client;

namespace Offing.Tools;

/// <summary>offing fund: development dollars into an account, through the vault on chain.</summary>
public static class FundCommand
{
    private const int Poll_Ms = 100;
    private const int CreditWithin_Seconds = 60;

    /// <summary>Mints, deposits on chain, and waits until the venue has credited the deposit.</summary>
    /// <exception cref="VenueException">Venue or chain do
    /// not answer, or the credit does not come.</exception>
    public static async Task RunAsync(
        VenueClient venue, int chainPort, Address account, MicroUsd amount, TextWriter output,
        CancellationToken stop)
    {
        var site = await VenueSite.AskAsync(venue, stop);
        using var chain = new ChainSession(chainPort, site.Deployment);
        chain.RequireVenue();
        var before = (await DepositsAsync(venue, account, stop)).Count;
        await output.WriteLineAsync($"depositing {Usd(amount)} USDC for {account} on chain ...");
        await Task.Run(() => chain.Fund(account, amount), stop);
        await output.WriteLineAsync("mined; waiting for the venue to credit it ...");
        await AwaitDepositAsync(venue, account, before, stop);
        await output.WriteLineAsync(
            $"credited: {account} has an equity of {Usd(await venue.EquityAsync(account, stop))} USDC");
    }

    /// <summary>Waits until the account has more deposits than <paramref name="before"/>.</summary>
    public static async Task AwaitDepositAsync(
        VenueClient venue, Address account, int before, CancellationToken stop)
    {
        var waited_Ms = 0;
        for (; (await DepositsAsync(venue, account, stop)).Count <= before; waited_Ms += Poll_Ms)
        {
            if (waited_Ms > CreditWithin_Seconds * 1000)
            {
                throw new VenueException(
                    $"the deposit is on chain but was not credited in {CreditWithin_Seconds} s: "
                    + "look at /native/status");
            }

            await Task.Delay(Poll_Ms, stop);
        }
    }

    /// <summary>Deposits of an account that the venue has credited.</summary>
    public static async Task<IReadOnlyList<MicroUsd>> DepositsAsync(
        VenueClient venue, Address account, CancellationToken stop)
    {
        var request = new JsonObject
        {
            ["type"] = "userNonFundingLedgerUpdates", ["user"] = account.ToString(), ["startTime"] = 0,
        };
        var updates = await venue.InfoAsync(request, stop);
        return [.. updates.AsArray().Where(u => u!["delta"]!["type"]!.GetValue<string>() == "deposit")
            .Select(u => VenueClient.Usd(u!["delta"]!["usdc"]!))];
    }

    /// <summary>Dollars and cents, and more decimals where they are not zero.</summary>
    public static string Usd(MicroUsd amount)
    {
        var text = WireDecimal.FromUnits((ulong)Math.Abs(amount.Value), 6).ToString();
        return amount.Value < 0 ? $"-{text}" : text;
    }
}
