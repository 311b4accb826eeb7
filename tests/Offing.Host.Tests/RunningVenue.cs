using System.Diagnostics;
using System.Text.Json.Nodes;
using Offing.Primitives;
using Offing.Tools;
using Offing.Tools.Client;
using Offing.Tools.Demo;

namespace Offing.Host.Tests;

/// <summary>A venue of ./offing up on free ports, in a folder that is removed afterwards.</summary>
internal sealed class RunningVenue : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("offing-test-").FullName;
    private HostProcess? _process;

    public int Http { get; } = HostProcess.FreePort();

    public int Chain { get; } = HostProcess.FreePort();

    public string Data => Path.Combine(_folder, "data");

    /// <summary>Of a venue that posts net data.</summary>
    public string Inputs => Path.Combine(Data, "inputs");

    public string[] Ports => ["--http", $"{Http}", "--chain-port", $"{Chain}"];

    public HostProcess Process => _process!;

    public string BaseUrl => $"http://127.0.0.1:{Http}";

    public static RunningVenue Start(params IEnumerable<string> options)
    {
        var venue = new RunningVenue();
        try
        {
            venue.Up(options);
            return venue;
        }
        catch
        {
            venue.Dispose();
            throw;
        }
    }

    /// <summary>A venue that posts net data.</summary>
    public static RunningVenue StartNet(params IEnumerable<string> options)
    {
        var genesis = JsonNode.Parse(File.ReadAllText(Repository.DevelopmentGenesis))!;
        genesis["dataMode"] = "net";
        var file = Path.GetTempFileName();
        try
        {
            File.WriteAllText(file, genesis.ToJsonString());
            return Start(["--genesis", file, .. options]);
        }
        finally
        {
            File.Delete(file);
        }
    }

    /// <summary>
    /// Starts it, for the first time or again on the same data; the line that says it is ready.
    /// </summary>
    public string Up(params IEnumerable<string> options)
    {
        _process = HostProcess.Start(["up", .. Ports, "--data", Data, .. options]);
        return _process.AwaitLine("ready ");
    }

    /// <summary>Stops it as Ctrl-C does.</summary>
    public void Stop()
    {
        Process.Signal("INT");
        Process.AwaitExit();
        _process!.Dispose();
        _process = null;
    }

    /// <summary>Kills it as a power cut does, and waits for the chain client to be gone.</summary>
    public void Kill()
    {
        Process.Signal("KILL");
        Process.AwaitExit();
        _process!.Dispose();
        _process = null;
        var watch = Stopwatch.StartNew();
        while (Orphans().Count > 0)
        {
            Assert.True(watch.Elapsed < TimeSpan.FromMinutes(1), "the chain client outlives the venue");
            Thread.Sleep(100);
        }
    }

    /// <summary>Processes that hold this venue's data folder in their command line.</summary>
    public IReadOnlyList<int> Orphans() =>
    [
        .. Directory.GetDirectories("/proc").Select(Path.GetFileName)
            .Where(name => int.TryParse(name, out _)).Select(name => int.Parse(name!))
            .Where(id => id != Environment.ProcessId)
            .Where(id => CommandLine(id).Contains(_folder, StringComparison.Ordinal)),
    ];

    /// <summary>Deposits for a fresh trader and grants a session key.</summary>
    public async Task<Trader> TraderAsync(VenueClient client, string name, long usdc = 100_000)
    {
        var trader = new Trader(client, name, $"test {Guid.NewGuid()}");
        await FundCommand.RunAsync(
            client, Chain, trader.Account, new MicroUsd(usdc * 1_000_000), TextWriter.Null, default);
        await trader.GrantAsync((await VenueSite.AskAsync(client, default)).Domain, default);
        return trader;
    }

    /// <summary>What an operator's command says; it must succeed.</summary>
    public string Operator(params string[] words)
    {
        using var process = HostProcess.Run(["operator", .. words, "--url", BaseUrl]);
        Assert.True(process.ExitCode == 0, process.Output + process.Error);
        return process.Output;
    }

    /// <summary>Proposes a change on the chain.</summary>
    public string Propose(params string[] words) => Operator(
        ["propose", .. words, "--development", "--confirm", "--chain", $"http://127.0.0.1:{Chain}"]);

    public void Dispose()
    {
        _process?.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private static string CommandLine(int id)
    {
        try
        {
            return File.ReadAllText($"/proc/{id}/cmdline");
        }
        catch (IOException)
        {
            return "";
        }
    }
}
