using System.Diagnostics;
using System.Text.Json.Nodes;
using Offing.Log;
using Offing.Log.Disk;
using Offing.Primitives;
using Offing.Protocol.Commands;
using Offing.Protocol.Genesis;
using Offing.Protocol.Wire;
using Offing.Settlement.Contracts;
using Offing.Tools.Chain;
using Offing.Tools.Client;
using Offing.Tools.Demo;
using Spectre.Console;

namespace Offing.Tools.Bench;

/// <summary>
/// Measures a venue from outside: real HTTP, real signatures, a durable log, a real chain. Requests are
/// signed before the clock starts. One JSON line on standard output, progress on standard error.
/// </summary>
public sealed class VenueBench : IDisposable
{
    private const int Traders = 64;
    private const int OrdersEach = 250;
    private const int Sequential = 1_000;
    private const int SyncSamples = 500;
    private static readonly int[] TradesPerBatch = [1, 100, 1_000];
    private static readonly MicroUsd Deposit = new(1_000_000_000_000);

    private readonly VenueChild _child;
    private readonly VenueClient _venue;
    private readonly JsonObject _figures = [];
    private readonly IAnsiConsole _progress;
    private VenueSite _site = null!;
    private MarketParameters _market = null!;
    private Trader[] _traders = [];

    private VenueBench(VenueChild child, IAnsiConsole progress)
    {
        (_child, _progress) = (child, progress);
        _venue = new VenueClient(child.Http);
    }

    /// <summary>Runs all of it; about two minutes.</summary>
    /// <param name="folder">Made and removed; on the file system to be measured.</param>
    public static async Task<JsonObject> RunAsync(
        string folder, IAnsiConsole progress, CancellationToken stop)
    {
        Directory.CreateDirectory(folder);
        var sync = DiskSync.Measure(Path.Combine(folder, "sync"), SyncSamples);
        using var bench = new VenueBench(VenueChild.Start(folder), progress);
        bench._figures["fdatasync_p50_ms"] = Round(sync.At_Ms(500));
        bench._figures["fdatasync_p99_ms"] = Round(sync.At_Ms(990));
        bench._figures["process_to_ready_s"] = Round(bench._child.ReadyAfter.TotalSeconds);
        await bench.MeasureAsync(stop);
        return bench._figures;
    }

    public void Dispose()
    {
        _venue.Dispose();
        _child.Dispose();
    }

    private static double Round(double value) => Math.Round(value, 3);

    private async Task MeasureAsync(CancellationToken stop)
    {
        await PrepareAsync(stop);
        await GasAsync(stop);
        await LatencyAsync(stop);
        await ThroughputAsync("single", 1, stop);
        await ThroughputAsync("batch20", 20, stop);
        _figures["peak_memory_mib"] = _child.PeakMemory_Bytes >> 20;
        _child.Stop();
        LogBytes();
    }

    private async Task PrepareAsync(CancellationToken stop)
    {
        _progress.WriteLine($"funding {Traders} accounts on chain");
        _site = await VenueSite.AskAsync(_venue, stop);
        _market = _site.Market("BTC");
        using var chain = new ChainSession(_child.Chain, _site.Deployment);
        var seed = $"offing bench {_child.Data}";
        _traders = [.. Enumerable.Range(0, Traders).Select(i => new Trader(_venue, $"{i}", seed))];
        foreach (var trader in _traders)
        {
            await Task.Run(() => chain.Fund(trader.Account, Deposit), stop);
        }

        foreach (var trader in _traders)
        {
            await FundCommand.AwaitDepositAsync(_venue, trader.Account, 0, stop);
            await trader.GrantAsync(_site.Domain, stop);
        }
    }

    private async Task GasAsync(CancellationToken stop)
    {
        using var chain = new ChainSession(_child.Chain, _site.Deployment);
        var reader = new BatchReader(chain.Client, _site.Deployment);
        await SettleAsync(stop);
        foreach (var trades in TradesPerBatch)
        {
            _progress.WriteLine($"a batch of {trades} trades");
            for (var i = 0; i < trades; i++)
            {
                var (maker, taker) =
                    (_traders[i % (Traders / 2)], _traders[(Traders / 2) + (i % (Traders / 2))]);
                var side = i / (Traders / 2) % 2 == 0 ? Side.Sell : Side.Buy;
                await maker.OrderAsync(_market, side, 600_000, 100, TimeInForce.Gtc, stop);
                await taker.OrderAsync(
                    _market, side == Side.Sell ? Side.Buy : Side.Sell, 600_000, 100, TimeInForce.Ioc, stop);
            }

            var number = await SettleAsync(stop);
            var cost = reader.Cost(number, 0, chain.Client.Head().Number)!;
            _figures[$"gas_per_trade_{trades}"] = cost.GasUsed / (ulong)trades;
            _figures[$"calldata_bytes_per_trade_{trades}"] = cost.Calldata_Bytes / (ulong)trades;
        }
    }

    private async Task LatencyAsync(CancellationToken stop)
    {
        _progress.WriteLine($"{Sequential} orders one after the other");
        var requests = Enumerable.Range(0, Sequential)
            .Select(i => _traders[i % Traders].Sign(Resting(1, i))).ToArray();
        var samples = new List<TimeSpan>();
        foreach (var request in requests)
        {
            var begin = Stopwatch.GetTimestamp();
            Require(await _venue.ExchangeAsync(request, stop));
            samples.Add(Stopwatch.GetElapsedTime(begin));
        }

        var latencies = new Latencies(samples);
        _figures["ack_idle_p50_ms"] = Round(latencies.At_Ms(500));
        _figures["ack_idle_p99_ms"] = Round(latencies.At_Ms(990));
    }

    private async Task ThroughputAsync(string name, int perSignature, CancellationToken stop)
    {
        var each = Math.Max(1, OrdersEach / perSignature);
        _progress.WriteLine(
            $"{Traders * each} signed requests of {perSignature} order(s) over {Traders} connections");
        var requests = _traders.Select(trader => Enumerable.Range(0, each)
            .Select(i => trader.Sign(Resting(perSignature, i))).ToArray()).ToArray();
        var samples = new TimeSpan[Traders][];
        var begin = Stopwatch.GetTimestamp();
        await Task.WhenAll(requests.Select(async (own, t) =>
        {
            samples[t] = new TimeSpan[own.Length];
            for (var i = 0; i < own.Length; i++)
            {
                var sent = Stopwatch.GetTimestamp();
                Require(await _venue.ExchangeAsync(own[i], stop));
                samples[t][i] = Stopwatch.GetElapsedTime(sent);
            }
        }));
        var elapsed = Stopwatch.GetElapsedTime(begin);
        var latencies = new Latencies(samples.SelectMany(own => own));
        _figures[$"{name}_orders_per_s"] = Math.Round(latencies.Count * perSignature / elapsed.TotalSeconds);
        _figures[$"{name}_ack_p50_ms"] = Round(latencies.At_Ms(500));
        _figures[$"{name}_ack_p99_ms"] = Round(latencies.At_Ms(990));
        var orders = (ulong)(latencies.Count * perSignature);
        _figures[$"{name}_calldata_bytes_per_order"] = Round(await CalldataAsync(stop) / (double)orders);
    }

    private async Task<ulong> CalldataAsync(CancellationToken stop)
    {
        using var chain = new ChainSession(_child.Chain, _site.Deployment);
        var number = await SettleAsync(stop);
        return new BatchReader(chain.Client, _site.Deployment)
            .Cost(number, 0, chain.Client.Head().Number)!.Calldata_Bytes;
    }

    private async Task<ulong> SettleAsync(CancellationToken stop)
    {
        var reply = await _venue.NativeAsync("settle", "{}", stop);
        Require(reply);
        return reply["data"]!["batch"]!.GetValue<ulong>();
    }

    // Bids at prices of their own far below the touch: accepted, rested and never matched.
    private JsonObject Resting(int count, int seed) =>
        ActionJson.Orders(Enumerable.Range(0, count).Select(i => new OrderSpec(
            _market.Id, Side.Buy, new WireDecimal((ulong)(40_000 + (((seed * count) + i) % 10_000)), 0),
            new WireDecimal(3, 4), false, TimeInForce.Alo, ClientOrderId.None)));

    private void LogBytes()
    {
        using var log = LocalLog.Open(new FolderDisk(Path.Combine(_child.Data, "log")));
        var (bytes, entries) = (0L, 0L);
        for (var n = log.First; n <= log.Tail; n++)
        {
            var record = log.Read(n);
            bytes += record.Body.Length;
            entries += record.Stamp.Count;
        }

        _figures["log_bytes_per_entry"] = Round(bytes / (double)entries);
        _figures["entries_per_micro_batch"] = Round(entries / (double)log.Tail);
    }

    private static void Require(JsonNode reply)
    {
        var error = VenueClient.ErrorOf(reply)
            ?? reply["response"]?["data"]?["statuses"]?[0]?["error"]?.GetValue<string>();
        if (error is not null)
        {
            throw new VenueException(error);
        }
    }
}
