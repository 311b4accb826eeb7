using Offing.Node.Batches;
using Offing.Primitives;
using Offing.Settlement.Contracts;
using Offing.Settlement.Deployments;
using Offing.Settlement.DevChains;
using Offing.Settlement.L1;
using Offing.Tools.Client;
using Offing.Tools.Verification;

namespace Offing.Host.Tests;

/// <summary>
/// Watchers of a venue that posts net data: what they are not given, and what is not true, they refuse, and
/// two of them end the venue with the batch before.
/// </summary>
public sealed class NetWatchTests : IDisposable
{
    private readonly RunningVenue _venue = RunningVenue.StartNet("--batch-seconds", "15");
    private readonly string _given = Directory.CreateTempSubdirectory("offing-given-").FullName;
    private readonly JsonRpcClient _client;
    private readonly VenueClient _http;
    private readonly Deployment _deployment;
    private readonly HeldChain _chain;

    public NetWatchTests()
    {
        (_client, _http) = (new JsonRpcClient(new Uri(Rpc)), new VenueClient(_venue.Http));
        _deployment = Deployment.TryLoad(_venue.Data)!;
        _chain = new HeldChain(_client, _deployment);
    }

    private string Rpc => $"http://127.0.0.1:{_venue.Chain}/";

    public void Dispose()
    {
        _venue.Process.Signal("CONT");
        _http.Dispose();
        _client.Dispose();
        _venue.Dispose();
        Directory.Delete(_given, recursive: true);
    }

    [Fact]
    public async Task What_is_withheld_or_wrong_is_refused_and_ends_the_venue_at_the_last_good_root()
    {
        await _venue.TraderAsync(_http, "trader");
        var (before, honest) = await _chain.HoldAsync(
            _venue, _http, () => Task.CompletedTask, batch => batch.Header.Number > 1);
        var file = InputFiles.NameOf(honest.Header.Number);
        foreach (var path in Directory.GetFiles(_venue.Inputs))
        {
            File.Copy(path, Path.Combine(_given, Path.GetFileName(path)));
        }

        File.Delete(Path.Combine(_given, file));
        Ends(honest, Hash32.Zero, "does not give its inputs", _given);

        File.WriteAllBytes(Path.Combine(_given, file), [1, 2, 3]);
        Ends(honest, Hash32.Zero, "does not make its inputsRoot, its data cannot be read", _given);

        // A server that never answers is no better than one that has nothing.
        using (var hung = new InputsServer(async name =>
        {
            await Task.Delay(name == file ? -1 : 0);
            return File.ReadAllBytes(Path.Combine(_venue.Inputs, name));
        }))
        {
            Ends(honest, Hash32.Zero, "nothing came in 0.", hung.Url);
        }

        var lie = NetLies.Invented(_deployment, before, honest, new InputsHolder(_venue.Inputs));
        Ends(lie, honest.Header.NewRoot, "newRoot is", _venue.Inputs);

        // Inputs that come late, but in time, are no lie.
        _chain.Back();
        File.Delete(Path.Combine(_given, file));
        using var patient = Watch(0, _given);
        patient.AwaitLine("OK: ");
        _chain.Post(honest);
        patient.AwaitError($"offing: batch {honest.Header.Number}: --inputs {_given} does not give");
        File.Copy(Path.Combine(_venue.Inputs, file), Path.Combine(_given, file));
        patient.AwaitLine($"batch {honest.Header.Number} holds");
        patient.Signal("INT");
        patient.AwaitExit();
        Assert.Equal(0, patient.ExitCode);
    }

    private void Ends(Batch posted, Hash32 refusedAs, string named, string inputs)
    {
        _chain.Back();
        var (number, watchers) = (posted.Header.Number, new[] { Watch(0, inputs), Watch(2, inputs) });
        try
        {
            Assert.All(watchers, watcher => watcher.AwaitLine("OK: "));
            _chain.Post(posted);
            Assert.All(watchers, watcher =>
            {
                watcher.AwaitExit();
                Assert.True(watcher.ExitCode == 1, watcher.Output + watcher.Error);
                var line = watcher.AwaitLine($"batch {number} DOES NOT HOLD: ");
                Assert.Contains(named, line, StringComparison.Ordinal);
                Assert.Contains("ARE CANCELLED", watcher.Output, StringComparison.Ordinal);
            });
        }
        finally
        {
            Array.ForEach(watchers, watcher => watcher.Dispose());
        }

        Assert.Equal(number, _chain.Settlement.Latest().CancelledFrom);
        Assert.Equal(posted.Header.PrevRoot, _chain.Settlement.LastRoot());
        Assert.All([0, 2], watcher => Assert.True(_chain.HasRefused(posted.Header, refusedAs, watcher)));
    }

    private HostProcess Watch(int watcher, string inputs) => HostProcess.Start(
        "verify", "--rpc", Rpc, "--vault", $"{_deployment.Vault}", "--inputs", inputs, "--watch",
        $"development-{watcher + 1}");
}
