using System.Diagnostics;
using System.Globalization;
using System.Reflection;
using Offing.Node;
using Offing.Primitives;
using Offing.Tools.Bench;
using Offing.Tools.Client;
using Offing.Tools.Demo;

namespace Offing.Tools.Drills;

/// <summary>
/// Kills a real venue under the load of several client processes, while snapshots are made beside it and the
/// log is pruned behind them, and after each start holds the whole log against what the clients wrote down.
/// </summary>
public sealed class Kill9Drill
{
    private const int Deposit_Usdc = 100_000;

    // Small, so that there is something to prune; a micro-batch still fits.
    private const int Segment_KiB = 256;

    private readonly string _folder;
    private readonly Random _random;
    private readonly string _seed;
    private readonly int _http = VenueChild.FreePort();
    private readonly int _chain = VenueChild.FreePort();
    private readonly string[] _records;
    private readonly LogArchive _archive;
    private readonly KillMoments _moments;
    private readonly SortedDictionary<KillMoment, int> _kills = [];

    /// <param name="folder">To be made; it is left behind when something fails.</param>
    /// <param name="seed">Of the moments at which it is killed.</param>
    public Kill9Drill(string folder, int clients, int seed)
    {
        (_folder, _random) = (folder, new Random(seed));
        _seed = string.Create(CultureInfo.InvariantCulture, $"drill {seed}");
        _records = [.. Enumerable.Range(0, clients).Select(i => Path.Combine(folder, $"client-{i}.txt"))];
        _archive = new LogArchive(Path.Combine(Data, "log"), Path.Combine(folder, "archive"));
        _moments = new KillMoments(Data, _archive, _random);
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
                var moment = await KillAsync(venue, kill, stop);
                var next = await UpAsync(stop);
                venue.Dispose();
                venue = next;
                var check = await CheckAsync(stop);
                say($"kill {kill} of {times} ({moment.ToString().ToLowerInvariant()}): "
                    + $"{check.Acknowledged} acknowledgements, nothing lost or doubled, the state is that of "
                    + $"a replay from zero; {_archive.Pruned} segments pruned");
            }

            say("killed while " + string.Join(", ", _kills.Select(each =>
                $"{each.Key.ToString().ToLowerInvariant()} {each.Value}")));
        }
        finally
        {
            clients.ForEach(End);
            End(venue);
        }

        Directory.Delete(_folder, recursive: true);
    }

    private async Task<KillMoment> KillAsync(Process venue, int kill, CancellationToken stop)
    {
        var moment = await _moments.AwaitAsync(Ready(KillMoments.Of(kill)), stop);
        // The writer of a snapshot outlives its venue, or dies with it as when the machine fails.
        var writers = moment == KillMoment.Snapshot && kill % 4 == 2
            ? ChildProcesses.Of(venue.Id, "snapshot")
            : [];
        venue.Kill();
        foreach (var writer in writers)
        {
            ChildProcesses.Kill(writer);
        }

        await venue.WaitForExitAsync(stop);
        if (KillMoments.Of(kill) == KillMoment.Starting)
        {
            using var young = StartVenue();
            moment = await _moments.AwaitAsync(KillMoment.Starting, stop);
            young.Kill();
            await young.WaitForExitAsync(stop);
        }

        _kills[moment] = _kills.GetValueOrDefault(moment) + 1;
        return moment;
    }

    // To be killed while it starts, one that serves must be killed first.
    private static KillMoment Ready(KillMoment moment) =>
        moment == KillMoment.Starting ? KillMoment.Serving : moment;

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
                DataFolder.Existing(Data).Genesis(), _archive, _records, batch.GetValue<ulong>(),
                Hash32.Parse(root.GetValue<string>()));
    }

    private async Task<Process> UpAsync(CancellationToken stop)
    {
        var venue = StartVenue();
        while (await venue.StandardOutput.ReadLineAsync(stop) is { } line)
        {
            if (line.StartsWith("ready ", StringComparison.Ordinal))
            {
                return venue;
            }
        }

        throw new VenueException($"the venue did not start on {Data}: start it by hand to see why");
    }

    private Process StartVenue() => Start(
        true, "up", "--http", $"{_http}", "--chain-port", $"{_chain}", "--data", Data, "--batch-seconds", "2",
        "--snapshot-every", "150", "--prune", "--segment-kib", $"{Segment_KiB}");

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
