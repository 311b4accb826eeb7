using System.Text.Json.Nodes;
using Offing.Primitives;
using Offing.Protocol.Commands;
using Offing.Protocol.Genesis;
using Offing.Settlement.Contracts;
using Offing.Settlement.Deployments;
using Offing.Settlement.L1;
using Offing.Signing;
using Offing.Tools;
using Offing.Tools.Chain;
using Offing.Tools.Client;
using Offing.Tools.Demo;

namespace Offing.Host.Tests;

/// <summary>What owners demand through the chain, of a real venue.</summary>
public sealed class RequestTests : IDisposable
{
    private const string Seed = "request test";

    private readonly VenueAtHand _at = new();

    public void Dispose() => _at.Dispose();

    // No signature of an owner is made anywhere here: the wallet has no key.
    [Fact]
    public async Task A_contract_uses_the_venue_from_deposit_to_claim()
    {
        var faucet = _at.Session.VaultOf(DevelopmentKeys.Faucet);
        var wallet = new ContractWallet(
            _at.Session.Client, new L1Sender(_at.Session.Client, DevelopmentKeys.Faucet));
        faucet.Mint(wallet.Address, 4_000_000);
        wallet.Call(_at.Deployment.Usdc, AbiWriter.Call("approve(address,uint256)")
            .Address(_at.Deployment.Vault).UInt(UInt128.MaxValue).Build());
        await FundCommand.RunAsync(
            _at.Http, _at.Venue.Chain, wallet.Address, new MicroUsd(1_000_000_000), TextWriter.Null, default);

        var bot = new Trader(_at.Http, "bot", Seed);
        Enter(wallet, RequestCalls.Grant(bot.Session.Address, 0, SessionLimits.None));
        var maker = await _at.Venue.TraderAsync(_at.Http, "maker");
        var site = await VenueSite.AskAsync(_at.Http, default);
        var market = site.Market("BTC");
        await FreshPrices.AwaitAsync(_at.Http, [market.Id], _ => { }, default);
        await AwaitAsync(async () => await IsTradingAsync(bot, market));
        var mark = await MarkAsync(market) / 100 * 100;
        await maker.OrderAsync(market, Side.Sell, mark + 100, 1_000, TimeInForce.Gtc, default);
        await bot.OrderAsync(market, Side.Buy, mark + 100, 1_000, TimeInForce.Ioc, default);
        await maker.OrderAsync(market, Side.Buy, mark - 100, 10_000, TimeInForce.Gtc, default);

        Enter(wallet, RequestCalls.Close(wallet.Address, 0, market.Id, 0));
        Enter(wallet, RequestCalls.CancelAll(wallet.Address, 0));
        Enter(wallet, RequestCalls.Withdrawal(wallet.Address, 0, 0));
        Claims? claim = null;
        await AwaitAsync(async () =>
        {
            var list = await _at.Http.NativeAsync($"withdrawals?account={wallet.Address}", null, default);
            return (claim = Claims.Final(list).SingleOrDefault()) is not null;
        });
        faucet.Claim(claim!.Header, claim.Index, wallet.Address, claim.Amount, claim.Proof);
        Assert.Equal((UInt128)claim.Amount, faucet.BalanceOf(wallet.Address));
        Assert.InRange(claim.Amount, 1_000_000_000UL, 1_004_000_000UL);
        Assert.Equal(0, (await _at.Http.EquityAsync(wallet.Address, default)).Value);

        using var verify = HostProcess.Run(
            ["verify", "--rpc", _at.Rpc, "--vault", $"{_at.Deployment.Vault}"]);
        Assert.True(verify.ExitCode == 0, verify.Output + verify.Error);
    }

    [Fact]
    public async Task An_owner_demands_by_hand_and_is_told_what_becomes_of_it()
    {
        var trader = new Trader(_at.Http, "owner", Seed);
        await FundCommand.RunAsync(
            _at.Http, _at.Venue.Chain, trader.Account, new MicroUsd(50_000_000), TextWriter.Null, default);
        Fails(trader, "has 0 USDC on chain, a request costs 1", "cancel-all");
        _at.Session.VaultOf(DevelopmentKeys.Faucet).Mint(trader.Account, 5_000_000);
        Fails(trader, "has no ether for gas", "cancel-all");
        _at.Session.VaultOf(trader.Wallet);
        Fails(trader, "market DOGE: genesis has BTC, ETH", "close", "--market", "DOGE");
        Fails(trader, "must be over 0 with at most 5 decimals", "close", "--market", "BTC", "--size", "x");
        Fails(trader, "--session 12: must be 0x and 40 hex digits", "grant", "--session", "12");

        var session = trader.Session.Address.ToString();
        Said(trader, "request 1 is entered; the venue has until", "cancel-all");
        Said(
            trader, "request 2 is served", "grant", "--session", session, "--max-leverage", "3", "--market",
            "ETH");
        Said(trader, "request 3 is refused (", "close", "--market", "BTC", "--size", "0.5");
        Said(trader, "request 4 is served", "withdraw", "--usdc", "20");
        Said(trader, "request 5 is entered", "revoke", "--session", session, "--no-wait");
        await AwaitAsync(async () =>
            (await _at.Http.NativeAsync($"withdrawals?account={trader.Account}", null, default))["data"]!
                .AsArray().Count == 1);
    }

    private void Enter(ContractWallet wallet, byte[] call) => wallet.Call(_at.Deployment.Vault, call);

    private static async Task<bool> IsTradingAsync(Trader bot, MarketParameters market)
    {
        var probe = await bot.TrySendAsync(ActionJson.Cancel(market.Id, new OrderId(1)), default);
        return VenueClient.ErrorOf(probe) is null;
    }

    private async Task<ulong> MarkAsync(MarketParameters market)
    {
        var both = await _at.Http.InfoAsync(new JsonObject { ["type"] = "metaAndAssetCtxs" }, default);
        Assert.True(VenueClient.TryUnits(
            both[1]![(int)market.Id.Value]!["markPx"]!, market.PriceDecimals, out var ticks));
        return (ulong)ticks;
    }

    private static async Task AwaitAsync(Func<Task<bool>> holds)
    {
        for (var i = 0; i < 300; i++)
        {
            if (await holds())
            {
                return;
            }

            await Task.Delay(100);
        }

        Assert.Fail("it does not come in 30 s");
    }

    private void Said(Trader trader, string told, params string[] words)
    {
        using var process = HostProcess.Run(Words(trader, words));
        Assert.True(process.ExitCode == 0, process.Output + process.Error);
        Assert.Contains(told, process.Output, StringComparison.Ordinal);
    }

    private void Fails(Trader trader, string told, params string[] words)
    {
        using var process = HostProcess.Run(Words(trader, words));
        Assert.Equal(1, process.ExitCode);
        Assert.Contains(told, process.Error, StringComparison.Ordinal);
    }

    private string[] Words(Trader trader, string[] words) =>
    [
        "request", .. words, "--rpc", _at.Rpc, "--vault", $"{_at.Deployment.Vault}",
        "--key", VenueAtHand.KeyOf(trader, Seed),
    ];
}
