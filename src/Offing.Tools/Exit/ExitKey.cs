using Offing.Signing;
using Offing.Tools.Client;

namespace Offing.Tools.Exit;

/// <summary>Where the owner's key comes from: the command line, a file or the environment.</summary>
public static class ExitKey
{
    /// <summary>Holds the key when neither it nor a file is named.</summary>
    public const string Variable = "OFFING_EXIT_KEY";

    /// <exception cref="VenueException">There is none, or it is not one.</exception>
    public static PrivateKey Read(string? key, string? file)
    {
        var (source, text) = key is not null ? ("--key", key)
            : file is not null ? ($"--key-file {file}", ReadFile(file))
            : (Variable, Environment.GetEnvironmentVariable(Variable));
        return PrivateKey.TryParse(text?.Trim(), out var parsed) ? parsed
            : string.IsNullOrWhiteSpace(text)
                ? throw new VenueException(
                    "no key: name the account's own with --key 0x…, put it into a file that --key-file "
                    + $"names, or into {Variable}")
                : throw new VenueException(
                    $"{source} does not hold a key: 64 hex digits, with or without 0x, are needed");
    }

    private static string ReadFile(string file) => File.Exists(file)
        ? File.ReadAllText(file)
        : throw new VenueException($"--key-file {file}: there is no such file");
}
