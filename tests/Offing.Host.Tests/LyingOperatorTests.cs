using System.Text.Json.Nodes;
using Offing.Node.Verification;
using Offing.Primitives;
using Offing.Settlement.Contracts;
using Offing.Settlement.Deployments;
using Offing.Settlement.DevChains;
using Offing.Settlement.L1;
using Offing.Tools.Client;

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
    private readonly AnvilRpc _chain;
    private string _snapshot = "";

    public LyingOperatorTests()
    {
        (_client, _http) = (new JsonRpcClient(new Uri(Rpc)), new VenueClient(_venue.Http));
        _deployment = Deployment.TryLoad(_venue.Data)!;
        _chain = new AnvilRpc(_client);
    }

    private string Rpc => $"http://127.0.0.1:{_venue.Chain}/";

    private SettlementContract Settlement => new(_client, _deployment.Settlement);

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
        ];
        for (var i = 0; i < lies.Length; i++)
        {
            var (lie, posted, named) = lies[i];
            Assert.True(posted.Header != header, lie);
            Back();
            Ends(lie, posted, named, [i % 3, (i + 1) % 3]);
        }

        Back();
        AloneEndsNothing(lies[0].Posted);
        Back();
        TakenBackIsForgotten(lies[0].Posted, honest);
        Back();
        SilenceIsEnded();
        Back();
        WhoCannotRefuseIsToldWhy();
    }

    // The chain as it was before the honest batch, and nobody there but us: the venue is held still.
    private async Task<(List<Batch> Before, Batch Honest)> HonestAsync()
    {
        var maker = await _venue.TraderAsync(_http, "maker");
        List<Batch> batches;
        do
        {
            await SettleAsync();
            var taker = await _venue.TraderAsync(_http, "taker");
            await maker.SendAsync(Order(isBuy: true, "59000"), default);
            await taker.SendAsync(Order(isBuy: false, "59000"), default);
            var resting = await maker.SendAsync(Order(isBuy: true, "59000"), default);
            var order = resting["data"]!["statuses"]![0]!["resting"]!["oid"]!.GetValue<ulong>();
            await maker.SendAsync(ActionJson.Cancel(default, new OrderId(order)), default);
            await taker.SendAsync(Order(isBuy: false, "59000"), default);
            _snapshot = Snapshot();
            batches = await SettleAsync();
        }
        while (!Lies.CanBeMadeOf(batches[^1]));
        _venue.Process.Signal("STOP");
        var honest = batches[^1];
        batches.RemoveAt(batches.Count - 1);
        Assert.Null(After(batches).Take(honest));

        // A block for each transaction, a second after the one before: the window does not run meanwhile.
        _chain.SetIntervalMining(0);
        _client.Request("evm_setAutomine", writer => writer.WriteBooleanValue(true));
        _client.Request("anvil_setBlockTimestampInterval", writer => writer.WriteNumberValue(1));
        return (batches, honest);
    }

    // All batches up to the next one. The venue may have ended that by itself just before.
    private async Task<List<Batch>> SettleAsync()
    {
        var before = Settlement.Latest().BatchCount;
        await _http.NativeAsync("settle", "{}", default);
        for (var waited = 0; before == 0 || Settlement.CompletedBlock(before) == 0; waited++)
        {
            Assert.True(waited < 600, $"no batch is posted: {_venue.Process.Error}");
            await Task.Delay(100);
            before = before == 0 ? Settlement.Latest().BatchCount : before;
        }

        return [.. new BatchReader(_client, _deployment).Read(0, _client.Head().Number)
            .Select(read => read.Batch).TakeWhile(batch => batch.Header.Number <= before)];
    }

    private void Ends(string lie, Batch posted, string[] named, IReadOnlyList<int> who)
    {
        var watchers = who.Select(each => Watch(each)).ToList();
        try
        {
            Assert.All(watchers, watcher => watcher.AwaitLine("OK: "));
            Post(posted);
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
        Post(posted);
        watcher.AwaitError($"offing: batch {posted.Header.Number} is refused by 1 of the 2 watchers");
        for (var second = 0; second < 6; second++)
        {
            _chain.Mine();
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
        Post(lie);
        watcher.AwaitError($"offing: batch {header.Number} is refused by 1 of the 2 watchers");
        Back();
        watcher.AwaitError($"offing: the chain took batch {header.Number} back");
        Post(honest);
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
        _chain.SetNextBlockTimestamp(_client.Head().Timestamp_S + 70);
        _chain.Mine();
        watcher.AwaitError("offing: the venue is FROZEN: ");
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
        _chain.SetBalance(DevelopmentKeys.Watchers[0].Address, 1_000);
        using var poor = Watch(0);
        poor.AwaitExit();
        Assert.Contains("send it that much", poor.Error, StringComparison.Ordinal);
        Assert.All([stranger, none, poor], process => Assert.Equal(1, process.ExitCode));
    }

    private HostProcess Watch(int watcher, params string[] more) => Watch($"development-{watcher + 1}", more);

    private HostProcess Watch(string key, params string[] more) => HostProcess.Start(
        ["verify", "--rpc", Rpc, "--vault", $"{_deployment.Vault}", "--follow", "--watch", key, .. more]);

    private void Post(Batch batch)
    {
        for (var chunk = 0; chunk < batch.Chunks.Count; chunk++)
        {
            new L1Sender(_client, DevelopmentKeys.Operator).Execute(
                _deployment.Settlement, SettlementContract.PostingInput(batch, chunk));
        }
    }

    private void Back()
    {
        _client.Request("evm_revert", writer => writer.WriteStringValue(_snapshot));
        _snapshot = Snapshot();
    }

    private string Snapshot() => _client.Request("evm_snapshot").GetString()!;

    private BatchVerifier After(IEnumerable<Batch> batches)
    {
        var verifier = new BatchVerifier(_deployment.ChainId, _deployment.Vault);
        Assert.All(batches, batch => Assert.Null(verifier.Take(batch)));
        return verifier;
    }

    private static JsonObject Order(bool isBuy, string price) => new()
    {
        ["type"] = "order",
        ["orders"] = new JsonArray(new JsonObject
        {
            ["a"] = 0, ["b"] = isBuy, ["p"] = price, ["s"] = "0.01", ["r"] = false,
            ["t"] = new JsonObject { ["limit"] = new JsonObject { ["tif"] = "Gtc" } },
        }),
        ["grouping"] = "na",
    };
}
