using System.CommandLine;
using Offing.Tools.Client;
using Offing.Tools.Operator;

namespace Offing.Host.Commands;

/// <summary>offing operator hand-over: the operator's place goes to another key.</summary>
internal static class OperatorHandOverCommand
{
    public static Command Create()
    {
        var to = new Option<string>("--to")
        {
            Description = "Address of the next operator's key: 0x and 40 hex digits. That of the operator of "
                + "now takes back what is announced.",
            Required = true,
        };
        var (url, chain, signing) = (OperatorCommand.Url(), OperatorCommand.Chain(), new SigningOptions());
        var command = new Command(
            "hand-over",
            "Announce another key as the venue's operator. It takes effect after the delay of the contract, "
            + "and can be taken back until then.")
        {
            to, url, chain,
        };
        signing.AddTo(command);
        command.SetAction((parsed, stop) => CommonOptions.RunAsync(async () =>
        {
            using var venue = new VenueClient(parsed.GetValue(url)!);
            await HandingOver.RunAsync(
                venue, parsed.GetValue(chain)!, CommonOptions.AddressOf("--to", parsed.GetValue(to)!),
                signing.Key(parsed), Console.Out, stop);
        }));
        return command;
    }
}
