using System.Diagnostics;
using System.Globalization;
using Offing.Node;
using Offing.Primitives;
using Offing.Settlement.Deployments;
using Offing.Tools.Client;

namespace Offing.Tools.Drills;

/// <summary>
/// Kills a real venue under the load of several client processes, while snapshots are made beside it and the
/// log is pruned behind them, and after each start holds the whole log against what the clients wrote down.
/// </summary>
public sealed class Kill9Drill
{
    private readonly string _folder;
    private readonly bool _isNet;
    private readonly Random _random;
    private readonly string _seed;
    private readonly DrillVenue _venue;
    private readonly string[] _records;
    private readonly LogArchive _archive;
    private readonly KillMoments _moments;
    private readonly SortedDictionary<KillMoment, int> _kills = [];

    /// <param name="folder">To be made; it is left behind when something fails.</param>
    /// <param name="seed">Of the moments at which it is killed.</param>
    /// <param name="isNet">Whether it posts net data.</param>
    public Kill9Drill(string folder, int clients, int seed, bool isNet)
    {
        (_folder, _random, _isNet) = (folder, new Random(seed), isNet);
        Directory.CreateDirectory(folder);
        _seed = string.Create(CultureInfo.InvariantCulture, $"drill {seed}");
        _records = [.. Enumerable.Range(0, clients).Select(i => Path.Combine(folder, $"client-{i}.txt"))];
        _venue = new DrillVenue(
            Path.Combine(folder, "data"), _seed, DrillVenue.Genesis(folder, isNet));
        _archive = new LogArchive(_venue.Log, Path.Combine(folder, "archive"));
        _moments = new KillMoments(_venue.Data, _archive, _random);
    }

    /// <param name="say">Told of each kill.</param>
    /// <exception cref="VenueException">Something was lost, doubled or is not equal.</exception>
    public async Task RunAsync(int times, Action<string> say, CancellationToken stop)
    {
        var clients = new List<Process>();
        var venue = await _venue.UpAsync(stop);
        try
        {
            await PrepareAsync(stop);
            for (var i = 0; i < _records.Length; i++)
            {
                clients.Add(DrillVenue.Run(
                    false, "drill", "client", "--http", $"{_venue.Http}", "--seed", _seed, "--number", $"{i}",
                    "--record", _records[i]));
            }

            for (var kill = 1; kill <= times; kill++)
            {
                var moment = await KillAsync(venue, kill, stop);
                var next = await _venue.UpAsync(stop);
                venue.Dispose();
                venue = next;
                var check = await CheckAsync(stop);
                say($"kill {kill} of {times} ({moment.ToString().ToLowerInvariant()}): "
                    + $"{check.Acknowledged} acknowledgements, nothing lost or doubled, the state is that of "
                    + $"a replay from zero; {_archive.Pruned} segments pruned");
            }

            say("killed while " + string.Join(", ", _kills.Select(each =>
                $"{each.Key.ToString().ToLowerInvariant()} {each.Value}")));
            if (_isNet)
            {
                say(await VerifyAsync(stop));
            }
        }
        finally
        {
            clients.ForEach(DrillVenue.End);
            DrillVenue.End(venue);
        }

        Directory.Delete(_folder, recursive: true);
    }

    private async Task<KillMoment> KillAsync(Process venue, int kill, CancellationToken stop)
    {
        var wanted = KillMoments.Of(kill, _isNet);
        var isAfterStart = wanted is KillMoment.Starting or KillMoment.Pruning;
        // What comes with a start is waited for behind one more kill.
        var moment = await _moments.AwaitAsync(isAfterStart ? KillMoment.Serving : wanted, stop);
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
        if (isAfterStart)
        {
            using var young = _venue.Start();
            moment = await _moments.AwaitAsync(wanted, stop);
            young.Kill();
            await young.WaitForExitAsync(stop);
        }

        _kills[moment] = _kills.GetValueOrDefault(moment) + 1;
        return moment;
    }

    // As a stranger does with the chain and whoever holds the inputs: every batch from the first on.
    private async Task<string> VerifyAsync(CancellationToken stop)
    {
        var vault = Deployment.TryLoad(_venue.Data)!.Vault;
        using var verify = DrillVenue.Run(
            true, "verify", "--rpc", $"{_venue.ChainUrl}", "--vault", $"{vault}", "--inputs",
            Path.Combine(_venue.Data, "inputs"));
        var said = await verify.StandardOutput.ReadToEndAsync(stop);
        await verify.WaitForExitAsync(stop);
        return verify.ExitCode == 0
            ? said.TrimEnd()
            : throw new VenueException($"the chain and the inputs do not hold: {said}");
    }

    private async Task PrepareAsync(CancellationToken stop)
    {
        using var client = new VenueClient(_venue.Http);
        for (var i = 0; i < _records.Length; i++)
        {
            await File.WriteAllTextAsync(_records[i], "", stop);
            await _venue.EnterAsync(client, $"client {i}", stop);
        }
    }

    private async Task<Kill9Check> CheckAsync(CancellationToken stop)
    {
        using var client = new VenueClient(_venue.Http);
        await client.NativeAsync("settle", "{}", stop);
        var status = await client.NativeAsync("status", null, stop);
        var (batch, root) = (status["lastBatch"], status["stateRoot"]);
        return batch is null || root is null
            ? throw new VenueException($"the venue's status names no batch: {status.ToJsonString()}")
            : Kill9Check.Run(
                DataFolder.Existing(_venue.Data).Genesis(), _archive, _records, batch.GetValue<ulong>(),
                Hash32.Parse(root.GetValue<string>()));
    }
}
