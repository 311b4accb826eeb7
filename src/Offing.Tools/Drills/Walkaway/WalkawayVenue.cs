using System.Text.Json.Nodes;
using Offing.Engine.Accounts;
using Offing.Primitives;
using Offing.Protocol.Commands;
using Offing.Protocol.Genesis;
using Offing.Settlement.Deployments;
using Offing.Settlement.DevChains;
using Offing.Settlement.L1;
using Offing.Signing;
using Offing.Tools.Client;
using Offing.Tools.Demo;
using Offing.Tools.Operator;
using Offing.Tools.Publishers;

namespace Offing.Tools.Drills.Walkaway;

/// <summary>
/// Brings a real venue to the state in which its operator dies: fifty accounts with positions, orders, a
/// sub-account and a withdrawal that nobody claimed, and six of them bankrupt, because the operator stopped
/// the liquidations of a market whose price then fell.
/// </summary>
internal sealed class WalkawayVenue
{
    /// <summary>Accounts with a key of their own.</summary>
    public const int Accounts = 50;

    /// <summary>Of them, pairs of which the long one is bankrupt in the end.</summary>
    public const int BankruptPairs = 6;

    private const int SteadyPairs = 14;
    private const long Poor_Usdc = 1_000;
    private const long Steady_Usdc = 5_000;
    private const long Quiet_Usdc = 300;

    // 60,000 USDC, and 0.15 of them: a loss of 15 % is more than the poor have.
    private const uint Price_Ticks = 6_000_000;
    private const uint Fallen_Ticks = 5_100_000;
    private const ulong Size_Lots = 1_500;
    private const int RingRounds = 6;

    private static readonly TimeSpan FallWithin = TimeSpan.FromSeconds(30);

    private readonly VenueClient _client;
    private readonly VenueSite _site;
    private readonly DevelopmentPublishers _publishers;
    private readonly MarketParameters _market;
    private readonly Trader[] _traders;
    private readonly Uri _chain;

    private WalkawayVenue(VenueClient client, VenueSite site, Uri chain, string seed)
    {
        (_client, _site, _chain) = (client, site, chain);
        _publishers = new DevelopmentPublishers(client, site.Domain);
        // Its price is left to whoever reports it; the others walk by themselves.
        _market = site.Market(OrderFlow.FlowRunner.MarketName);
        _traders = [.. Enumerable.Range(0, Accounts).Select(i => new Trader(client, $"trader {i}", seed))];
    }

    /// <summary>Each with its wallet.</summary>
    public IReadOnlyList<Trader> Traders => _traders;

    /// <summary>Where the venue stands on chain.</summary>
    public Deployment Deployment => _site.Deployment;

    /// <summary>Asks a venue that runs.</summary>
    public static async Task<WalkawayVenue> OfAsync(
        VenueClient client, Uri chain, string seed, CancellationToken stop) =>
        new(client, await VenueSite.AskAsync(client, stop), chain, seed);

    /// <summary>Deposits, trades, the fall, and the last batch.</summary>
    public async Task LiveAsync(Action<string> say, CancellationToken stop)
    {
        await _publishers.ResumeAsync(stop);
        await ReportAsync(Price_Ticks, stop);
        await Task.Run(Deposit, stop);
        await AwaitDepositsAsync(stop);
        say($"{Accounts} accounts have deposited");
        await TradeAsync(stop);
        say($"{2 * (BankruptPairs + SteadyPairs)} positions, orders at rest, a sub-account, a withdrawal");
        await Switching.RunAsync(
            _client, new SwitchTarget(_market.Name, default), 1, () => DevelopmentKeys.Operator,
            TextWriter.Null, stop);
        await FallAsync(stop);
        say($"{_market.Name} is stopped and has fallen by 15 %: {BankruptPairs} accounts owe");
        var reply = await _client.NativeAsync("settle", "{}", stop);
        if (VenueClient.ErrorOf(reply) is { } error)
        {
            throw new VenueException(error);
        }
    }

    private static long Usdc(int trader) => trader < 2 * BankruptPairs ? Poor_Usdc
        : trader < 2 * (BankruptPairs + SteadyPairs) ? Steady_Usdc
        : Quiet_Usdc + (37 * trader);

    private void Deposit()
    {
        using var client = new JsonRpcClient(_chain);
        var rpc = new AnvilRpc(client);
        var sender = new L1Sender(client, DevelopmentKeys.Faucet, () => rpc.Mine());
        var total = (UInt128)(1_000_000 * Enumerable.Range(0, Accounts).Sum(Usdc));
        sender.Execute(Deployment.Usdc, AbiWriter.Call("mint(address,uint256)")
            .Address(DevelopmentKeys.Faucet.Address).UInt(total).Build());
        sender.Execute(Deployment.Usdc, AbiWriter.Call("approve(address,uint256)")
            .Address(Deployment.Vault).UInt(total).Build());
        for (var i = 0; i < Accounts; i++)
        {
            sender.Execute(Deployment.Vault, AbiWriter.Call("deposit(address,uint64)")
                .Address(_traders[i].Account).UInt((UInt128)(1_000_000 * Usdc(i))).Build());
        }
    }

    private async Task AwaitDepositsAsync(CancellationToken stop)
    {
        await FundCommand.AwaitDepositAsync(_client, _traders[^1].Account, 0, stop);
        foreach (var trader in _traders)
        {
            await trader.GrantAsync(_site.Domain, stop);
        }
    }

    private async Task TradeAsync(CancellationToken stop)
    {
        await FreshPrices.AwaitAsync(_client, [_market.Id], _ => { }, stop);
        for (var pair = 0; pair < BankruptPairs + SteadyPairs; pair++)
        {
            var (buyer, seller) = (_traders[2 * pair], _traders[(2 * pair) + 1]);
            await buyer.OrderAsync(_market, Side.Buy, Price_Ticks, Size_Lots, TimeInForce.Gtc, stop);
            await seller.OrderAsync(_market, Side.Sell, Price_Ticks, Size_Lots, TimeInForce.Ioc, stop);
            if (pair % 5 == 0)
            {
                await ReportAsync(Price_Ticks, stop);
            }
        }

        for (var i = 2 * (BankruptPairs + SteadyPairs); i < Accounts; i++)
        {
            await _traders[i].OrderAsync(_market, Side.Buy, 5_900_000, 5, TimeInForce.Gtc, stop);
        }

        await ShareAsync(_traders[^2], stop);
        await _traders[^1].WithdrawAsync(new MicroUsd(50_000_000), Deployment.ChainId, stop);
    }

    // A sub-account with a part of its master's money.
    private async Task ShareAsync(Trader master, CancellationToken stop)
    {
        var nonces = new Nonces();
        JsonObject[] actions =
        [
            new() { ["type"] = "createSubAccount", ["name"] = "desk" },
            new()
            {
                ["type"] = "subAccountTransfer",
                ["subAccountUser"] = SubAccountAddress.Of(master.Account, 0).ToString(),
                ["isDeposit"] = true, ["usd"] = 100_000_000,
            },
        ];
        foreach (var action in actions)
        {
            var reply = await _client.ExchangeAsync(
                Envelopes.L1(action, nonces.Next(), master.Wallet), stop);
            if (VenueClient.ErrorOf(reply) is { } error)
            {
                throw new VenueException(error);
            }
        }
    }

    // The oracle price moves by two per cent a second; then the ring must hold nothing but the new one.
    private async Task FallAsync(CancellationToken stop)
    {
        var since = DateTime.UtcNow;
        var rounds = 0;
        while (rounds < RingRounds)
        {
            await ReportAsync(Fallen_Ticks, stop);
            var meta = await _client.InfoAsync(new JsonObject { ["type"] = "metaAndAssetCtxs" }, stop);
            var oracle = meta[1]![(int)_market.Id.Value]!["oraclePx"]!;
            var isThere = VenueClient.TryUnits(oracle, _market.PriceDecimals, out var ticks)
                && ticks == Fallen_Ticks;
            rounds += isThere ? 1 : 0;
            if (DateTime.UtcNow - since > FallWithin)
            {
                throw new VenueException($"the oracle price of {_market.Name} stays at {oracle}");
            }

            await Task.Delay(rounds == 0 ? 500 : 50, stop);
        }
    }

    private async Task ReportAsync(uint ticks, CancellationToken stop)
    {
        var now = new Time((ulong)DateTimeOffset.UtcNow.ToUnixTimeMilliseconds());
        var refusals = await _publishers.ReportAsync(_market.Id, new Ticks(ticks), now, stop);
        if (refusals.Count > 0)
        {
            throw new VenueException(refusals[0]);
        }
    }
}
