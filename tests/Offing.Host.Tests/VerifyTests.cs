using System.Text.Json.Nodes;
using Offing.Commitment.Batches;
using Offing.Node.Verification;
using Offing.Primitives;
using Offing.Protocol.Batches;
using Offing.Protocol.Codec;
using Offing.Protocol.Commands;
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
        // A deposit, a signed order and a report: what the lies below are made of.
        var honest = batches.First(batch => batch.Header.Number > 0 && Kinds(batch).IsSupersetOf(
            [EntryKind.Request, EntryKind.Action, EntryKind.Oracle]));
        var before = batches.TakeWhile(batch => batch != honest).ToList();
        Assert.Null(After(before).Take(honest));

        var root = Keccak.Hash("an invented root"u8);
        var header = honest.Header;
        Named(before, honest with { Header = header with { NewRoot = root } }, "newRoot is");
        Named(before, honest with { Header = header with { WithdrawalsRoot = root } }, "withdrawalsRoot is");
        Named(before, Lie(honest, DropDeposit), "queueCursor is");
        Named(before, Lie(honest, Forge), "newRoot is", "no key");
        Named(before, Lie(honest, Swap), "newRoot is");
        Named(before, Lie(honest, Reprice), "its signature is not by");
        Named(before, Lie(honest, entries => entries.RemoveAt(entries.Count - 1)), "not the end of");
        Named(before, Cut(honest), "cannot be read");
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

    private static HashSet<EntryKind> Kinds(Batch batch) =>
        [.. Decode(batch).Select(each => each.Entry.Kind)];

    private static List<SequencedEntry> Decode(Batch batch) =>
        [.. EntryCodec.DecodeBatchData(batch.Header.FirstSeq, batch.Data())];

    private static int Index(List<SequencedEntry> entries, EntryKind kind) =>
        entries.FindIndex(entry => entry.Entry.Kind == kind);

    /// <summary>The operator's best effort: what the contract checks fits the changed entries.</summary>
    private static Batch Lie(Batch honest, Action<List<SequencedEntry>> change)
    {
        var entries = Decode(honest);
        change(entries);
        for (var i = 0; i < entries.Count; i++)
        {
            entries[i] = entries[i] with { Seq = honest.Header.FirstSeq + (ulong)i };
        }

        var chunks = Chunks.Split(EntryCodec.EncodeBatchData(entries));
        var header = honest.Header with
        {
            LastSeq = entries[^1].Seq, InputsRoot = BatchBuilder.InputsRoot(entries),
            DataHash = Chunks.DataHash(chunks),
        };
        return new Batch(header, [.. chunks.Select(chunk => (ReadOnlyMemory<byte>)chunk)]);
    }

    private static void DropDeposit(List<SequencedEntry> entries) =>
        entries.RemoveAt(Index(entries, EntryKind.Request));

    // Somebody else's order: it is signed, but not by him.
    private static void Forge(List<SequencedEntry> entries)
    {
        var at = entries.FindIndex(entry => entry.Entry is SignedAction { Command: PlaceOrders });
        var action = (SignedAction)entries[at].Entry;
        var signature = action.Signature.ToArray();
        signature[40] ^= 1;
        entries[at] = entries[at] with { Entry = action with { Signature = signature } };
    }

    // The last order before the one that it took.
    private static void Swap(List<SequencedEntry> entries)
    {
        var orders = entries.Where(entry => entry.Entry is SignedAction { Command: PlaceOrders })
            .Select(entry => entries.IndexOf(entry)).ToList();
        Assert.True(orders.Count > 1);
        var (one, other) = (orders[0], orders[1]);
        (entries[one], entries[other]) = (
            entries[one] with { Entry = entries[other].Entry },
            entries[other] with { Entry = entries[one].Entry });
    }

    private static void Reprice(List<SequencedEntry> entries)
    {
        var at = Index(entries, EntryKind.Oracle);
        var report = (OracleReport)entries[at].Entry;
        entries[at] = entries[at] with { Entry = report with { Price = new Ticks(report.Price.Value + 1) } };
    }

    private static Batch Cut(Batch honest)
    {
        byte[] data = honest.Data()[..^3];
        var chunks = Chunks.Split(data);
        return new Batch(
            honest.Header with { DataHash = Chunks.DataHash(chunks) },
            [.. chunks.Select(chunk => (ReadOnlyMemory<byte>)chunk)]);
    }

    private static JsonObject Order(bool isBuy) => new()
    {
        ["type"] = "order",
        ["orders"] = new JsonArray(new JsonObject
        {
            ["a"] = 0, ["b"] = isBuy, ["p"] = "59000", ["s"] = "0.01", ["r"] = false,
            ["t"] = new JsonObject { ["limit"] = new JsonObject { ["tif"] = "Gtc" } },
        }),
        ["grouping"] = "na",
    };
}
