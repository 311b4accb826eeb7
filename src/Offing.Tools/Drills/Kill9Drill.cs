using System.Diagnostics;
using System.Globalization;
using System.Reflection;
using Offing.Primitives;
using Offing.Tools.Bench;
using Offing.Tools.Client;
using Offing.Tools.Demo;

namespace Offing.Tools.Drills;

/// <summary>
/// Kills a real venue at random moments under the load of several client processes, while snapshots are made
/// beside it, and after each start holds the log against what the clients wrote down.
/// </summary>
public sealed class Kill9Drill
{
    private const int Deposit_Usdc = 100_000;
    private const int LiveLeast_Ms = 300;
    private const int LiveMost_Ms = 2_000;

    private readonly string _folder;
    private readonly Random _random;
    private readonly string _seed;
    private readonly int _http = VenueChild.FreePort();
    private readonly int _chain = VenueChild.FreePort();
    private readonly string[] _records;

    /// <param name="folder">To be made; it is left behind when something fails.</param>
    /// <param name="seed">Of the moments at which it is killed.</param>
    public Kill9Drill(string folder, int clients, int seed)
    {
        (_folder, _random) = (folder, new Random(seed));
        _seed = string.Create(CultureInfo.InvariantCulture, $"drill {seed}");
        _records = [.. Enumerable.Range(0, clients).Select(i => Path.Combine(folder, $"client-{i}.txt"))];
    }

    private string Data => Path.Combine(_folder, "data");

    /// <param name="say">Told of each kill.</param>
    /// <exception cref="VenueException">Something was lost, doubled or is not equal.</exception>
    public async Task RunAsync(int times, Action<string> say, CancellationToken stop)
    {
        Directory.CreateDirectory(_folder);
        var clients = new List<Process>();
        var venue = await UpAsync(stop);
        try
        {
            await PrepareAsync(stop);
            for (var i = 0; i < _records.Length; i++)
            {
                clients.Add(Start(
                    false, "drill", "client", "--http", $"{_http}", "--seed", _seed, "--number", $"{i}",
                    "--record", _records[i]));
            }

            for (var kill = 1; kill <= times; kill++)
            {
                await Task.Delay(_random.Next(LiveLeast_Ms, LiveMost_Ms), stop);
                venue.Kill();
                await venue.WaitForExitAsync(stop);
                var next = await UpAsync(stop);
                venue.Dispose();
                venue = next;
                var check = await CheckAsync(stop);
                say($"kill {kill} of {times}: {check.Acknowledged} acknowledgements, nothing lost or "
                    + "doubled, the state is that of a replay from zero");
            }
        }
        finally
        {
            clients.ForEach(End);
            End(venue);
        }

        Directory.Delete(_folder, recursive: true);
    }

    private async Task PrepareAsync(CancellationToken stop)
    {
        using var client = new VenueClient(_http);
        var site = await VenueSite.AskAsync(client, stop);
        for (var i = 0; i < _records.Length; i++)
        {
            await File.WriteAllTextAsync(_records[i], "", stop);
            var trader = new Trader(client, $"client {i}", _seed);
            await FundCommand.RunAsync(
                client, _chain, trader.Account, new MicroUsd(Deposit_Usdc * 1_000_000L), TextWriter.Null,
                stop);
            await trader.GrantAsync(site.Domain, stop);
        }
    }

    private async Task<Kill9Check> CheckAsync(CancellationToken stop)
    {
        using var client = new VenueClient(_http);
        await client.NativeAsync("settle", "{}", stop);
        var status = await client.NativeAsync("status", null, stop);
        var (batch, root) = (status["lastBatch"], status["stateRoot"]);
        return batch is null || root is null
            ? throw new VenueException($"the venue's status names no batch: {status.ToJsonString()}")
            : Kill9Check.Run(
                Data, _records, batch.GetValue<ulong>(), Hash32.Parse(root.GetValue<string>()));
    }

    private async Task<Process> UpAsync(CancellationToken stop)
    {
        var venue = Start(
            true, "up", "--http", $"{_http}", "--chain-port", $"{_chain}", "--data", Data,
            "--batch-seconds", "2", "--snapshot-every", "150", "--prune");
        while (await venue.StandardOutput.ReadLineAsync(stop) is { } line)
        {
            if (line.StartsWith("ready ", StringComparison.Ordinal))
            {
                return venue;
            }
        }

        throw new VenueException($"the venue did not start on {Data}: start it by hand to see why");
    }

    private static Process Start(bool readsOutput, params string[] words) => Process.Start(
        new ProcessStartInfo("dotnet", [Assembly.GetEntryAssembly()!.Location, .. words])
        {
            RedirectStandardOutput = readsOutput,
        })!;

    private static void End(Process process)
    {
        if (!process.HasExited)
        {
            process.Kill();
            process.WaitForExit();
        }

        process.Dispose();
    }
}
