using Offing.Node.Batches;
using Offing.Settlement.Contracts;
using Offing.Settlement.Deployments;
using Offing.Settlement.L1;
using Offing.Tools.Client;

namespace Offing.Host.Tests;

/// <summary>A real venue of net data starts behind a snapshot, or says why not and heals.</summary>
public sealed class NetStartTests : IDisposable
{
    private static readonly string[] Options = ["--batch-seconds", "1", "--posting-lag", "0"];

    private readonly RunningVenue _venue = RunningVenue.StartNet(Options);

    private string Net => Path.Combine(_venue.Data, "net");

    public void Dispose() => _venue.Dispose();

    [Fact]
    public async Task A_start_goes_on_behind_a_snapshot_and_without_a_file_of_net_data_from_further_back()
    {
        await TradeAsync("first");
        _venue.Stop();
        var snapshot = Assert.Single(Snapshots());
        Assert.Contains($"{snapshot} with ", Said("log", "inspect"), StringComparison.Ordinal);
        _venue.Up(Options);
        Assert.DoesNotContain("is not used", _venue.Process.Error, StringComparison.Ordinal);
        await TradeAsync("second");
        Assert.Contains(" is of record ", Said("log", "snapshot"), StringComparison.Ordinal);
        _venue.Kill();

        // As if no batch were final: the chain is asked later.
        Array.ForEach(Directory.GetFiles(Net, "final-*"), File.Delete);
        var torn = Directory.GetFiles(Net, "*.net").Order().ElementAt(1);
        var whole = File.ReadAllBytes(torn);
        File.WriteAllBytes(torn, whole[..(whole.Length / 2)]);
        _venue.Up(Options);
        Assert.Contains(
            $"is not used: {Path.GetFileName(torn)} in ", _venue.Process.Error, StringComparison.Ordinal);
        Assert.Equal(whole, File.ReadAllBytes(torn));
        await TradeAsync("third");

        // And with everything there again, while the log is pruned.
        _venue.Stop();
        _venue.Up([.. Options, "--prune"]);
        Assert.DoesNotContain("is not used", _venue.Process.Error, StringComparison.Ordinal);
        await TradeAsync("fourth");
        var deployment = Deployment.TryLoad(_venue.Data)!;
        using var verify = HostProcess.Run(
            ["verify", "--rpc", Rpc, "--vault", $"{deployment.Vault}", "--inputs", _venue.Inputs]);
        Assert.True(verify.ExitCode == 0, verify.Output + verify.Error);
        Assert.Contains("signatures", verify.Output, StringComparison.Ordinal);
        Assert.True(File.Exists(Path.Combine(_venue.Inputs, InputFiles.NameOf(1))));
    }

    private string Rpc => $"http://127.0.0.1:{_venue.Chain}/";

    private IEnumerable<string> Snapshots() =>
        Directory.GetFiles(Path.Combine(_venue.Data, "snapshots"), "*.snap").Select(Path.GetFileName)!;

    private string Said(params string[] words)
    {
        using var process = HostProcess.Run([.. words, "--data", _venue.Data]);
        Assert.True(process.ExitCode == 0, process.Output + process.Error);
        return process.Output;
    }

    private async Task TradeAsync(string name)
    {
        using var http = new VenueClient(_venue.Http);
        using var client = new JsonRpcClient(new Uri(Rpc));
        var settlement = new SettlementContract(client, Deployment.TryLoad(_venue.Data)!.Settlement);
        var maker = await _venue.TraderAsync(http, name);
        var taker = await _venue.TraderAsync(http, $"{name} 2");
        await maker.SendAsync(WireOrders.Limit(true, "59000", "0.01"), default);
        await taker.SendAsync(WireOrders.Limit(false, "59000", "0.01"), default);
        for (var settled = 0; settled < 2; settled++)
        {
            var before = settlement.Latest().BatchCount;
            await http.NativeAsync("settle", "{}", default);
            for (var waited = 0; settlement.Latest().BatchCount == before; waited++)
            {
                Assert.True(waited < 600, $"no batch is posted: {_venue.Process.Error}");
                await Task.Delay(100);
            }
        }
    }
}
