using Offing.Primitives;
using Offing.Settlement.Deployments;
using Offing.Settlement.DevChains;
using Offing.Settlement.L1;
using Offing.Signing;
using Offing.Tools.Client;
using Offing.Tools.Demo;

namespace Offing.Host.Tests;

/// <summary>
/// The operator of a real venue hands its place over, on its chain: the venue says so and waits when its key
/// is not the operator's any more, and goes on from the next batch with the key of who follows.
/// </summary>
public sealed class OperatorHandoverTests : IDisposable
{
    private const StringComparison Ordinal = StringComparison.Ordinal;

    private static readonly string Secret = new('7', 64);
    private static readonly string Sequencer = new('8', 64);
    private static readonly Address Old = DevelopmentKeys.Operator.Address;
    private static readonly Address New = PrivateKey.Parse(Secret).Address;
    private static readonly string[] Options = ["--batch-seconds", "3", "--posting-lag", "5"];

    private readonly RunningVenue _venue = RunningVenue.Start(Options);
    private readonly VenueClient _http;
    private readonly JsonRpcClient _client;

    public OperatorHandoverTests()
    {
        _http = new VenueClient(_venue.Http);
        _client = new JsonRpcClient(new Uri(Rpc));
    }

    private string Rpc => $"http://127.0.0.1:{_venue.Chain}/";

    private string[] Chain => ["--chain", Rpc];

    private Deployment Deployment => Deployment.TryLoad(_venue.Data)!;

    public void Dispose()
    {
        _client.Dispose();
        _http.Dispose();
        _venue.Dispose();
    }

    [Fact]
    public async Task The_place_is_handed_over_and_the_venue_goes_on_with_the_next_key()
    {
        var (maker, taker) = (await _venue.TraderAsync(_http, "m"), await _venue.TraderAsync(_http, "t"));
        await TradeAsync(maker, taker);
        Announce();

        // Nobody waits a minute for the delay of a development chain.
        new AnvilRpc(_client).IncreaseTime(60);
        _venue.Process.AwaitError("offing: batches: NotOperator: ");
        _venue.Process.AwaitError($"offing: operator: the chain takes batches from {New} only");
        var posted = await StatusAsync("lastPosted");
        Assert.Contains("batches wait or stop: NotOperator", _venue.Operator("status"), Ordinal);
        await UntilAsync(isLate: true, maker);
        Assert.Equal(posted, await StatusAsync("lastPosted"));
        Assert.Contains("has another operator", Refused("propose", "take-over"), Ordinal);

        // Started with the same key it waits as before; only the operator makes another key that of receipts.
        _venue.Stop();
        using (var early = HostProcess.Run(
            ["up", .. _venue.Ports, "--data", _venue.Data, "--sequencer-key", KeyFile(Sequencer)]))
        {
            Assert.Equal(1, early.ExitCode);
            Assert.Contains("--operator-key", early.Error, Ordinal);
        }

        _venue.Up(Options);
        _venue.Process.AwaitError("offing: batches: NotOperator: ");
        _venue.Stop();
        _venue.Up([.. Options, "--operator-key", KeyFile(Secret), "--sequencer-key", KeyFile(Sequencer)]);
        await PostedAsync(posted + 1);
        await UntilAsync(isLate: false, maker);
        await TradeAsync(maker, taker);
        Assert.Contains($"operator {New}, whose key posts here", _venue.Operator("status"), Ordinal);
        TakeOver();
        await PostedAsync(await StatusAsync("lastBatch") + 1);
        await HoldsAsync(taker);
    }

    // Shown, sent, called back, and sent again.
    private void Announce()
    {
        var shown = _venue.Operator(["hand-over", "--to", $"{New}", .. Chain]);
        Assert.Contains($"{Old} -> {New}, 60 s after it is announced", shown, Ordinal);
        Assert.Contains($"{New} has 0 ether", shown, Ordinal);
        Assert.Contains("nothing was sent", shown, Ordinal);
        Assert.Contains("nothing to take back", Refused("hand-over", "--to", $"{Old}"), Ordinal);
        Assert.Contains("nobody watches himself", Refused(
            "hand-over", "--to", $"{DevelopmentKeys.Watchers[0].Address}"), Ordinal);
        Assert.Contains("only the operator hands its place over", Refused(
            "hand-over", "--to", $"{New}", "--key-file", KeyFile(Secret)), Ordinal);

        string[] sent = [.. Chain, "--development", "--confirm"];
        Assert.Contains(
            $"announced: {New} follows at", _venue.Operator(["hand-over", "--to", $"{New}", .. sent]),
            Ordinal);
        _venue.Process.AwaitError($"offing: operator: the place goes from this venue's key to {New} at");
        Assert.Contains($"announced: {New} follows at", _venue.Operator("status"), Ordinal);
        Assert.Contains(
            $"{Old} stays the operator, and nobody",
            _venue.Operator(["hand-over", "--to", $"{Old}", .. sent]), Ordinal);
        _venue.Operator(["hand-over", "--to", $"{New}", .. sent]);
    }

    // Until then the switches are those of the key before.
    private void TakeOver()
    {
        Assert.Contains($"kill switches are {Old}'s", _venue.Operator("status"), Ordinal);
        _venue.Operator("stop", "--market", "ETH", "--reason", "3", "--development", "--confirm");
        string[] key = ["--key-file", KeyFile(Secret), "--confirm"];
        Assert.Contains(
            "change 1 holds", _venue.Operator(["propose", "take-over", .. Chain, .. key]), Ordinal);
        Assert.Contains(
            $"operator is {New}", Refused("lift", "--market", "ETH"), Ordinal);
        Assert.Contains(
            "thrown with entry", _venue.Operator(["lift", "--market", "ETH", .. key]), Ordinal);
    }

    // Nothing that was traded is lost, and the chain alone says so.
    private async Task HoldsAsync(Trader taker)
    {
        var state = await _http.ClearinghouseAsync(taker.Account, default);
        Assert.Equal("0.4", state["assetPositions"]![0]!["position"]!["szi"]!.GetValue<string>());
        var receipt = await _http.NativeAsync($"receipt?seq={await StatusAsync("headSeq")}", null, default);
        Assert.Equal("ok", receipt["status"]!.GetValue<string>());
        using var verify = HostProcess.Run("verify", "--rpc", Rpc, "--vault", $"{Deployment.Vault}");
        Assert.True(verify.ExitCode == 0, verify.Output + verify.Error);
        Assert.Contains("OK: ", verify.Output, Ordinal);
    }

    private static async Task TradeAsync(Trader maker, Trader taker)
    {
        await maker.SendAsync(WireOrders.Limit(false, "60000", "0.2"), default);
        await taker.SendAsync(WireOrders.Limit(true, "60000", "0.2"), default);
    }

    // An order that could grow a position is refused past the bound, until the chain has the batches.
    private async Task UntilAsync(bool isLate, Trader trader)
    {
        for (var waited = 0; ; waited++)
        {
            var reply = await trader.TrySendAsync(WireOrders.Limit(false, "65000", "0.001"), default);
            var refusal = VenueClient.ErrorOf(reply)
                ?? $"{reply["response"]!["data"]!["statuses"]![0]!["error"]}";
            if (refusal.StartsWith("POSTING_LATE: ", Ordinal) == isLate)
            {
                return;
            }

            Assert.True(waited < 600, $"nothing changes: {refusal} {_venue.Process.Error}");
            await Task.Delay(100);
        }
    }

    private async Task PostedAsync(ulong number)
    {
        for (var waited = 0; await StatusAsync("lastPosted") < number; waited++)
        {
            Assert.True(waited < 600, $"batch {number} is not posted: {_venue.Process.Error}");
            await Task.Delay(100);
        }
    }

    private async Task<ulong> StatusAsync(string what) =>
        (await _http.NativeAsync("status", null, default))[what]!.GetValue<ulong>();

    private string KeyFile(string secret)
    {
        var file = Path.Combine(Path.GetDirectoryName(_venue.Data)!, $"{secret[0]}.key");
        File.WriteAllText(file, secret);
        return file;
    }

    private string Refused(params string[] words)
    {
        using var process = HostProcess.Run([
            "operator", .. words, "--confirm", "--url", _venue.BaseUrl, .. words[0] == "lift" ? [] : Chain,
            .. words.Contains("--key-file") ? (string[])[] : ["--development"]]);
        Assert.Equal(1, process.ExitCode);
        return process.Error;
    }
}
