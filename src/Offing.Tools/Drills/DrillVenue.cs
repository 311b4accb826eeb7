using System.Diagnostics;
using System.Reflection;
using System.Text.Json.Nodes;
using Offing.Primitives;
using Offing.Tools.Bench;
using Offing.Tools.Client;
using Offing.Tools.Demo;

namespace Offing.Tools.Drills;

/// <summary>The real venue of a drill, a process of its own, as often as it must be started.</summary>
/// <param name="data">Its folder.</param>
/// <param name="seed">Of the keys of those who trade there.</param>
/// <param name="always">Words that every start of the drill's own has.</param>
internal sealed class DrillVenue(string data, string seed, params string[] always)
{
    private const int Deposit_Usdc = 100_000;

    // Small, so that there is something to prune and soon one more is needed; a micro-batch still fits.
    private const int Segment_KiB = 256;

    private readonly int _chain = VenueChild.FreePort();

    /// <summary>Port of its HTTP.</summary>
    public int Http { get; } = VenueChild.FreePort();

    /// <summary>Its folder.</summary>
    public string Data => data;

    /// <summary>Its log.</summary>
    public string Log => Path.Combine(data, "log");

    /// <summary>Starts it and waits until it answers.</summary>
    /// <exception cref="VenueException">It does not.</exception>
    /// <param name="options">Of the venue, in the place of the drill's own.</param>
    public async Task<Process> UpAsync(CancellationToken stop, params string[] options)
    {
        var venue = options.Length == 0 ? Start() : Start(options);
        while (await venue.StandardOutput.ReadLineAsync(stop) is { } line)
        {
            if (line.StartsWith("ready ", StringComparison.Ordinal))
            {
                return venue;
            }
        }

        throw new VenueException($"the venue did not start on {data}: start it by hand to see why");
    }

    /// <summary>Starts it, and waits for nothing.</summary>
    public Process Start() => Start(
        ["--batch-seconds", "2", "--snapshot-every", "150", "--prune", "--segment-kib", $"{Segment_KiB}",
            .. always]);

    /// <summary>The words for a first start of a venue that posts net data; none for another.</summary>
    /// <param name="folder">That is there.</param>
    public static string[] Genesis(string folder, bool isNet)
    {
        if (!isNet)
        {
            return [];
        }

        var genesis = JsonNode.Parse(File.ReadAllText(Repository.DevelopmentGenesis))!;
        genesis["dataMode"] = "net";
        var file = Path.Combine(folder, "genesis.json");
        File.WriteAllText(file, genesis.ToJsonString());
        return ["--genesis", file];
    }

    private Process Start(params string[] options) => Run(
        true, ["up", "--http", $"{Http}", "--chain-port", $"{_chain}", "--data", data, .. options]);

    /// <summary>Where its chain listens.</summary>
    public Uri ChainUrl => new($"http://127.0.0.1:{_chain}/");

    /// <summary>A trader with money and a session key.</summary>
    public async Task<Trader> EnterAsync(VenueClient client, string name, CancellationToken stop)
    {
        var site = await VenueSite.AskAsync(client, stop);
        var trader = new Trader(client, name, seed);
        await FundCommand.RunAsync(
            client, _chain, trader.Account, new MicroUsd(Deposit_Usdc * 1_000_000L), TextWriter.Null, stop);
        await trader.GrantAsync(site.Domain, stop);
        return trader;
    }

    /// <summary>Another command of the same program.</summary>
    public static Process Run(bool readsOutput, params string[] words) => Process.Start(
        new ProcessStartInfo("dotnet", [Assembly.GetEntryAssembly()!.Location, .. words])
        {
            RedirectStandardOutput = readsOutput,
        })!;

    /// <summary>Kills a process that still runs.</summary>
    public static void End(Process process)
    {
        if (!process.HasExited)
        {
            process.Kill();
            process.WaitForExit();
        }

        process.Dispose();
    }
}
