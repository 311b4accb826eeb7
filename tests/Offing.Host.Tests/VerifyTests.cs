using System.Text.Json.Nodes;
using Offing.Node.Verification;
using Offing.Primitives;
using Offing.Protocol.Entries;
using Offing.Settlement.Contracts;
using Offing.Settlement.Deployments;
using Offing.Settlement.L1;
using Offing.Signing;
using Offing.Tools.Client;

namespace Offing.Host.Tests;

/// <summary>A stranger rebuilds a real venue from its chain, and finds each kind of lie.</summary>
public sealed class VerifyTests : IDisposable
{
    private readonly RunningVenue _venue = RunningVenue.Start();
    private readonly JsonRpcClient _client;
    private readonly VenueClient _http;
    private readonly Deployment _deployment;

    public VerifyTests()
    {
        (_client, _http) = (new JsonRpcClient(new Uri(Rpc)), new VenueClient(_venue.Http));
        _deployment = Deployment.TryLoad(_venue.Data)!;
    }

    private string Rpc => $"http://127.0.0.1:{_venue.Chain}/";

    private SettlementContract Settlement => new(_client, _deployment.Settlement);

    public void Dispose()
    {
        _http.Dispose();
        _client.Dispose();
        _venue.Dispose();
    }

    [Fact]
    public async Task A_venue_is_rebuilt_from_the_chain_alone_and_every_lie_is_named()
    {
        await TradeAsync();
        Expect(0, "OK: ", "signatures");

        var batches = Batches();
        Assert.All(batches.Skip(1), batch => SecondReader.Agrees(batch, _deployment));
        // A deposit, a signed order and a report: what the lies below are made of.
        var honest = batches.First(batch => batch.Header.Number > 0 && Lies.Kinds(batch).IsSupersetOf(
            [EntryKind.Request, EntryKind.Action, EntryKind.Oracle]));
        var before = batches.TakeWhile(batch => batch != honest).ToList();
        Assert.Null(After(before).Take(honest));

        var root = Keccak.Hash("an invented root"u8);
        var header = honest.Header;
        Named(before, honest with { Header = header with { NewRoot = root } }, "newRoot is");
        Named(before, honest with { Header = header with { WithdrawalsRoot = root } }, "withdrawalsRoot is");
        Named(before, Lies.Change(honest, Lies.DropDeposit), "queueCursor is");
        Named(before, Lies.Change(honest, Lies.Forge), "newRoot is", "no key");
        Named(before, Lies.Change(honest, Lies.Swap), "newRoot is");
        Named(before, Lies.Change(honest, Lies.Reprice), "its signature is not by");
        Named(before, Lies.Change(honest, entries => entries.RemoveAt(entries.Count - 1)), "not the end of");
        Named(before, Lies.Cut(honest), "cannot be read");
        Named(before, batches[^1], "it stands where batch");
    }

    [Fact]
    public async Task After_a_refusal_the_venue_has_ended_with_the_batch_before()
    {
        await TradeAsync();
        await _http.NativeAsync("settle", "{}", default);
        var last = Batches()[^1].Header;
        var root = Keccak.Hash("what two watchers say that they computed"u8);
        var digest = new OffingDomain(_deployment.ChainId, _deployment.Vault).Digest(
            new RefusalMessage(last.Number, last.Hash(), root));
        var refusals = DevelopmentKeys.Watchers.Skip(1).Select(key => Secp256k1.Sign(digest, key)).ToList();
        new L1Sender(_client, DevelopmentKeys.Faucet).Execute(
            _deployment.Settlement, SettlementContract.CancelInput(last, root, refusals));
        Expect(0, "OK: ", "ENDED   frozen on chain at", $"batch {last.Number} and all after it are");
    }

    [Fact]
    public void A_wrong_vault_or_client_is_one_line()
    {
        using var nowhere = HostProcess.Run(
            ["verify", "--rpc", Rpc, "--vault", "0x1111111111111111111111111111111111111111"]);
        Assert.Equal(1, nowhere.ExitCode);
        Assert.Contains("the chain has no contract there", nowhere.Error, StringComparison.Ordinal);
        using var number = HostProcess.Run(["verify", "--rpc", "8545", "--vault", $"{_deployment.Vault}"]);
        Assert.Equal(1, number.ExitCode);
        Assert.Contains("must be an address such as", number.Error, StringComparison.Ordinal);
    }

    // Deposits, grants, an order that rests and one that takes it, a cancel, a withdrawal; two batches.
    private async Task TradeAsync()
    {
        var maker = await _venue.TraderAsync(_http, "maker");
        var taker = await _venue.TraderAsync(_http, "taker");
        await maker.SendAsync(Order(isBuy: true), default);
        await taker.SendAsync(Order(isBuy: false), default);
        await maker.SendAsync(Order(isBuy: true), default);
        await taker.WithdrawAsync(new MicroUsd(25_000_000), _deployment.ChainId, default);
        await _http.NativeAsync("settle", "{}", default);
        await _http.NativeAsync("settle", "{}", default);
    }

    private void Expect(int code, params string[] words)
    {
        using var verify = HostProcess.Run(["verify", "--rpc", Rpc, "--vault", $"{_deployment.Vault}"]);
        Assert.True(verify.ExitCode == code, verify.Output + verify.Error);
        Assert.All(words, word => Assert.Contains(word, verify.Output, StringComparison.Ordinal));
    }

    private List<Batch> Batches() =>
    [
        .. new BatchReader(_client, _deployment).Read(0, _client.Head().Number).Select(read => read.Batch),
    ];

    private BatchVerifier After(IEnumerable<Batch> batches)
    {
        var verifier = new BatchVerifier(_deployment.ChainId, _deployment.Vault);
        Assert.All(batches, batch => Assert.Null(verifier.Take(batch)));
        return verifier;
    }

    private void Named(IEnumerable<Batch> before, Batch lie, params string[] oneOf)
    {
        var finding = After(before).Take(lie);
        Assert.NotNull(finding);
        Assert.Equal(lie.Header.Number, finding.Batch);
        Assert.True(
            oneOf.Any(word => finding.What.Contains(word, StringComparison.Ordinal)),
            $"{string.Join(" | ", oneOf)}: {finding.What}");
        Assert.NotEqual(lie.Header.NewRoot, finding.Root);
    }

    private static JsonObject Order(bool isBuy) => WireOrders.Limit(isBuy, "59000", "0.01");
}
