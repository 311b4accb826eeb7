using System.CommandLine;
using System.Globalization;
using System.Numerics;
using Offing.Node;
using Offing.Primitives;
using Offing.Tools.Client;

namespace Offing.Host.Commands;

/// <summary>Options and errors that the commands share.</summary>
internal static class CommonOptions
{
    public static Option<int> Http() => Port("--http", 8080, "Port of the venue's HTTP and WebSocket.");

    public static Option<int> Chain() => Port("--chain-port", 8545, "Port of the chain.");

    /// <summary>Runs a command; what a person can mend becomes one line and exit code 1.</summary>
    public static async Task<int> RunAsync(Func<Task> command)
    {
        try
        {
            await command();
            return 0;
        }
        catch (OperationCanceledException)
        {
            return 130;
        }
        catch (Exception error) when (error is VenueStartException or VenueException or FormatException
            or IOException or UnauthorizedAccessException or Log.LogCorruptException or Log.LogLockedException
            or Settlement.L1.L1UnavailableException or Settlement.Contracts.BatchDataException
            or Settlement.L1.L1RefusedException or Settlement.L1.L1TransactionException)
        {
            await Console.Error.WriteLineAsync($"offing: {error.Message.ReplaceLineEndings(" ")}");
            return 1;
        }
    }

    private static Option<int> Port(string name, int otherwise, string description)
    {
        var option = new Option<int>(name)
        {
            Description = description, DefaultValueFactory = _ => otherwise,
        };
        return option.Between(1, 65_535, $"{name} must be a port from 1 to 65535");
    }

    /// <summary>Refuses what is no number of the range.</summary>
    /// <remarks>Reads the words themselves: asking for the value throws where they are no number.</remarks>
    public static Option<T> Between<T>(this Option<T> option, T least, T most, string error)
        where T : INumber<T>
    {
        option.Validators.Add(result =>
        {
            if (result.Tokens is [var given]
                && !(T.TryParse(given.Value, CultureInfo.InvariantCulture, out var value)
                    && value >= least && value <= most))
            {
                result.AddError(error);
            }
        });
        return option;
    }

    /// <summary>The address that an option names.</summary>
    /// <exception cref="FormatException">It is none.</exception>
    public static Address AddressOf(string option, string text) => Address.TryParse(text, out var address)
        ? address
        : throw new FormatException($"{option} {text}: must be 0x and 40 hex digits");

    /// <summary>The address of a server that an option names.</summary>
    /// <exception cref="FormatException">It is none.</exception>
    public static Uri Url(string option, string text) =>
        Uri.TryCreate(text.EndsWith('/') ? text : text + "/", UriKind.Absolute, out var url)
        && url.Scheme is "http" or "https"
            ? url
            : throw new FormatException(
                $"{option} {text}: must be an address such as http://127.0.0.1:8080/");
}
