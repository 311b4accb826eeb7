using System.Runtime.InteropServices;

namespace Offing.Settlement.DevChains;

/// <summary>
/// Finds the chain client's own executable: the npm wrapper would stand between us and its signals.
/// </summary>
public static class AnvilBinary
{
    /// <summary>The executable under contracts/node_modules of the package for this platform.</summary>
    /// <param name="contractsFolder">The repository's contracts folder.</param>
    /// <exception cref="DevChainException">It is not installed; the message says how to.</exception>
    public static string Find(string contractsFolder)
    {
        var architecture = RuntimeInformation.OSArchitecture == Architecture.Arm64 ? "arm64" : "amd64";
        var system = OperatingSystem.IsMacOS() ? "darwin" : "linux";
        var path = Path.Combine(
            contractsFolder, "node_modules", "@foundry-rs", $"anvil-{system}-{architecture}", "bin", "anvil");
        return File.Exists(path)
            ? path
            : throw new DevChainException(
                $"the chain client is missing ({path}): run `npm ci --prefix contracts`");
    }
}
