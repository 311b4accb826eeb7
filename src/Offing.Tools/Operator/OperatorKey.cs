using Offing.Settlement.Deployments;
using Offing.Signing;
using Offing.Tools.Client;

namespace Offing.Tools.Operator;

/// <summary>Where the operator's key comes from: a file, the environment, or a development venue.</summary>
public static class OperatorKey
{
    /// <summary>Holds the key when no file is named.</summary>
    public const string Variable = "OFFING_OPERATOR_KEY";

    /// <param name="isDevelopment">Take the key of development venues, which everybody knows.</param>
    /// <exception cref="VenueException">There is none, or it is not one.</exception>
    public static PrivateKey Read(string? file, bool isDevelopment)
    {
        if (isDevelopment)
        {
            return DevelopmentKeys.Operator;
        }

        var text = file is null ? Environment.GetEnvironmentVariable(Variable) : ReadFile(file);
        return PrivateKey.TryParse(text?.Trim(), out var key) ? key
            : string.IsNullOrWhiteSpace(text)
                ? throw new VenueException(
                    $"no operator's key: put 64 hex digits into a file and name it with --key-file, or into "
                    + $"{Variable}; on a development venue --development takes the key that everybody knows")
                : throw new VenueException(
                    $"{file ?? Variable} does not hold a key: 64 hex digits, with or without 0x, are needed");
    }

    /// <summary>That a venue posts with: without a file and the variable the one of development.</summary>
    /// <exception cref="VenueException">What is named is no key.</exception>
    public static PrivateKey ToPostWith(string? file) => Read(
        file, file is null && string.IsNullOrWhiteSpace(Environment.GetEnvironmentVariable(Variable)));

    private static string ReadFile(string file) => File.Exists(file)
        ? File.ReadAllText(file)
        : throw new VenueException($"{file}: there is no such file to read the operator's key from");
}
