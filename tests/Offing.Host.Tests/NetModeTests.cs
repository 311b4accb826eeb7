using System.Text.Json.Nodes;
using Offing.Commitment.Batches;
using Offing.Commitment.Net;
using Offing.Node.Verification;
using Offing.Primitives;
using Offing.Protocol.Batches;
using Offing.Settlement.Contracts;
using Offing.Settlement.Deployments;
using Offing.Settlement.L1;
using Offing.Tools;
using Offing.Tools.Client;
using Offing.Tools.Verification;

namespace Offing.Host.Tests;

/// <summary>A real venue whose batches carry leaves and not inputs (spec/data.md).</summary>
public sealed class NetModeTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("offing-net-").FullName;
    private readonly RunningVenue _venue;
    private readonly JsonRpcClient _client;
    private readonly VenueClient _http;
    private readonly Deployment _deployment;

    public NetModeTests()
    {
        var genesis = JsonNode.Parse(File.ReadAllText(Repository.DevelopmentGenesis))!;
        genesis["dataMode"] = "net";
        var file = Path.Combine(_folder, "genesis.json");
        File.WriteAllText(file, genesis.ToJsonString());
        _venue = RunningVenue.Start("--genesis", file, "--batch-seconds", "15");
        (_client, _http) = (new JsonRpcClient(new Uri(Rpc)), new VenueClient(_venue.Http));
        _deployment = Deployment.TryLoad(_venue.Data)!;
    }

    private string Rpc => $"http://127.0.0.1:{_venue.Chain}/";

    private string Inputs => Path.Combine(_venue.Data, "inputs");

    public void Dispose()
    {
        _http.Dispose();
        _client.Dispose();
        _venue.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task The_chain_alone_gives_every_leaf_and_a_holder_of_inputs_the_rest()
    {
        await TradeAsync();
        Expect(0, [], "LEAVES HOLD: ");
        Expect(0, ["--inputs", Inputs], "OK: ", "signatures");
        Expect(1, ["--inputs", _folder], "does not give its inputs");
        Expect(1, ["--watch", "development-1"], "name a holder with --inputs");
        LiesAreNamed();

        // After a restart the same batches are made again, byte for byte, and posting goes on.
        _venue.Stop();
        _venue.Up("--batch-seconds", "15");
        await TradeAsync();
        Expect(0, ["--inputs", Inputs], "OK: ", "signatures");
    }

    private void LiesAreNamed()
    {
        var batches = Batches();
        var (before, honest) = (batches.SkipLast(1).ToList(), batches[^1]);
        var holder = new InputsHolder(Inputs);
        Assert.Null(After(before, holder.InputsOf).Take(honest));
        Assert.Null(After(before, null).Take(honest));

        // Leaves that are not under the root: whoever has the chain alone finds it.
        var data = honest.Data();
        data[^1] ^= 1;
        var spoiled = With(honest, data);
        Assert.NotNull(After(before, null).Take(spoiled)!.Refused);

        // A root that no input makes, with leaves that fit it, is found by whoever has the inputs.
        var lie = honest with { Header = honest.Header with { WithdrawalsRoot = Keccak.Hash("stolen"u8) } };
        Assert.Null(After(before, null).Take(lie));
        var finding = After(before, holder.InputsOf).Take(lie)!;
        Assert.Contains("withdrawalsRoot is", finding.What, StringComparison.Ordinal);
        Assert.NotNull(finding.Refused);

        // Wrong inputs say nothing of the operator.
        var wrong = After(before, header => header.Number == honest.Header.Number
            ? holder.InputsOf(before[^1].Header)
            : holder.InputsOf(header)).Take(honest)!;
        Assert.Null(wrong.Refused);

        var leaves = new NetState();
        foreach (var batch in batches.Skip(1))
        {
            Assert.Null(leaves.Take(batch.Data(), batch.Header.NewRoot));
        }

        Assert.All(leaves.Owners, owner => Assert.NotNull(leaves.ProveAccount(owner)));
        Assert.NotNull(leaves.ProveRing(default));
        Expect(0, ["--inputs", Inputs], "OK: ");
    }

    private static Batch With(Batch batch, byte[] data)
    {
        var chunks = Chunks.Split(data);
        return new Batch(
            batch.Header with { DataHash = Chunks.DataHash(chunks) },
            [.. chunks.Select(chunk => (ReadOnlyMemory<byte>)chunk)]);
    }

    private BatchVerifier After(IEnumerable<Batch> batches, Func<BatchHeader, byte[]>? inputs)
    {
        var verifier = new BatchVerifier(_deployment.ChainId, _deployment.Vault, inputs);
        Assert.All(batches, batch => Assert.Null(verifier.Take(batch)));
        return verifier;
    }

    private List<Batch> Batches() =>
    [
        .. new BatchReader(_client, _deployment).Read(0, _client.Head().Number).Select(read => read.Batch),
    ];

    private async Task TradeAsync()
    {
        var settlement = new SettlementContract(_client, _deployment.Settlement);
        var maker = await _venue.TraderAsync(_http, "maker");
        var taker = await _venue.TraderAsync(_http, "taker");
        await maker.SendAsync(Order(isBuy: true), default);
        await taker.SendAsync(Order(isBuy: false), default);
        for (var settled = 0; settled < 2; settled++)
        {
            var before = settlement.Latest().BatchCount;
            await _http.NativeAsync("settle", "{}", default);
            for (var waited = 0; settlement.Latest() is var now
                && (now.BatchCount == before || now.IsIncomplete); waited++)
            {
                Assert.True(waited < 600, $"no batch is posted: {_venue.Process.Error}");
                await Task.Delay(100);
            }
        }
    }

    private void Expect(int code, string[] options, params string[] words)
    {
        using var verify = HostProcess.Run(
            ["verify", "--rpc", Rpc, "--vault", $"{_deployment.Vault}", .. options]);
        Assert.True(verify.ExitCode == code, verify.Output + verify.Error);
        Assert.All(words, word => Assert.Contains(
            word, verify.Output + verify.Error, StringComparison.Ordinal));
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
