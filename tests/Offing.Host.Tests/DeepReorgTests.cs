using System.Text.Json.Nodes;
using Offing.Primitives;
using Offing.Settlement.Contracts;
using Offing.Settlement.Deployments;
using Offing.Settlement.DevChains;
using Offing.Settlement.L1;
using Offing.Tools.Chain;
using Offing.Tools.Client;
using Offing.Tools.Demo;

namespace Offing.Host.Tests;

/// <summary>
/// A reorg below the confirmations takes a deposit from a real venue that was credited and traded on: it
/// stops with a code, a person takes back what the chain lost, and all goes on, with every batch once.
/// </summary>
public sealed class DeepReorgTests : IDisposable
{
    private VenueAtHand _at = null!;
    private JsonRpcClient _client = null!;
    private AnvilRpc _chain = null!;

    private void Begin(bool isNet)
    {
        _at = new VenueAtHand(isNet);
        _client = new JsonRpcClient(new Uri(_at.Rpc));
        _chain = new AnvilRpc(_client);
    }

    private SettlementContract Settlement => new(_client, _at.Deployment.Settlement);

    private VaultContract Vault => new(_client, _at.Deployment.Vault);

    // Of net data the stop in between leaves a snapshot from before what is taken back.
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task The_operator_takes_back_what_a_deep_reorg_took_and_posting_goes_on(bool isNet)
    {
        Begin(isNet);
        var maker = await _at.Venue.TraderAsync(_at.Http, "maker");
        await PostedAsync(Vault.RequestCount());
        var first = Vault.RequestCount();
        var before = _client.Head().Number;

        // Alice's deposit is traded on, Carol's lies idle; both are gone with the batches that consumed them.
        var alice = await _at.Venue.TraderAsync(_at.Http, "alice", 2_000);
        var carol = await _at.Venue.TraderAsync(_at.Http, "carol", 300);
        await maker.SendAsync(Order(isBuy: false), default);
        await alice.SendAsync(Order(isBuy: true), default);
        Assert.Single(await PositionsAsync(alice));
        await PostedAsync(Vault.RequestCount());
        _chain.Reorg((int)(_client.Head().Number - before));
        Assert.Equal(first, Vault.RequestCount());
        _at.Venue.Process.AwaitError("offing: deposits: QueueDiverged: ");
        ComesAgain(carol);
        Shows(first, alice, carol);
        _at.Venue.Stop();
        using (var other = HostProcess.Run(
            ["up", .. _at.Venue.Ports, "--data", _at.Venue.Data, "--reverse", $"{first + 1}"]))
        {
            Assert.Equal(1, other.ExitCode);
            Assert.Contains("start with what that says", other.Error, StringComparison.Ordinal);
        }

        _at.Venue.Up("--batch-seconds", "1", "--reverse", $"{first}");
        _at.Venue.Process.AwaitError($"offing: requests from {first} on were taken back (2), 1 that");
        await PostedAsync(first + 1);
        await GoneAsync(alice);
        Assert.Equal(300_000_000, (await _at.Http.EquityAsync(carol.Account, default)).Value);

        await RefillAsync(first + 2, alice);
        Once();
        using var verify = HostProcess.Run(
            ["verify", "--rpc", _at.Rpc, "--vault", _at.Vault,
                .. isNet ? ["--inputs", _at.Venue.Inputs] : Array.Empty<string>()]);
        Assert.True(verify.ExitCode == 0, verify.Output + verify.Error);
        Assert.Contains("OK: ", verify.Output, StringComparison.Ordinal);

        // Started with the same words again it has nothing to take back.
        _at.Venue.Stop();
        _at.Venue.Up("--batch-seconds", "1", "--reverse", $"{first}");
        _at.Venue.Process.AwaitError($"offing: --reverse {first}: the chain holds all");
        Assert.DoesNotContain("is not used", _at.Venue.Process.Error, StringComparison.Ordinal);
        await PostedAsync(first + 2);
        Once();
    }

    // The chain holds Carol's again, in the place of Alice's; hers was spent elsewhere.
    private void ComesAgain(Trader carol)
    {
        _at.Session.Fund(carol.Account, new MicroUsd(300_000_000));
        _chain.Mine(2);
    }

    private void Shows(ulong first, Trader alice, Trader carol)
    {
        using var shown = Reverse();
        Assert.True(shown.ExitCode == 0, shown.Error);
        Assert.Contains($"took requests from {first} on", shown.Output, StringComparison.Ordinal);
        Assert.Contains(
            $"{alice.Account}: 2000 taken back, 0 credited", shown.Output, StringComparison.Ordinal);
        Assert.Contains("BELOW ZERO", shown.Output, StringComparison.Ordinal);
        Assert.Contains(
            $"{carol.Account}: 300 taken back, 300 credited; collateral 300", shown.Output,
            StringComparison.Ordinal);
        Assert.Contains($"--reverse {first}", shown.Output, StringComparison.Ordinal);
    }

    // The bond fills up the fund, and the fund what she owes.
    private async Task RefillAsync(ulong requests, Trader alice)
    {
        var refill = _at.Venue.Operator(
            "refill", "--amount", "2000", "--development", "--confirm", "--chain", _at.Rpc);
        Assert.Contains("no batch is posted until", refill, StringComparison.Ordinal);
        new VaultClient(_client, _at.Deployment, new L1Sender(
            _client, DevelopmentKeys.Operator, () => _chain.Mine())).Mint(
            DevelopmentKeys.Operator.Address, 2_000_000_000);
        _at.Session.VaultOf(DevelopmentKeys.Operator).Bond(2_000_000_000);
        await PostedAsync(requests);
        for (var waited = 0; (await _at.Http.EquityAsync(alice.Account, default)).Value < 0; waited++)
        {
            Assert.True(waited < 300, "the insurance fund pays nothing");
            await Task.Delay(100);
        }
    }

    public void Dispose()
    {
        _client?.Dispose();
        _at?.Dispose();
    }

    private HostProcess Reverse() =>
        HostProcess.Run("operator", "reverse", "--data", _at.Venue.Data, "--chain", _at.Rpc);

    // A batch that consumed so many requests, and one more.
    private async Task PostedAsync(ulong requests)
    {
        ulong? batch = null;
        for (var waited = 0; batch is null || Settlement.Latest().BatchCount <= batch + 1; waited++)
        {
            Assert.True(waited < 600, $"no batch is posted: {_at.Venue.Process.Error}");
            var head = Settlement.Latest();
            batch ??= head.QueueCursor >= requests ? head.BatchCount : null;
            await Task.Delay(100);
        }
    }

    private async Task GoneAsync(Trader trader)
    {
        for (var waited = 0; (await PositionsAsync(trader)).Count > 0; waited++)
        {
            Assert.True(waited < 300, "she keeps her position");
            await Task.Delay(100);
        }
    }

    private async Task<JsonArray> PositionsAsync(Trader trader) =>
        (await _at.Http.ClearinghouseAsync(trader.Account, default))["assetPositions"]!.AsArray();

    // Every batch of the chain stands once, and each begins where the one before ends.
    private void Once()
    {
        var headers = Settlement.Headers(_at.Deployment.Block, _client.Head().Number)
            .Select(each => each.Header).ToList();
        Assert.Equal(
            Enumerable.Range(0, headers.Count).Select(number => (ulong)number),
            headers.Select(header => header.Number));
        for (var i = 1; i < headers.Count; i++)
        {
            Assert.Equal(headers[i - 1].LastSeq + 1, headers[i].FirstSeq);
        }
    }

    private static JsonObject Order(bool isBuy) => WireOrders.Limit(isBuy, "60000", "0.2");
}
