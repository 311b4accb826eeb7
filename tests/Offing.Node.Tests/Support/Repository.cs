using System.Text;
using Offing.Protocol.Genesis;

namespace Offing.Node.Tests.Support;

/// <summary>What the tests take from the repository.</summary>
internal static class Repository
{
    /// <summary>The genesis file of development venues.</summary>
    public static string GenesisFile { get; } = Path.Combine(FindRoot(), "spec", "genesis.development.json");

    /// <summary>What that file says.</summary>
    public static GenesisConfig Genesis { get; } = Parse(File.ReadAllText(GenesisFile));

    /// <summary>The same of a venue of net data.</summary>
    public static GenesisConfig NetGenesis { get; } = Parse(File.ReadAllText(GenesisFile).Replace(
        "\"markets\"", "\"dataMode\": \"net\", \"markets\"", StringComparison.Ordinal));

    private static GenesisConfig Parse(string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
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
