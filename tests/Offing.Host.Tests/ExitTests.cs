using System.Text.Json.Nodes;
using Offing.Primitives;
using Offing.Settlement.Contracts;
using Offing.Settlement.Deployments;
using Offing.Settlement.DevChains;
using Offing.Settlement.L1;
using Offing.Signing;
using Offing.Tools;
using Offing.Tools.Client;
using Offing.Tools.Demo;

namespace Offing.Host.Tests;

/// <summary>Leaving a venue that serves, with the real executable, the chain and the key.</summary>
public sealed class ExitTests : IDisposable
{
    private const string Seed = "exit test";
    private const string OneKey = "0x0000000000000000000000000000000000000000000000000000000000000abc";

    private VenueAtHand _at = null!;

    public void Dispose() => _at?.Dispose();

    // Of a venue of net data nobody has the inputs when somebody leaves.
    private void Begin(bool isNet) => _at = new VenueAtHand(isNet);

    private void LoseInputs(bool isNet)
    {
        if (isNet)
        {
            Directory.Delete(_at.Venue.Inputs, recursive: true);
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_withdrawal_is_waited_for_and_claimed_and_a_second_run_has_nothing_to_do(bool isNet)
    {
        Begin(isNet);
        // So much in the vault that a claim of all need not wait in its line.
        await _at.Venue.TraderAsync(_at.Http, "other");
        var trader = await TraderAsync("leaver");
        var vault = _at.Session.VaultOf(trader.Wallet);
        await trader.WithdrawAsync(new MicroUsd(100_000_000), _at.Deployment.ChainId, default);
        await _at.Http.NativeAsync("settle", "{}", default);

        LoseInputs(isNet);
        using var look = Exit(trader, "--dry-run");
        Assert.Contains("withdrawal 0 of 100 USDC, ", look.Output, StringComparison.Ordinal);
        Assert.Equal(UInt128.Zero, vault.BalanceOf(trader.Account));

        // By a state that an earlier run left, once its batch is final, the withdrawal is known as well.
        string[] kept = ["--checkpoint", Path.Combine(_at.Venue.Data, "kept")];
        var said = "";
        for (var run = 0; run < 60 && !said.Contains("beginning behind", StringComparison.Ordinal); run++)
        {
            using var again = Exit(trader, ["--dry-run", .. kept]);
            Assert.Contains("withdrawal 0 of 100 USDC, ", again.Output, StringComparison.Ordinal);
            said = again.Error;
        }

        using var exit = Exit(trader, ["--yes", .. kept]);
        Assert.True(exit.ExitCode == 0, exit.Output + exit.Error);
        Assert.Contains("beginning behind batch", exit.Error, StringComparison.Ordinal);
        Assert.Contains("1/1 withdrawal 0: ", exit.Output, StringComparison.Ordinal);
        Assert.Contains("nothing of this key is left in the venue", exit.Output, StringComparison.Ordinal);
        Assert.Equal((UInt128)100_000_000, vault.BalanceOf(trader.Account));

        using var done = Exit(trader);
        Assert.True(done.ExitCode == 0, done.Output + done.Error);
        Assert.Contains("nothing of this key is left in the venue", done.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_position_and_an_order_are_closed_by_requests_and_all_the_money_is_out(bool isNet)
    {
        Begin(isNet);
        var (leaver, maker) = (await TraderAsync("leaver"), await _at.Venue.TraderAsync(_at.Http, "maker"));
        var vault = _at.Session.VaultOf(leaver.Wallet);
        vault.Mint(leaver.Account, 10_000_000);
        await GrantAsync(leaver);
        await maker.SendAsync(Order(isBuy: false, "60500"), default);
        await leaver.SendAsync(Order(isBuy: true, "60500"), default);
        await leaver.SendAsync(Order(isBuy: true, "56000"), default);
        await maker.SendAsync(Order(isBuy: true, "59500"), default);
        await _at.Http.NativeAsync("settle", "{}", default);

        LoseInputs(isNet);
        using var exit = Exit(leaver, "--yes");
        Assert.True(exit.ExitCode == 0, exit.Output + exit.Error);
        var orders = isNet ? "perhaps orders" : "1 order(s)";
        Assert.Contains($"+100 lots of BTC, {orders}", exit.Output, StringComparison.Ordinal);
        Assert.Contains("enter 3 request(s)", exit.Output, StringComparison.Ordinal);
        Assert.Contains("nothing of this key is left in the venue", exit.Output, StringComparison.Ordinal);
        Assert.Equal(0, (await _at.Http.EquityAsync(leaver.Account, default)).Value);
        // A loss of one dollar between the two prices, and fees of a few cents.
        Assert.InRange((long)vault.BalanceOf(leaver.Account), 108_900_000, 109_000_000);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    [InlineData(true, "--prove-all")]
    public async Task A_venue_that_does_not_serve_is_ended_and_left_by_the_escape(
        bool isNet, params string[] scope)
    {
        Begin(isNet);
        var leaver = await TraderAsync("leaver");
        var vault = _at.Session.VaultOf(leaver.Wallet);
        vault.Mint(leaver.Account, 10_000_000);
        await GrantAsync(leaver);
        await leaver.SendAsync(Order(isBuy: true, "56000"), default);
        await _at.Http.NativeAsync("settle", "{}", default);
        _at.Venue.Process.Signal("STOP");
        LoseInputs(isNet);
        try
        {
            using var client = new JsonRpcClient(new Uri(_at.Rpc));
            var chain = new AnvilRpc(client);
            using var exit = HostProcess.Start(Words(leaver, ["--yes", .. scope]));
            exit.AwaitLine("waiting: the venue serves 2 request(s)");
            chain.IncreaseTime(61);
            exit.AwaitLine("take back 2 request(s) that no batch consumed");
            if (scope.Length == 0)
            {
                // Who proves everybody need not wait for others to do it.
                exit.AwaitLine("waiting: the claim phase ends");
                chain.IncreaseTime(60);
            }

            exit.AwaitExit();
            Assert.True(exit.ExitCode == 0, exit.Output + exit.Error);
            Assert.Contains("end the venue: ", exit.Output, StringComparison.Ordinal);
            Assert.Contains("everything is out", exit.Output, StringComparison.Ordinal);
        }
        finally
        {
            _at.Venue.Process.Signal("CONT");
        }

        Assert.Equal((UInt128)110_000_000, vault.BalanceOf(leaver.Account));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task What_watchers_cancelled_pays_nothing_and_the_batch_before_pays_all(bool isNet)
    {
        Begin(isNet);
        var leaver = await TraderAsync("leaver");
        var vault = _at.Session.VaultOf(leaver.Wallet);
        await _at.Http.NativeAsync("settle", "{}", default);
        await leaver.WithdrawAsync(new MicroUsd(40_000_000), _at.Deployment.ChainId, default);
        var reply = await _at.Http.NativeAsync("settle", "{}", default);
        var number = reply["data"]!["batch"]!.GetValue<ulong>();
        _at.Venue.Process.Signal("STOP");
        LoseInputs(isNet);
        try
        {
            using var client = new JsonRpcClient(new Uri(_at.Rpc));
            Cancel(client, number);
            var chain = new AnvilRpc(client);
            using var exit = HostProcess.Start(Words(leaver, "--yes"));
            exit.AwaitLine("waiting: the claim phase ends");
            chain.IncreaseTime(60);
            exit.AwaitExit();
            Assert.True(exit.ExitCode == 0, exit.Output + exit.Error);
            Assert.Contains("everything is out", exit.Output, StringComparison.Ordinal);
            Assert.DoesNotContain("withdrawal 0", exit.Output, StringComparison.Ordinal);
        }
        finally
        {
            _at.Venue.Process.Signal("CONT");
        }

        Assert.Equal((UInt128)100_000_000, vault.BalanceOf(leaver.Account));
    }

    // With what two watchers say that they computed.
    private void Cancel(JsonRpcClient client, ulong number)
    {
        var header = new BatchReader(client, _at.Deployment).Read(0, client.Head().Number)
            .First(read => read.Batch.Header.Number == number).Batch.Header;
        var root = Keccak.Hash("another root"u8);
        var digest = new OffingDomain(_at.Deployment.ChainId, _at.Deployment.Vault).Digest(
            new RefusalMessage(number, header.Hash(), root));
        var refusals = DevelopmentKeys.Watchers.Skip(1).Select(key => Secp256k1.Sign(digest, key)).ToList();
        new L1Sender(client, DevelopmentKeys.Faucet).Execute(
            _at.Deployment.Settlement, SettlementContract.CancelInput(header, root, refusals));
    }

    [Fact]
    public async Task What_lacks_is_said_in_one_line()
    {
        Begin(isNet: false);
        Fails("no key: name the account's own", "exit", "--rpc", _at.Rpc, "--vault", _at.Vault);
        Fails("does not hold a key", "exit", "--rpc", _at.Rpc, "--vault", _at.Vault, "--key", "0x12");
        var token = $"{_at.Deployment.Usdc}";
        Fails("is no vault of a venue", "exit", "--rpc", _at.Rpc, "--vault", token, "--key", OneKey);
        var missing = "/nowhere";
        Fails("there is no such file", "exit", "--rpc", _at.Rpc, "--vault", _at.Vault, "--key-file", missing);
        var trader = await TraderAsync("poor");
        await _at.Http.NativeAsync("settle", "{}", default);
        Fails("there is no terminal to ask at", Words(trader));
        Fails("has no ether for gas", Words(trader, "--yes"));
        _at.Session.VaultOf(trader.Wallet);
        Fails("a request costs 1 USDC, and", Words(trader, "--yes"));
    }

    private HostProcess Exit(Trader trader, params string[] more) => HostProcess.Run(Words(trader, more));

    private string[] Words(Trader trader, params string[] more) =>
        ["exit", "--rpc", _at.Rpc, "--vault", _at.Vault, "--key", VenueAtHand.KeyOf(trader, Seed), .. more];

    private async Task<Trader> TraderAsync(string name)
    {
        var trader = new Trader(_at.Http, name, Seed);
        await FundCommand.RunAsync(
            _at.Http, _at.Venue.Chain, trader.Account, new MicroUsd(100_000_000), TextWriter.Null, default);
        return trader;
    }

    private async Task GrantAsync(Trader trader) =>
        await trader.GrantAsync((await VenueSite.AskAsync(_at.Http, default)).Domain, default);

    private static JsonObject Order(bool isBuy, string price) => WireOrders.Limit(isBuy, price, "0.001");

    private static void Fails(string line, params string[] words)
    {
        using var process = HostProcess.Run(words);
        Assert.Equal(1, process.ExitCode);
        Assert.Contains(line, process.Error, StringComparison.Ordinal);
    }
}
