using Offing.Protocol.Genesis;

namespace Offing.Node.Tests.Support;

/// <summary>What the tests take from the repository.</summary>
internal static class Repository
{
    /// <summary>The genesis file of development venues.</summary>
    public static string GenesisFile { get; } = Path.Combine(FindRoot(), "spec", "genesis.development.json");

    /// <summary>What that file says.</summary>
    public static GenesisConfig Genesis { get; } = Parse();

    private static GenesisConfig Parse()
    {
        var bytes = File.ReadAllBytes(GenesisFile);
        Assert.True(GenesisParser.TryParse(bytes, out var genesis, out var error), error);
        return genesis;
    }

    private static string FindRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder!.FullName, "Offing.slnx")))
        {
            folder = folder.Parent;
        }

        return folder.FullName;
    }
}
