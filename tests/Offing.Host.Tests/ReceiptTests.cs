using System.Text.Json.Nodes;
using Offing.Primitives;
using Offing.Protocol.Codec;
using Offing.Protocol.Commands;
using Offing.Protocol.Entries;
using Offing.Receipts;
using Offing.Settlement.Contracts;
using Offing.Settlement.Deployments;
using Offing.Settlement.DevChains;
using Offing.Settlement.L1;
using Offing.Signing;
using Offing.Tools.Client;
using Offing.Tools.Demo;

namespace Offing.Host.Tests;

/// <summary>The sequencer's promises end to end: the real venue, chain, contract and commands.</summary>
public sealed class ReceiptTests : IDisposable
{
    private readonly RunningVenue _venue = RunningVenue.Start();
    private readonly TemporaryFolder _folder = new();
    private readonly JsonRpcClient _client;
    private readonly VenueClient _http;

    public ReceiptTests() => (_client, _http) = (
        new JsonRpcClient(new Uri($"http://127.0.0.1:{_venue.Chain}/")), new VenueClient(_venue.Http));

    private ReceiptBondContract Bond =>
        new(_client, Deployment.TryLoad(_venue.Data)!.ReceiptBond);

    private string[] OnChain =>
        ["--rpc", $"http://127.0.0.1:{_venue.Chain}", "--bond", Bond.Address.ToString()];

    public void Dispose()
    {
        _http.Dispose();
        _client.Dispose();
        _venue.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task An_honest_venue_gives_receipts_that_hold_and_cannot_be_slashed()
    {
        var trader = await _venue.TraderAsync(_http, "alice");
        var envelope = trader.Sign(Order(59_000));
        var reply = await _http.NativeAsync("exchange", envelope, default);
        Assert.NotNull(reply["data"]!["response"]!["response"]!["data"]!["statuses"]![0]!["resting"]);
        var acknowledged = Write("ack.json", reply.ToJsonString());
        var nonce = JsonNode.Parse(envelope)!["nonce"]!.GetValue<ulong>();
        var fetched = Get("--signer", $"{trader.Session.Address}", "--nonce", $"{nonce}");
        var cancel = trader.Sign(new JsonObject { ["type"] = "noop" });
        await _http.ExchangeAsync(cancel, default);
        var second = Get(
            "--signer", $"{trader.Session.Address}", "--nonce",
            JsonNode.Parse(cancel)!["nonce"]!.ToString());
        using (var check = HostProcess.Run(
            ["receipt", "check", acknowledged, fetched, second, "--sequencer", $"{Key.Address}"]))
        {
            Assert.True(check.ExitCode == 0, check.Output + check.Error);
            Assert.Contains("PlaceOrders, nonce", check.Output, StringComparison.Ordinal);
        }

        // After a restart, in another epoch, the same receipt has the same bytes.
        _venue.Stop();
        _venue.Up();
        Assert.Equal(
            File.ReadAllText(fetched),
            File.ReadAllText(Get("--signer", $"{trader.Session.Address}", "--nonce", $"{nonce}")));

        await _http.NativeAsync("settle", "{}", default);
        using (var kept = HostProcess.Run(["receipt", "check", fetched, second, .. OnChain]))
        {
            Assert.True(kept.ExitCode == 0, kept.Output + kept.Error);
            Assert.Contains("KEPT", kept.Output, StringComparison.Ordinal);
        }

        // The deadline passes, and a challenge that nobody should open: the node answers by itself.
        var held = Bond.BondHeld();
        new AnvilRpc(_client).Mine(620);
        Challenge(ReceiptJson.Read(File.ReadAllText(fetched)).Receipt);
        await Until(() => Bond.OpenChallenges() == 0);
        Assert.Equal(held, Bond.BondHeld());
        Assert.True(Bond.ChallengeOf(ReceiptJson.Read(File.ReadAllText(fetched)).Receipt.Seq).AnsweredBy > 0);
    }

    [Fact]
    public async Task A_sequencer_that_signs_two_leaves_loses_its_bond_by_the_evidence()
    {
        var trader = await _venue.TraderAsync(_http, "bob");
        var reply = await _http.NativeAsync("exchange", trader.Sign(Order(59_000)), default);
        var honest = Write("honest.json", reply.ToJsonString());
        var document = ReceiptJson.Read(File.ReadAllText(honest));
        var lie = Write("lie.json", ReceiptJson.Write(Lie(document)));
        var proof = Path.Combine(_folder.Path, "proof.json");
        using (var offline = HostProcess.Run(["receipt", "check", honest, lie, "--evidence", proof]))
        {
            Assert.True(offline.ExitCode == 3, offline.Output + offline.Error);
            Assert.Contains("CONTRADICT", offline.Output, StringComparison.Ordinal);
        }

        var evidence = JsonNode.Parse(File.ReadAllText(proof))!;
        Assert.Equal("slashTwoLeaves", evidence["call"]!.GetValue<string>());
        Assert.NotEqual(0UL, Bond.BondHeld());
        var key = Payer();
        using var sent = HostProcess.Run(
        [
            "receipt", "check", honest, lie, "--evidence", Path.Combine(_folder.Path, "again.json"),
            .. OnChain, "--send", key,
        ]);
        Assert.True(sent.ExitCode == 3, sent.Output + sent.Error);
        Assert.Contains("is mined in block", sent.Output, StringComparison.Ordinal);
        Assert.Equal(0UL, Bond.BondHeld());
        Assert.True(Bond.IsSlashed(document.Receipt.Seq));

        // A second time there is nothing to take, and the venue says at its next start what stands behind it.
        using var twice = HostProcess.Run(
        [
            "receipt", "check", honest, lie, "--evidence", Path.Combine(_folder.Path, "twice.json"),
            .. OnChain, "--send", key,
        ]);
        Assert.Equal(1, twice.ExitCode);
        Assert.Contains("AlreadySlashed", twice.Error, StringComparison.Ordinal);
        _venue.Stop();
        _venue.Up();
        Assert.Contains("NO BOND stands behind them", _venue.Process.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_sequencer_whose_batch_carries_another_leaf_than_it_promised_loses_its_bond()
    {
        var trader = await _venue.TraderAsync(_http, "dora");
        var reply = await _http.NativeAsync("exchange", trader.Sign(Order(59_000)), default);
        var document = ReceiptJson.Read(reply.ToJsonString());
        await _http.NativeAsync("settle", "{}", default);
        var chain = new SettlementContract(_client, Settlement);
        await Until(() => chain.Latest().LastSeq >= document.Receipt.Seq);
        var lie = Write("lie.json", ReceiptJson.Write(Lie(document)));
        using (var sent = Check(lie, Payer()))
        {
            Assert.True(sent.ExitCode == 3, sent.Output + sent.Error);
            Assert.Contains("slashPosted is mined in block", sent.Output, StringComparison.Ordinal);
        }

        Assert.Equal(0UL, Bond.BondHeld());
        Assert.True(Bond.IsSlashed(document.Receipt.Seq));
    }

    [Fact]
    public async Task A_promise_that_is_not_kept_in_time_is_challenged_and_taken_when_nobody_answers()
    {
        // What the venue has not in its log nobody can answer for.
        const ulong never = 1_000_000;
        var trader = await _venue.TraderAsync(_http, "emil");
        var reply = await _http.NativeAsync("exchange", trader.Sign(Order(59_000)), default);
        var honest = ReceiptJson.Read(reply.ToJsonString());
        var file = Write("never.json", ReceiptJson.Write(Lie(honest, never)));
        var payer = Payer();
        using (var early = Check(file, payer))
        {
            Assert.True(early.ExitCode == 0, early.Output + early.Error);
            Assert.Contains("not posted yet", early.Output, StringComparison.Ordinal);
        }

        var rpc = new AnvilRpc(_client);
        rpc.Mine((int)Math.Max(1, (long)honest.Receipt.Batch.Deadline - (long)_client.Head().Number + 1));
        using (var challenged = Check(file, payer))
        {
            Assert.True(challenged.ExitCode == 3, challenged.Output + challenged.Error);
            Assert.Contains("OVERDUE", challenged.Output, StringComparison.Ordinal);
            Assert.Contains("challenge is mined in block", challenged.Output, StringComparison.Ordinal);
        }

        Assert.True(Bond.ChallengeOf(never).IsOpen);
        using (var waiting = Check(file, payer))
        {
            Assert.Contains("time to answer up to block", waiting.Output, StringComparison.Ordinal);
        }

        rpc.Mine((int)Bond.AnswerBlocks() + 1);
        Assert.NotEqual(0UL, Bond.BondHeld());
        using (var concluded = Check(file, payer))
        {
            Assert.True(concluded.ExitCode == 3, concluded.Output + concluded.Error);
            Assert.Contains("nobody answered", concluded.Output, StringComparison.Ordinal);
        }

        Assert.Equal(0UL, Bond.BondHeld());
    }

    [Fact]
    public async Task The_hash_that_a_fill_carries_finds_its_receipt()
    {
        var maker = await _venue.TraderAsync(_http, "frida");
        var taker = await _venue.TraderAsync(_http, "gus");
        await _http.ExchangeAsync(maker.Sign(Order(59_000, isBuy: false)), default);
        var envelope = taker.Sign(Order(61_000));
        await _http.ExchangeAsync(envelope, default);
        var hash = (await taker.FillsAsync(default))[0]["hash"]!.GetValue<string>();
        var receipt = ReceiptJson.Read(File.ReadAllText(Get("--hash", hash)));
        var entry = EntryCodec.DecodeCanonical(
            receipt.Receipt.Seq, receipt.Receipt.Arrival, receipt.Entry!);
        Assert.Equal(
            JsonNode.Parse(envelope)!["nonce"]!.GetValue<ulong>(),
            Assert.IsType<SignedAction>(entry.Entry).Nonce);
    }

    [Fact]
    public async Task A_new_key_signs_from_the_next_start_on_and_the_old_one_stays_liable()
    {
        var status = await _http.NativeAsync("status", null, default);
        Assert.Equal(Key.Address.ToString(), status["sequencer"]!.GetValue<string>());
        _venue.Stop();
        var file = Write("sequencer", new string('2', 64));
        _venue.Up("--sequencer-key", file);
        Assert.True(PrivateKey.TryParse(new string('2', 64), out var next));
        Assert.Equal(next.Address, Bond.Sequencer());
        Assert.True(Bond.IsSequencer(Key.Address));
        var trader = await _venue.TraderAsync(_http, "carol");
        var reply = await _http.NativeAsync("exchange", trader.Sign(Order(59_000)), default);
        var receipt = ReceiptJson.Read(reply.ToJsonString());
        Assert.Equal(next.Address, receipt.Receipt.Signer(receipt.Domain));
    }

    private static PrivateKey Key => DevelopmentKeys.Sequencer;

    // What only the holder of the key can make: another entry at the same place of the same record, or one
    // at any place.
    private static ReceiptDocument Lie(ReceiptDocument of, ulong? at = null)
    {
        var receipt = of.Receipt;
        var seq = at ?? receipt.Seq;
        var entry = new SequencedEntry(
            seq, receipt.Arrival, new Time(1), new Offing.Protocol.Entries.Tick());
        var (record, epoch) = (receipt.Batch.Record, receipt.Batch.Epoch + 1);
        var place = new RecordPlace(record, epoch, receipt.Batch.PreviousHash);
        var batch = new SignedMicroBatch(of.Domain, Key, place, [entry], receipt.Batch.Deadline);
        return of with { Receipt = batch.ReceiptOf(seq), Entry = null };
    }

    private static JsonObject Order(ulong price, bool isBuy = true) =>
        WireOrders.Limit(isBuy, $"{price}", "0.01");

    // A stranger with ether and USDC of his own, in the file that --send takes.
    private string Payer()
    {
        var file = Write("key", "0x" + new string('1', 64));
        Assert.True(PrivateKey.TryParse(File.ReadAllText(file), out var payer));
        var rpc = new AnvilRpc(_client);
        rpc.SetBalance(payer.Address, (UInt128)1_000_000_000_000_000_000);
        var sender = new L1Sender(_client, DevelopmentKeys.Faucet, () => rpc.Mine());
        new VaultClient(_client, Deployment.TryLoad(_venue.Data)!, sender)
            .Mint(payer.Address, Bond.ChallengeBond());
        return file;
    }

    private Address Settlement => Deployment.TryLoad(_venue.Data)!.Settlement;

    private HostProcess Check(string file, string payer) => HostProcess.Run(
    [
        "receipt", "check", file, "--evidence", Path.Combine(_folder.Path, $"{Guid.NewGuid()}.json"),
        .. OnChain, "--send", payer,
    ]);

    private void Challenge(Receipt receipt)
    {
        var rpc = new AnvilRpc(_client);
        var deployment = Deployment.TryLoad(_venue.Data)!;
        var sender = new L1Sender(_client, DevelopmentKeys.Faucet, () => rpc.Mine());
        var vault = new VaultClient(_client, deployment, sender);
        vault.Mint(DevelopmentKeys.Faucet.Address, Bond.ChallengeBond());
        var approval = AbiWriter.Call("approve(address,uint256)").Address(Bond.Address);
        sender.Execute(deployment.Usdc, approval.UInt(Bond.ChallengeBond()).Build());
        sender.Execute(Bond.Address, BondCalls.Challenge(receipt));
    }

    private string Get(params string[] by)
    {
        var file = Path.Combine(_folder.Path, $"{Guid.NewGuid()}.json");
        using var get = HostProcess.Run(["receipt", "get", "--url", _venue.BaseUrl, .. by, "--out", file]);
        Assert.True(get.ExitCode == 0, get.Output + get.Error);
        return file;
    }

    private string Write(string name, string text)
    {
        var file = Path.Combine(_folder.Path, name);
        File.WriteAllText(file, text);
        return file;
    }

    private static async Task Until(Func<bool> holds)
    {
        for (var i = 0; i < 600 && !holds(); i++)
        {
            await Task.Delay(100);
        }

        Assert.True(holds());
    }
}
