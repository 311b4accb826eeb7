using System.CommandLine;
using Offing.Tools.Client;
using Offing.Tools.Operator;

namespace Offing.Host.Commands;

/// <summary>offing operator stop and offing operator lift.</summary>
internal static class OperatorSwitchCommand
{
    public static Command Create(bool isStop)
    {
        var (url, signing) = (OperatorCommand.Url(), new SigningOptions());
        var venue = new Option<bool>("--venue") { Description = "The whole venue." };
        var market = new Option<string?>("--market") { Description = "One market, by its name." };
        var account = new Option<string?>("--account")
        {
            Description = "One account and its sub-accounts: 0x and 40 hex digits.",
        };
        var key = new Option<string?>("--key") { Description = "One session key: 0x and 40 hex digits." };
        var reason = new Option<int>("--reason")
        {
            Description = "Why, a number from 1 to 65535 that stands in the log.", Required = isStop,
        };
        var command = isStop
            ? new Command("stop", "Stop what could increase a position; cancels and reductions pass.")
            : new Command("lift", "Let go on what was stopped.");
        command.Add(venue);
        command.Add(market);
        command.Add(account);
        command.Add(key);
        if (isStop)
        {
            command.Add(reason);
        }

        command.Add(url);
        signing.AddTo(command);
        command.SetAction((parsed, stop) => CommonOptions.RunAsync(async () =>
        {
            var target = Target(
                parsed.GetValue(venue), parsed.GetValue(market), parsed.GetValue(account),
                parsed.GetValue(key));
            var why = isStop ? Reason(parsed.GetValue(reason)) : (ushort)0;
            using var client = new VenueClient(parsed.GetValue(url)!);
            await Switching.RunAsync(client, target, why, signing.Key(parsed), Console.Out, stop);
        }));
        return command;
    }

    private static ushort Reason(int reason) => reason is >= 1 and <= ushort.MaxValue
        ? (ushort)reason
        : throw new FormatException($"--reason {reason}: must be a number from 1 to 65535");

    private static SwitchTarget Target(bool venue, string? market, string? account, string? key)
    {
        var named = (venue ? 1 : 0) + (market is null ? 0 : 1) + (account is null ? 0 : 1)
            + (key is null ? 0 : 1);
        if (named != 1 || market is "")
        {
            throw new FormatException("name one of --venue, --market, --account and --key");
        }

        return venue ? new SwitchTarget("", default)
            : market is not null ? new SwitchTarget(market, default)
            : new SwitchTarget(
                null,
                account is not null
                    ? CommonOptions.AddressOf("--account", account)
                    : CommonOptions.AddressOf("--key", key!));
    }
}
