using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Offing.Settlement.DevChains;

namespace Offing.Settlement.Tests.Support;

/// <summary>Where the tests find the chain client and the compiled contracts.</summary>
public static class Repository
{
    private static readonly Lock BuildGate = new();

    public static string Root { get; } = FindRoot();

    public static string Contracts { get; } = Path.Combine(Root, "contracts");

    public static DevChainOptions ChainOptions(string folder, int port) => new()
    {
        Anvil = AnvilBinary.Find(Contracts),
        Folder = folder,
        Port = port,
        BlockTime_S = 0,
    };

    public static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    /// <summary>Compiles the contracts when nobody has yet.</summary>
    public static void RequireArtefacts()
    {
        lock (BuildGate)
        {
            if (File.Exists(Path.Combine(Contracts, "out", "Escape.sol", "Escape.json")))
            {
                return;
            }

            using var build = Process.Start(
                new ProcessStartInfo("npm", ["run", "build", "--prefix", Contracts]))!;
            build.WaitForExit();
            Assert.True(
                build.ExitCode == 0,
                "the contracts do not compile: run `npm ci --prefix contracts` and look there");
        }
    }

    private static string FindRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "Offing.slnx")))
        {
            folder = folder.Parent ?? throw new InvalidOperationException("no repository above the tests");
        }

        return folder.FullName;
    }
}
