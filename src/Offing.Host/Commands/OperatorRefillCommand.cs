using System.CommandLine;
using Offing.Tools.Client;
using Offing.Tools.Operator;

namespace Offing.Host.Commands;

/// <summary>offing operator refill: the bond pays into the insurance fund.</summary>
internal static class OperatorRefillCommand
{
    public static Command Create()
    {
        var amount = new Option<string>("--amount") { Description = "USDC, at least 5.", Required = true };
        var (url, chain, signing) = (OperatorCommand.Url(), OperatorCommand.Chain(), new SigningOptions());
        var command = new Command("refill", "Pay into the venue's insurance fund out of the operator's bond.")
        {
            amount, url, chain,
        };
        signing.AddTo(command);
        command.SetAction((parsed, stop) => CommonOptions.RunAsync(async () =>
        {
            using var venue = new VenueClient(parsed.GetValue(url)!);
            await Refilling.RunAsync(
                venue, parsed.GetValue(chain)!, Amounts.Usd(parsed.GetValue(amount)!, "--amount"),
                signing.Key(parsed), Console.Out, stop);
        }));
        return command;
    }
}
