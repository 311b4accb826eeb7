using System.Text;
using System.Text.Json.Nodes;
using Offing.Node.Verification;
using Offing.Primitives;
using Offing.Settlement.Contracts;
using Offing.Settlement.Deployments;
using Offing.Settlement.L1;
using Offing.Signing;
using Offing.Tools.Client;
using Offing.Tools.Verification;

namespace Offing.Host.Tests;

/// <summary>
/// The operator of a real venue posts a lie in the place of an honest batch. Whoever replays names it, and
/// two of three watchers, processes that know nothing of one another, end the venue at the last good root.
/// </summary>
public sealed class LyingOperatorTests : IDisposable
{
    private readonly RunningVenue _venue = RunningVenue.Start("--batch-seconds", "15");
    private readonly JsonRpcClient _client;
    private readonly VenueClient _http;
    private readonly Deployment _deployment;
    private readonly HeldChain _held;

    public LyingOperatorTests()
    {
        (_client, _http) = (new JsonRpcClient(new Uri(Rpc)), new VenueClient(_venue.Http));
        _deployment = Deployment.TryLoad(_venue.Data)!;
        _held = new HeldChain(_client, _deployment);
    }

    private string Rpc => $"http://127.0.0.1:{_venue.Chain}/";

    private SettlementContract Settlement => _held.Settlement;

    public void Dispose()
    {
        _venue.Process.Signal("CONT");
        _http.Dispose();
        _client.Dispose();
        _venue.Dispose();
    }

    [Fact]
    public async Task Every_lie_is_named_and_two_of_three_watchers_end_the_venue_at_the_last_good_root()
    {
        var (before, honest) = await HonestAsync();
        var invented = After(before).Take(Lies.Change(honest, Lies.DropCancel))!.Root;
        var header = honest.Header;
        (string Lie, Batch Posted, string[] Named)[] lies =
        [
            ("an altered root", honest with
            {
                Header = header with { NewRoot = Keccak.Hash("an altered root"u8) },
            }, ["newRoot is"]),
            ("a dropped deposit", Lies.Change(honest, Lies.DropDeposit), ["queueCursor is"]),
            ("an invented fill", honest with { Header = header with { NewRoot = invented } }, ["newRoot is"]),
            ("a forged signature", Lies.Change(honest, Lies.Forge), ["newRoot is", "its signature"]),
            ("a reordered log", Lies.Change(honest, Lies.Swap), ["newRoot is"]),
            ("a request taken back without a reorg", Lies.Change(
                honest, entries => Lies.TakeBack(honest, before[^1].Header.QueueHash, entries)),
                ["which stands in the chain's queue"]),
        ];
        for (var i = 0; i < lies.Length; i++)
        {
            var (lie, posted, named) = lies[i];
            Assert.True(posted.Header != header, lie);
            _held.Back();
            Ends(lie, posted, named, [i % 3, (i + 1) % 3]);
        }

        _held.Back();
        AloneEndsNothing(lies[0].Posted);
        _held.Back();
        TakenBackIsForgotten(lies[0].Posted, honest);
        _held.Back();
        SilenceIsEnded();
        _held.Back();
        AnOverdueRequestIsEnded(honest);
        _held.Back();
        WhoCannotRefuseIsToldWhy();
    }

    private async Task<(List<Batch> Before, Batch Honest)> HonestAsync()
    {
        var maker = await _venue.TraderAsync(_http, "maker");
        var (batches, honest) = await _held.HoldAsync(_venue, _http, LiveAsync, Lies.CanBeMadeOf);
        Assert.Null(After(batches).Take(honest));
        return (batches, honest);

        async Task LiveAsync()
        {
            var taker = await _venue.TraderAsync(_http, "taker");
            await maker.SendAsync(Order(isBuy: true, "59000"), default);
            await taker.SendAsync(Order(isBuy: false, "59000"), default);
            var resting = await maker.SendAsync(Order(isBuy: true, "59000"), default);
            var order = resting["data"]!["statuses"]![0]!["resting"]!["oid"]!.GetValue<ulong>();
            await maker.SendAsync(ActionJson.Cancel(default, new OrderId(order)), default);
            await taker.SendAsync(Order(isBuy: false, "59000"), default);
        }
    }

    private void Ends(string lie, Batch posted, string[] named, IReadOnlyList<int> who)
    {
        var watchers = who.Select(each => Watch(each)).ToList();
        try
        {
            Assert.All(watchers, watcher => watcher.AwaitLine("OK: "));
            _held.Post(posted);
            Assert.All(watchers, watcher =>
            {
                watcher.AwaitExit();
                Assert.True(watcher.ExitCode == 1, $"{lie}: {watcher.Output} {watcher.Error}");
                var line = watcher.AwaitLine($"batch {posted.Header.Number} DOES NOT HOLD: ");
                Assert.True(
                    named.Any(word => line.Contains(word, StringComparison.Ordinal)), $"{lie}: {line}");
                Assert.Contains("ARE CANCELLED", watcher.Output, StringComparison.Ordinal);
            });
        }
        finally
        {
            watchers.ForEach(watcher => watcher.Dispose());
        }

        var head = Settlement.Latest();
        Assert.Equal(posted.Header.Number, head.CancelledFrom);
        Assert.NotEqual(0UL, head.FrozenAt_S);
        Assert.Equal(Hash32.Zero, Settlement.HeaderHash(posted.Header.Number));
        Assert.Equal(posted.Header.PrevRoot, Settlement.LastRoot());
        Assert.Equal(posted.Header.Number, Settlement.End().Batches);
    }

    private void AloneEndsNothing(Batch posted)
    {
        using var watcher = Watch(2);
        watcher.AwaitLine("OK: ");
        _held.Post(posted);
        watcher.AwaitError($"offing: batch {posted.Header.Number} is refused by 1 of the 2 watchers");
        for (var second = 0; second < 6; second++)
        {
            _held.Rpc.Mine();
        }

        watcher.AwaitExit();
        Assert.Equal(1, watcher.ExitCode);
        Assert.Contains("IS FINAL: too few", watcher.Output, StringComparison.Ordinal);
        Assert.Equal(0UL, Settlement.Latest().FrozenAt_S);
    }

    // A reorg puts the honest batch under the number of the lie: it is not refused with it.
    private void TakenBackIsForgotten(Batch lie, Batch honest)
    {
        var header = honest.Header;
        using var watcher = Watch(2);
        watcher.AwaitLine("OK: ");
        _held.Post(lie);
        watcher.AwaitError($"offing: batch {header.Number} is refused by 1 of the 2 watchers");
        _held.Back();
        watcher.AwaitError($"offing: the chain took batch {header.Number} back");
        _held.Post(honest);
        watcher.AwaitLine(
            $"batch {header.Number} holds, entries up to {header.LastSeq}, root {header.NewRoot}");
        watcher.Signal("INT");
        watcher.AwaitExit();
        Assert.Equal(0, watcher.ExitCode);
        Assert.Equal(header.Hash(), Settlement.HeaderHash(header.Number));
    }

    private void SilenceIsEnded()
    {
        using var watcher = Watch(0, "--freeze");
        watcher.AwaitLine("OK: ");
        _held.Rpc.SetNextBlockTimestamp(_client.Head().Timestamp_S + 70);
        _held.Rpc.Mine();
        watcher.AwaitError("offing: the venue is FROZEN: ");
        Assert.NotEqual(0UL, Settlement.Latest().FrozenAt_S);
    }

    // Batches come, and pass over what somebody paid in; the watcher's key is in the environment.
    private void AnOverdueRequestIsEnded(Batch honest)
    {
        var sender = new L1Sender(_client, DevelopmentKeys.Faucet);
        var vault = new VaultClient(_client, _deployment, sender);
        vault.Mint(DevelopmentKeys.Faucet.Address, 10_000_000);
        vault.Deposit(DevelopmentKeys.Faucet.Address, 10_000_000);
        var index = new VaultContract(_client, _deployment.Vault).RequestCount() - 1;
        const string seed = "offing development watcher 0";
        using var watcher = HostProcess.StartWith(
            (WatcherKey.Variable, $"{Keccak.Hash(Encoding.UTF8.GetBytes(seed))}\n"),
            "verify", "--rpc", Rpc, "--vault", $"{_deployment.Vault}", "--watch", "--freeze");
        watcher.AwaitError($"offing: watching as {PrivateKey.FromSeed(seed).Address}");
        watcher.AwaitLine("OK: ");
        _held.Rpc.SetNextBlockTimestamp(_client.Head().Timestamp_S + 50);
        _held.Post(honest);
        watcher.AwaitLine($"batch {honest.Header.Number} holds");
        Assert.Equal(0UL, Settlement.Latest().FrozenAt_S);
        _held.Rpc.SetNextBlockTimestamp(_client.Head().Timestamp_S + 15);
        _held.Rpc.Mine();
        watcher.AwaitError($"offing: the venue is FROZEN: request {index} has waited past its deadline");
        Assert.NotEqual(0UL, Settlement.Latest().FrozenAt_S);
    }

    private void WhoCannotRefuseIsToldWhy()
    {
        var file = Path.Combine(_venue.Data, "key");
        File.WriteAllText(file, Keccak.Hash("nobody's key"u8).ToString());
        using var stranger = Watch(file);
        stranger.AwaitExit();
        Assert.Contains("is not one of the venue's watchers", stranger.Error, StringComparison.Ordinal);
        using var none = Watch("no key");
        none.AwaitExit();
        Assert.Contains("name a file that holds 64 hex digits", none.Error, StringComparison.Ordinal);
        _held.Rpc.SetBalance(DevelopmentKeys.Watchers[0].Address, 1_000);
        using var poor = Watch(0);
        poor.AwaitExit();
        Assert.Contains("send it that much", poor.Error, StringComparison.Ordinal);
        Assert.All([stranger, none, poor], process => Assert.Equal(1, process.ExitCode));
    }

    private HostProcess Watch(int watcher, params string[] more) => Watch($"development-{watcher + 1}", more);

    private HostProcess Watch(string key, params string[] more) => HostProcess.Start(
        ["verify", "--rpc", Rpc, "--vault", $"{_deployment.Vault}", "--follow", "--watch", key, .. more]);

    private BatchVerifier After(IEnumerable<Batch> batches)
    {
        var verifier = new BatchVerifier(_deployment.ChainId, _deployment.Vault);
        Assert.All(batches, batch => Assert.Null(verifier.Take(batch)));
        return verifier;
    }

    private static JsonObject Order(bool isBuy, string price) => WireOrders.Limit(isBuy, price, "0.01");
}
