using Offing.Settlement.Deployments;
using Offing.Signing;
using Offing.Tools.Client;

namespace Offing.Tools.Verification;

/// <summary>Where a watcher's key comes from: a file, the command line, or the environment.</summary>
public static class WatcherKey
{
    /// <summary>Holds the key when none is given.</summary>
    public const string Variable = "OFFING_WATCHER_KEY";

    private const string Development = "development-";

    /// <param name="given">
    /// A file, or the key itself, or development-1 to -3 for those that everybody knows; null: the
    /// environment.
    /// </param>
    /// <exception cref="VenueException">There is none, or it is not one; it is not repeated.</exception>
    public static PrivateKey Read(string? given)
    {
        if (given?.StartsWith(Development, StringComparison.Ordinal) is true
            && int.TryParse(given[Development.Length..], out var number)
            && number >= 1 && number <= DevelopmentKeys.Watchers.Count)
        {
            return DevelopmentKeys.Watchers[number - 1];
        }

        var text = given is null ? Environment.GetEnvironmentVariable(Variable)
            : File.Exists(given) ? File.ReadAllText(given)
            : given;
        return PrivateKey.TryParse(text?.Trim(), out var key)
            ? key
            : throw new VenueException(
                "--watch: no watcher's key: name a file that holds 64 hex digits, or give the digits, or put "
                + $"them into {Variable}; a development venue has {Development}1 to {Development}3");
    }
}
