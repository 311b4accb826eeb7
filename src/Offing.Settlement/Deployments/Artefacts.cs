using System.Text.Json;
using Offing.Primitives;

namespace Offing.Settlement.Deployments;

/// <summary>The compiled contracts of contracts/out.</summary>
/// <param name="contractsFolder">The repository's contracts folder.</param>
public sealed class Artefacts(string contractsFolder)
{
    /// <summary>The creation code of a contract, without constructor arguments.</summary>
    /// <exception cref="DeploymentException">It is not compiled; the message says how to.</exception>
    public byte[] CreationCode(string contract)
    {
        var path = Path.Combine(contractsFolder, "out", contract + ".sol", contract + ".json");
        try
        {
            using var document = JsonDocument.Parse(File.ReadAllBytes(path));
            var code = Hex.Decode(
                document.RootElement.GetProperty("bytecode").GetProperty("object").GetString());
            return code.Length > 0 ? code : throw new FormatException("no code");
        }
        catch (Exception error) when (error is IOException or JsonException or FormatException
            or KeyNotFoundException or InvalidOperationException)
        {
            throw new DeploymentException(
                $"the compiled contract {path} cannot be read: run `npm ci --prefix contracts` and "
                + "`npm run build --prefix contracts`",
                error);
        }
    }
}

/// <summary>
/// The contracts cannot be deployed or are not the expected ones; the message says what to do.
/// </summary>
public sealed class DeploymentException(string message, Exception? inner = null) : Exception(message, inner);
