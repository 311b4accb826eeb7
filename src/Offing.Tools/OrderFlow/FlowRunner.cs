using System.Diagnostics;
using System.Text.Json.Nodes;
using System.Threading.Channels;
using Offing.Primitives;
using Offing.Protocol.Genesis;
using Offing.Tools.Chain;
using Offing.Tools.Client;
using Offing.Tools.Demo;
using Offing.Tools.Publishers;
using Spectre.Console;

namespace Offing.Tools.OrderFlow;

/// <summary>
/// Sends a record's orders and cancels through the gateway as the signed requests
/// of a few dozen accounts, in the record's time scaled. The requests of one
/// account go one after the other, as a bot's do; accounts run side by side.
/// </summary>
public sealed class FlowRunner(VenueClient venue, VenueSite site, IAnsiConsole console)
{
    /// <summary>The market that records of 2015 are played in.</summary>
    public const string MarketName = "BTC15";

    private const int Accounts = 40;
    private const int ReportInterval_Ms = 1_000;
    private static readonly MicroUsd Deposit = new(10_000_000_000_000);
    private Ticks _mid;

    /// <summary>Runs the whole record and writes a table of what happened.</summary>
    /// <param name="seconds">How long the record's day should take; 0 = as fast as it goes.</param>
    /// <exception cref="VenueException">Venue or chain do not answer.</exception>
    public async Task<FlowReport> RunAsync(string path, int chainPort, int seconds, CancellationToken stop)
    {
        var market = site.Market(MarketName);
        var plan = FlowPlan.From(RecordReader.Read(path), market, Accounts);
        console.MarkupLine($"{plan.Steps.Count} requests from {Markup.Escape(Path.GetFileName(path))}");
        var traders = await PrepareAsync(chainPort, stop);
        _mid = plan.Steps[0].Mid;
        using var reporting = CancellationTokenSource.CreateLinkedTokenSource(stop);
        var publishing = PublishAsync(market, reporting.Token);
        await AwaitMarkAsync(market, stop);
        var report = new FlowReport();
        var watch = Stopwatch.StartNew();
        await console.Progress().StartAsync(context => PlayAsync(
            plan, traders, report, seconds, context.AddTask("orders", maxValue: plan.Steps.Count), stop));
        watch.Stop();
        await reporting.CancelAsync();
        await publishing.ContinueWith(_ => { }, TaskScheduler.Default);
        report.Write(console, plan, await TradesAsync(traders, stop), watch.Elapsed);
        return report;
    }

    private async Task<Trader[]> PrepareAsync(int chainPort, CancellationToken stop)
    {
        using var chain = new ChainSession(chainPort, site.Deployment);
        chain.RequireVenue();
        var seed = $"offing record {Guid.NewGuid()}";
        var traders = Enumerable.Range(0, Accounts).Select(
            i => new Trader(venue, $"trader {i}", seed)).ToArray();
        await console.Progress().StartAsync(async context =>
        {
            var progress = context.AddTask("deposits on chain and session keys", maxValue: 2 * Accounts);
            foreach (var trader in traders)
            {
                await Task.Run(() => chain.Fund(trader.Account, Deposit), stop);
                progress.Increment(1);
            }

            foreach (var trader in traders)
            {
                await FundCommand.AwaitDepositAsync(venue, trader.Account, 0, stop);
                await trader.GrantAsync(site.Domain, stop);
                progress.Increment(1);
            }
        });
        return traders;
    }

    private async Task PlayAsync(
        FlowPlan plan, Trader[] traders, FlowReport report, int seconds, ProgressTask progress,
        CancellationToken stop)
    {
        var queues = traders.Select(_ => Channel.CreateUnbounded<FlowStep>()).ToArray();
        var workers = traders.Select(
            (trader, i) => WorkAsync(trader, queues[i].Reader, report, stop)).ToArray();
        var (first, last) = (plan.Steps[0].Time_Ms, plan.Steps[^1].Time_Ms);
        var watch = Stopwatch.StartNew();
        foreach (var step in plan.Steps)
        {
            var due_Ms = (long)((step.Time_Ms - first) * (ulong)seconds * 1000 / Math.Max(1, last - first));
            var early_Ms = due_Ms - watch.ElapsedMilliseconds;
            if (early_Ms > 0)
            {
                progress.Value = report.Answered;
                await Task.Delay((int)early_Ms, stop);
            }

            _mid = step.Mid;
            await queues[step.Account].Writer.WriteAsync(step, stop);
        }

        foreach (var queue in queues)
        {
            queue.Writer.Complete();
        }

        var all = Task.WhenAll(workers);
        while (await Task.WhenAny(all, Task.Delay(200, stop)) != all)
        {
            progress.Value = report.Answered;
        }

        await all;
        progress.Value = report.Answered;
    }

    private static async Task WorkAsync(
        Trader trader, ChannelReader<FlowStep> steps, FlowReport report, CancellationToken stop)
    {
        await foreach (var step in steps.ReadAllAsync(stop))
        {
            var action = step.Kind switch
            {
                FlowKind.Order => ActionJson.Orders(step.Order),
                FlowKind.Modify => ActionJson.Modify(step.Order),
                _ => ActionJson.CancelByClientId(step.Order.Market, step.Order.ClientId),
            };
            report.Count(step.Kind, await trader.TrySendAsync(action, stop));
        }
    }

    private async Task PublishAsync(MarketParameters market, CancellationToken stop)
    {
        var publishers = new DevelopmentPublishers(venue, site.Domain);
        await publishers.ResumeAsync(stop);
        while (!stop.IsCancellationRequested)
        {
            var now = new Time((ulong)DateTimeOffset.UtcNow.ToUnixTimeMilliseconds());
            await publishers.ReportAsync(market.Id, _mid, now, stop);
            await Task.Delay(ReportInterval_Ms, stop);
        }
    }

    private async Task AwaitMarkAsync(MarketParameters market, CancellationToken stop)
    {
        for (var waited = 0; waited < 300; waited++)
        {
            var both = await venue.InfoAsync(new JsonObject { ["type"] = "metaAndAssetCtxs" }, stop);
            var mark = both[1]![(int)market.Id.Value]!["markPx"]!;
            if (VenueClient.TryUnits(mark, market.PriceDecimals, out var ticks) && ticks == _mid.Value)
            {
                return;
            }

            await Task.Delay(100, stop);
        }

        throw new VenueException($"the mark of {market.Name} did not follow its publishers in 30 s");
    }

    private static async Task<int> TradesAsync(Trader[] traders, CancellationToken stop)
    {
        var trades = new HashSet<ulong>();
        foreach (var trader in traders)
        {
            trades.UnionWith((await trader.FillsAsync(stop)).Select(fill => fill["tid"]!.GetValue<ulong>()));
        }

        return trades.Count;
    }
}
