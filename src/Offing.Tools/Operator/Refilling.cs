using Offing.Primitives;
using Offing.Settlement.Contracts;
using Offing.Settlement.L1;
using Offing.Signing;
using Offing.Tools.Chain;
using Offing.Tools.Client;

namespace Offing.Tools.Operator;

/// <summary>offing operator refill: the operator's bond pays into the venue's insurance fund.</summary>
public static class Refilling
{
    /// <summary>Shows, and pays when it is confirmed.</summary>
    /// <param name="amount">Micro-USDC.</param>
    /// <param name="key">Only needed to send.</param>
    /// <exception cref="VenueException">It is refused; the message says what to do.</exception>
    public static async Task RunAsync(
        VenueClient venue, Uri chain, ulong amount, Func<PrivateKey>? key, TextWriter output,
        CancellationToken stop)
    {
        var site = await VenueSite.AskAsync(venue, stop);
        using var session = new ChainSession(chain, site.Deployment);
        session.RequireVenue();
        var held = new VaultContract(session.Client, site.Deployment.Vault).BondHeld();
        var least = new SettlementContract(session.Client, site.Deployment.Settlement).MinimumBond();
        if (amount > held)
        {
            throw new VenueException(
                $"the bond holds {Usd(held)} USDC: name no more than that with --amount");
        }

        var left = held - amount;
        await output.WriteLineAsync($"the bond holds {Usd(held)} USDC, and {Usd(left)} afterwards");
        if (left < least)
        {
            await output.WriteLineAsync(
                $"no batch is posted until it is {Usd(least)} again: pay {Usd(least - left)} into it by the "
                + "vault's bond(amount)");
        }

        if (key is null)
        {
            await output.WriteLineAsync("nothing was sent; --confirm pays it into the insurance fund");
            return;
        }

        var status = await venue.NativeAsync("status", null, stop);
        var vault = session.VaultOf(key(), status["development"]!.GetValue<bool>());
        var index = await Task.Run(() => Enter(vault, key(), amount), stop);
        await output.WriteLineAsync(
            $"request {index} of the chain's queue: the venue credits its insurance fund when it takes it");
    }

    private static ulong Enter(VaultClient vault, PrivateKey key, ulong amount)
    {
        try
        {
            vault.RefillInsurance(amount);
            return vault.RequestCount() - 1;
        }
        catch (L1RefusedException refusal) when (refusal.Error is { } error)
        {
            throw new VenueException(error.Name switch
            {
                "NotOperator" => $"the venue has another operator than {key.Address}: name its key with "
                    + $"--key-file or {OperatorKey.Variable}",
                "DepositTooSmall" => "a deposit is at least 5 USDC: name more with --amount",
                _ => $"the vault refuses it: {error}",
            });
        }
    }

    private static string Usd(ulong amount) => Amounts.Text((long)amount, Amounts.UsdDecimals);
}
