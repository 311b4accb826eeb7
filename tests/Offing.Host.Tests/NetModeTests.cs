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
        _venue = RunningVenue.StartNet("--batch-seconds", "15");
        (_client, _http) = (new JsonRpcClient(new Uri(Rpc)), new VenueClient(_venue.Http));
        _deployment = Deployment.TryLoad(_venue.Data)!;
    }

    private string Rpc => $"http://127.0.0.1:{_venue.Chain}/";

    private string Inputs => _venue.Inputs;

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
        ServedOverHttp();
        LiesAreNamed();

        // After a restart the same batches are made again, byte for byte, and posting goes on.
        _venue.Stop();
        _venue.Up("--batch-seconds", "15");
        await TradeAsync();
        Expect(0, ["--inputs", Inputs], "OK: ", "signatures");
    }

    private void ServedOverHttp()
    {
        byte[] Of(string name) => File.ReadAllBytes(Path.Combine(Inputs, name));
        Serve(0, name => Task.FromResult<byte[]?>(Of(name)), "OK: ", "signatures");
        Serve(1, name => Task.FromResult<byte[]?>([.. Of(name), 0]), "does not make its inputsRoot");
        Serve(1, name => Task.FromResult<byte[]?>(Of("1.bin")), "batch 2: what is given as its inputs");
        Serve(1, name => Task.FromResult<byte[]?>(null), "does not give its inputs, 1.bin", "404");
        Serve(
            0, async name =>
            {
                await Task.Delay(300);
                return Of(name);
            },
            "OK: ", "signatures");
        Expect(1, ["--inputs", "http://127.0.0.1:1"], "does not give its inputs, 1.bin");
    }

    private void Serve(int code, Func<string, Task<byte[]?>> answer, params string[] words)
    {
        using var server = new InputsServer(answer);
        Expect(code, ["--inputs", server.Url], words);
        Assert.True(server.Asked > 0);
    }

    private void LiesAreNamed()
    {
        var batches = Batches();
        var (before, honest) = (batches.SkipLast(1).ToList(), batches[^1]);
        var holder = new InputsHolder(Inputs);
        Assert.Contains(batches, batch => batch.Header.WithdrawalsRoot != Hash32.Zero);
        SecondReader.AgreesOnNet(batches, After([], holder.InputsOf));
        Assert.Null(After(before, holder.InputsOf).Take(honest));
        Assert.Null(After(before, null).Take(honest));

        // Leaves that are not under the root: whoever has the chain alone finds it.
        var data = honest.Data();
        data[^1] ^= 1;
        var spoiled = NetLies.With(honest, data);
        Assert.NotNull(After(before, null).Take(spoiled)!.Refused);

        // And withdrawals that are not under theirs.
        var stolen = honest with
        {
            Header = honest.Header with { WithdrawalsRoot = Keccak.Hash("stolen"u8) },
        };
        Assert.Contains("withdrawals", After(before, null).Take(stolen)!.What, StringComparison.Ordinal);

        // A root that the inputs do not make, with leaves that fit it, is found by whoever has the inputs.
        var lie = NetLies.Invented(_deployment, before, honest, holder);
        Assert.Null(After(before, null).Take(lie));
        var finding = After(before, holder.InputsOf).Take(lie)!;
        Assert.Contains("newRoot is", finding.What, StringComparison.Ordinal);
        Assert.NotNull(finding.Refused);
        Assert.Equal(honest.Header.NewRoot, finding.Root);

        // Wrong inputs say nothing of the operator, and the right ones may come yet.
        var given = before[^1].Header;
        var late = After(before, header => holder.InputsOf(
            header.Number == honest.Header.Number ? given : header));
        Assert.Throws<InputsWithheldException>(() => late.Take(honest));
        given = honest.Header;
        Assert.Null(late.Take(honest));

        var leaves = new NetState();
        foreach (var batch in batches.Skip(1))
        {
            Assert.Null(leaves.Take(
                batch.Data(), batch.Header.NewRoot, batch.Header.WithdrawalsRoot));
        }

        Assert.All(leaves.Owners, owner => Assert.NotNull(leaves.ProveAccount(owner)));
        Assert.NotNull(leaves.ProveRing(default));
        Expect(0, ["--inputs", Inputs], "OK: ");
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
        await maker.WithdrawAsync(new MicroUsd(25_000_000), _deployment.ChainId, default);
        await taker.WithdrawAsync(new MicroUsd(26_000_000), _deployment.ChainId, default);
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

    private static JsonObject Order(bool isBuy) => WireOrders.Limit(isBuy, "59000", "0.01");
}
