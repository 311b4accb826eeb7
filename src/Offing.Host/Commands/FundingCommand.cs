using System.CommandLine;
using Offing.Primitives;
using Offing.Protocol.Wire;
using Offing.Tools;
using Offing.Tools.Client;

namespace Offing.Host.Commands;

/// <summary>offing fund.</summary>
internal static class FundingCommand
{
    private const int UsdDecimals = 6;

    public static Command Create()
    {
        var (http, chain) = (CommonOptions.Http(), CommonOptions.Chain());
        var account = new Option<string>("--account")
        {
            Description = "0x and 40 hex digits.", Required = true,
        };
        var usdc = new Option<string>("--usdc") { Description = "Dollars, at least 5.", Required = true };
        var command = new Command("fund", "Mint development USDC and deposit it in the vault, on chain.")
        {
            account, usdc, http, chain,
        };
        command.SetAction((parsed, stop) => CommonOptions.RunAsync(async () =>
        {
            if (!Address.TryParse(parsed.GetValue(account), out var owner))
            {
                throw new FormatException(
                    $"--account {parsed.GetValue(account)}: must be 0x and 40 hex digits");
            }

            if (!WireDecimal.TryParse(parsed.GetValue(usdc), out var dollars)
                || !dollars.TryScale(UsdDecimals, out var units)
                || units is < Limits.DepositMin_MicroUsd or > Limits.AmountMax_MicroUsd)
            {
                throw new FormatException(
                    $"--usdc {parsed.GetValue(usdc)}: must be an amount from 5 on "
                    + $"with at most {UsdDecimals} decimals");
            }

            using var venue = new VenueClient(parsed.GetValue(http));
            await FundCommand.RunAsync(
                venue, parsed.GetValue(chain), owner, new MicroUsd((long)units), Console.Out, stop);
        }));
        return command;
    }
}
