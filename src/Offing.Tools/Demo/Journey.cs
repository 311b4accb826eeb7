using System.Text.Json.Nodes;
using Offing.Primitives;
using Offing.Protocol.Commands;
using Offing.Protocol.Genesis;
using Offing.Settlement.Contracts;
using Offing.Tools.Chain;
using Offing.Tools.Client;
using Spectre.Console;

namespace Offing.Tools.Demo;

/// <summary>
/// The whole way of two traders' money: deposit on chain, a session key, signed orders, trades, a batch
/// settled on chain, a withdrawal claimed on chain. Every sum is checked to the last micro-dollar.
/// </summary>
public sealed class Journey : IDisposable
{
    private const int Steps = 8;
    private const int Rounds = 6;
    private static readonly MicroUsd Deposit = new(10_000_000_000);
    private static readonly MicroUsd Withdrawal = new(1_234_567_890);

    private readonly VenueClient _venue;
    private readonly ChainSession _chain;
    private readonly VenueSite _site;
    private readonly Stage _stage;
    private readonly Trader[] _traders;
    private readonly MarketParameters _market;
    private readonly UInt128[] _walletBefore = new UInt128[2];
    private readonly MicroUsd[] _equityBefore = new MicroUsd[2];

    private Journey(VenueClient venue, VenueSite site, int chainPort, IAnsiConsole console)
    {
        (_venue, _site) = (venue, site);
        _chain = new ChainSession(chainPort, site.Deployment);
        _chain.RequireVenue();
        _stage = new Stage(console, Steps);
        _market = site.Market("BTC");
        var seed = $"offing demo {Guid.NewGuid()}";
        _traders = [new Trader(venue, "Alice", seed), new Trader(venue, "Bob", seed)];
    }

    /// <summary>Runs it against a venue that is up.</summary>
    /// <exception cref="VenueException">A step is refused, or a sum does not add up.</exception>
    public static async Task RunAsync(
        VenueClient venue, int chainPort, IAnsiConsole console, CancellationToken stop)
    {
        using var journey = new Journey(venue, await VenueSite.AskAsync(venue, stop), chainPort, console);
        await journey.RunAsync(stop);
    }

    public void Dispose() => _chain.Dispose();

    private VaultClient Vault(Trader trader) => _chain.VaultOf(trader.Wallet);

    private async Task RunAsync(CancellationToken stop)
    {
        await _stage.StepAsync(
            $"Two traders deposit {Usd(Deposit)} USDC each in the vault on chain", _ => DepositAsync(stop));
        await _stage.StepAsync("Each wallet signs once: a session key may trade, and nothing else", async _ =>
        {
            foreach (var trader in _traders)
            {
                await trader.GrantAsync(_site.Domain, stop);
                _stage.Say($"{trader.Name} {trader.Account} -> key {trader.Session.Address}");
            }
        });
        await _stage.StepAsync(
            "Their bots sign orders with the session keys; orders match", say => TradeAsync(say, stop));
        await _stage.StepAsync("The mark moves, and with it profit and loss", say => MarkAsync(say, stop));
        var firstBatch = 0ul;
        await _stage.StepAsync(
            "A batch is settled on chain", async _ => firstBatch = await SettleAsync(stop));
        await _stage.StepAsync($"Alice withdraws {Usd(Withdrawal)} USDC", async _ =>
        {
            await _traders[0].WithdrawAsync(Withdrawal, _site.Deployment.ChainId, stop);
            await SettleAsync(stop);
        });
        await _stage.StepAsync(
            "Her batch becomes final, and she claims on chain", say => ClaimAsync(say, stop));
        await _stage.StepAsync("Every sum is checked", _ => SumsAsync(firstBatch, stop));
    }

    private async Task DepositAsync(CancellationToken stop)
    {
        for (var i = 0; i < _traders.Length; i++)
        {
            var (trader, amount) = (_traders[i], (ulong)Deposit.Value);
            var vault = Vault(trader);
            await Task.Run(() => vault.Mint(trader.Account, amount), stop);
            _walletBefore[i] = vault.BalanceOf(trader.Account);
            _equityBefore[i] = await _venue.EquityAsync(trader.Account, stop);
            var receipt = await Task.Run(() => vault.Deposit(trader.Account, amount), stop);
            await FundCommand.AwaitDepositAsync(_venue, trader.Account, 0, stop);
            _stage.Say(
                $"{trader.Name}: deposited in transaction {receipt.TransactionHash}, credited by the venue");
        }
    }

    private async Task TradeAsync(Action<string> say, CancellationToken stop)
    {
        await FreshPrices.AwaitAsync(_venue, [_market.Id], say, stop);
        var (maker, taker) = (_traders[0], _traders[1]);
        var tick = 10ul;
        for (var round = 0; round < Rounds; round++)
        {
            // Whole dollars just inside the band, so that nobody else's quotes stand in the way for long.
            var mark = await MarkTicksAsync(stop) / tick * tick;
            var side = round < Rounds - 2 ? Side.Sell : Side.Buy;
            var price = side == Side.Sell
                ? mark + (tick * (ulong)(round + 1))
                : mark - (tick * (ulong)(round + 1));
            await maker.OrderAsync(_market, side, price, 2_000, TimeInForce.Gtc, stop);
            var other = side == Side.Sell ? Side.Buy : Side.Sell;
            var status = await taker.OrderAsync(_market, other, price, 1_500, TimeInForce.Ioc, stop);
            _stage.Say($"{maker.Name} rests, {taker.Name} takes: {status.ToJsonString()}");
        }

        var open = await _venue.InfoAsync(
            new JsonObject { ["type"] = "openOrders", ["user"] = maker.Account.ToString() }, stop);
        foreach (var order in open.AsArray())
        {
            var id = new OrderId(order!["oid"]!.GetValue<ulong>());
            await maker.SendAsync(ActionJson.Cancel(_market.Id, id), stop);
        }

        _stage.Say($"{maker.Name} cancels the {open.AsArray().Count} orders that still rest in part");
    }

    private async Task MarkAsync(Action<string> say, CancellationToken stop)
    {
        var first = await MarkTicksAsync(stop);
        for (var waited = 0; await MarkTicksAsync(stop) == first; waited++)
        {
            if (waited > 300)
            {
                throw new VenueException("the mark did not move in 30 s: are the publishers reporting?");
            }

            say($"mark {first} ticks, waiting for the next report");
            await Task.Delay(100, stop);
        }

        _stage.Say($"mark from {first} to {await MarkTicksAsync(stop)} ticks of 0.1 USDC");
    }

    private async Task<ulong> SettleAsync(CancellationToken stop)
    {
        var reply = await _venue.NativeAsync("settle", "{}", stop);
        var number = VenueClient.ErrorOf(reply) is { } error
            ? throw new VenueException(error)
            : reply["data"]!["batch"]!.GetValue<ulong>();
        _stage.Say($"batch {number} is on chain");
        return number;
    }

    private async Task ClaimAsync(Action<string> say, CancellationToken stop)
    {
        var trader = _traders[0];
        for (var waited = 0; ; waited++)
        {
            var list = await _venue.NativeAsync($"withdrawals?account={trader.Account}", null, stop);
            if (Claims.Final(list).FirstOrDefault() is { } claim)
            {
                var vault = Vault(trader);
                var receipt = await Task.Run(
                    () => vault.Claim(claim.Header, claim.Index, trader.Account, claim.Amount, claim.Proof),
                    stop);
                if (vault.ClaimableFrom(claim.Index) is { } from)
                {
                    var due = DateTimeOffset.FromUnixTimeSeconds((long)from);
                    throw new VenueException(
                        $"the claim waits in the vault's line until {due:u}, since others "
                        + "claimed a tenth of the vault just before: claim it again then");
                }

                _stage.Say(
                    $"claimed {Usd(Withdrawal)} USDC with {receipt.GasUsed} gas: {receipt.TransactionHash}");
                return;
            }

            if (waited > 600)
            {
                throw new VenueException(
                    "the withdrawal did not become final in 60 s: look at /native/status");
            }

            say("waiting for the finality window");
            await Task.Delay(100, stop);
        }
    }

    private async Task SumsAsync(ulong batch, CancellationToken stop)
    {
        var rows = new List<string[]>();
        var trades = 0;
        for (var i = 0; i < _traders.Length; i++)
        {
            var (trader, withdrawn) = (_traders[i], i == 0 ? Withdrawal : MicroUsd.Zero);
            var money = await Money.OfAsync(_venue, trader, _site.Markets, Deposit - withdrawn, stop);
            money.MustAddUp(trader.Name);
            var after = Vault(trader).BalanceOf(trader.Account);
            if (after + (UInt128)Deposit.Value != _walletBefore[i] + (UInt128)withdrawn.Value)
            {
                throw new VenueException(
                    $"the wallet of {trader.Name} holds {after} micro-USDC, not what it should");
            }

            trades = Math.Max(trades, money.Trades);
            rows.Add(
            [
                trader.Name, Usd(new((long)_walletBefore[i])), Usd(_equityBefore[i]), Usd(Deposit),
                $"{money.Trades}", Usd(money.Fees), Usd(withdrawn), Usd(money.Equity), Usd(new((long)after)),
            ]);
        }

        string[] names =
        [
            "USDC", "wallet on chain, before", "equity at the venue, before", "deposited",
            "trades", "fees", "withdrawn and claimed", "equity at the venue, after", "wallet on chain, after",
        ];
        var table = new Table().AddColumns(names[0], rows[0][0], rows[1][0]);
        for (var i = 1; i < names.Length; i++)
        {
            table.AddRow(names[i], rows[0][i], rows[1][i]);
        }

        _stage.Console.Write(table);
        BatchTable(batch, trades);
        _stage.Say("all sums add up to the last micro-dollar");
    }

    private void BatchTable(ulong number, int trades)
    {
        var reader = new BatchReader(_chain.Client, _site.Deployment);
        var head = _chain.Client.Head().Number;
        var cost = reader.Cost(number, 0, head)
            ?? throw new VenueException($"batch {number} is not on chain");
        var header = reader.Read(number, head).First().Batch.Header;
        _stage.Console.Write(new Table().AddColumns($"batch {number}", "")
            .AddRow("state root before", header.PrevRoot.ToString())
            .AddRow("state root after", header.NewRoot.ToString())
            .AddRow("inputs root", header.InputsRoot.ToString())
            .AddRow("entries", $"{header.FirstSeq} to {header.LastSeq}")
            .AddRow("calldata", $"{cost.Calldata_Bytes} bytes in {cost.Transactions.Count} transaction(s)")
            .AddRow("gas", $"{cost.GasUsed}")
            .AddRow(
                "gas per trade",
                $"{cost.GasUsed / (ulong)Math.Max(1, trades)}, over {trades} trades of this demo"));
    }

    private async Task<ulong> MarkTicksAsync(CancellationToken stop)
    {
        var both = await _venue.InfoAsync(new JsonObject { ["type"] = "metaAndAssetCtxs" }, stop);
        var mark = both[1]![(int)_market.Id.Value]!["markPx"]!;
        return VenueClient.TryUnits(mark, _market.PriceDecimals, out var ticks)
            ? ticks
            : throw new VenueException($"the venue's mark {mark} is not on the grid");
    }

    private static string Usd(MicroUsd amount) => FundCommand.Usd(amount);
}
