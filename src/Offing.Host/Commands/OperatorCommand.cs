using System.CommandLine;
using Offing.Signing;
using Offing.Tools.Client;
using Offing.Tools.Operator;

namespace Offing.Host.Commands;

/// <summary>offing operator: what the person who runs a venue may do to it while it runs.</summary>
internal static class OperatorCommand
{
    public static Command Create() =>
        new("operator", "Run a venue: its status, kill switches, changes of parameters, the end of a market.")
        {
            CreateStatus(), CreatePending(), OperatorSwitchCommand.Create(isStop: true),
            OperatorSwitchCommand.Create(isStop: false), OperatorProposeCommand.Create(),
            OperatorReverseCommand.Create(), OperatorRefillCommand.Create(),
            OperatorHandOverCommand.Create(),
        };

    public static Option<Uri> Url() => Address("--url", "http://127.0.0.1:8080/", "Where the venue answers.");

    public static Option<Uri> Chain() =>
        Address("--chain", "http://127.0.0.1:8545/", "Where the settlement chain answers.");

    private static Command CreateStatus()
    {
        var url = Url();
        var command = new Command(
            "status", "What is switched, what the parameters are now, how far batches are.") { url };
        command.SetAction((parsed, stop) => CommonOptions.RunAsync(async () =>
        {
            using var venue = new VenueClient(parsed.GetValue(url)!);
            var now = await VenueNow.AskAsync(venue, stop);
            var status = await venue.NativeAsync("status", null, stop);
            Write(OperatorText.Status(now, status));
        }));
        return command;
    }

    private static Command CreatePending()
    {
        var url = Url();
        var command = new Command(
            "pending", "Changes that are announced, and when they take effect.") { url };
        command.SetAction((parsed, stop) => CommonOptions.RunAsync(async () =>
        {
            using var venue = new VenueClient(parsed.GetValue(url)!);
            Write(OperatorText.Pending(await VenueNow.AskAsync(venue, stop)));
        }));
        return command;
    }

    private static void Write(IEnumerable<string> lines)
    {
        foreach (var line in lines)
        {
            Console.WriteLine(line);
        }
    }

    private static Option<Uri> Address(string name, string otherwise, string description) => new(name)
    {
        Description = description,
        CustomParser = result =>
            Uri.TryCreate($"{result.Tokens[0].Value.TrimEnd('/')}/", UriKind.Absolute, out var uri)
            && uri.Scheme is "http" or "https"
                ? uri
                : Fail(result, $"{name} {result.Tokens[0].Value}: must be an address as {otherwise}"),
        DefaultValueFactory = _ => new Uri(otherwise),
    };

    private static Uri? Fail(System.CommandLine.Parsing.ArgumentResult result, string error)
    {
        result.AddError(error);
        return null;
    }
}

/// <summary>Whose key signs, and whether anything is sent at all.</summary>
internal sealed class SigningOptions
{
    private readonly Option<string?> _file = new("--key-file")
    {
        Description = $"File with the operator's key, 64 hex digits; {OperatorKey.Variable} when not given.",
    };

    private readonly Option<bool> _development = new("--development")
    {
        Description = "Sign with the key of development venues, which everybody knows.",
    };

    private readonly Option<bool> _confirm = new("--confirm")
    {
        Description = "Do it. Without it the command only shows what would change.",
    };

    public void AddTo(Command command)
    {
        command.Add(_file);
        command.Add(_development);
        command.Add(_confirm);
    }

    /// <summary>Null when nothing is to be sent.</summary>
    public Func<PrivateKey>? Key(ParseResult parsed)
    {
        if (!parsed.GetValue(_confirm))
        {
            return null;
        }

        var key = OperatorKey.Read(parsed.GetValue(_file), parsed.GetValue(_development));
        return () => key;
    }
}
