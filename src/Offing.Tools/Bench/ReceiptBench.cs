using System.Diagnostics;
using System.Text.Json.Nodes;
using Offing.Node.Receipts;
using Offing.Primitives;
using Offing.Protocol.Batches;
using Offing.Protocol.Entries;
using Offing.Receipts;
using Offing.Settlement.Deployments;
using Offing.Signing;
using Offing.Tools.Client;
using Offing.Tools.Demo;

namespace Offing.Tools.Bench;

/// <summary>
/// What receipts cost: on the node's thread, on the thread of who asks, and in a client's acknowledgement.
/// </summary>
public static class ReceiptBench
{
    private const int Rounds = 2_000;
    private const int Requests = 1_500;
    private const double Micros = 1_000_000;

    /// <param name="folder">Made and removed; on the file system to be measured.</param>
    public static async Task<JsonObject> RunAsync(string folder, CancellationToken stop)
    {
        var figures = new JsonObject();
        foreach (var entries in new[] { 1, 20, 200 })
        {
            Measure(figures, entries);
        }

        Directory.CreateDirectory(folder);
        using var child = VenueChild.Start(folder);
        await AcknowledgeAsync(figures, child, stop);
        child.Stop();
        return figures;
    }

    private static void Measure(JsonObject figures, int count)
    {
        var domain = new OffingDomain(31_337, Address.OfSystem("vault"));
        var rounds = Math.Max(100, Rounds / count * 4);
        var batches = Enumerable.Range(0, rounds).Select(n => Batch(n, count)).ToArray();
        var index = new ReceiptIndex();
        var watch = Stopwatch.StartNew();
        for (var n = 0; n < rounds; n++)
        {
            index.Add(new ReleasedRecord((ulong)n + 1, 1, Hash32.Zero, []), batches[n]);
        }

        var node = watch.Elapsed;
        watch.Restart();
        var signed = Array.ConvertAll(batches, batch => new SignedMicroBatch(
            domain, DevelopmentKeys.Sequencer, new RecordPlace(1, 1, Hash32.Zero), batch, 600));
        var signing = watch.Elapsed;
        watch.Restart();
        foreach (var batch in signed)
        {
            _ = batch.ReceiptOf(batch.Message.FirstSeq).Leaf;
        }

        var path = watch.Elapsed;
        figures[$"node_thread_us_per_action_{count}"] = Round(node.TotalSeconds * Micros / (rounds * count));
        figures[$"hash_and_sign_us_per_micro_batch_{count}"] = Round(signing.TotalSeconds * Micros / rounds);
        figures[$"receipt_us_{count}"] = Round(path.TotalSeconds * Micros / rounds);
    }

    // Turn by turn, so that both see the same disk and the same machine.
    private static async Task AcknowledgeAsync(
        JsonObject figures, VenueChild child, CancellationToken stop)
    {
        using var venue = new VenueClient(child.Http);
        var site = await VenueSite.AskAsync(venue, stop);
        var trader = new Trader(venue, "receipts", $"offing bench {child.Data}");
        await FundCommand.RunAsync(
            venue, child.Chain, trader.Account, new MicroUsd(100_000_000_000), TextWriter.Null, stop);
        await trader.GrantAsync(site.Domain, stop);
        var noop = new JsonObject { ["type"] = "noop" };
        List<TimeSpan> plain = [], receipted = [];
        for (var i = 0; i < Requests; i++)
        {
            plain.Add(await TimeAsync(() => venue.ExchangeAsync(trader.Sign(noop), stop)));
            receipted.Add(await TimeAsync(() => venue.NativeAsync("exchange", trader.Sign(noop), stop)));
        }

        Tell(figures, "ack_without_receipt", new Latencies(plain.Skip(Requests / 10)));
        Tell(figures, "ack_with_receipt", new Latencies(receipted.Skip(Requests / 10)));
    }

    private static async Task<TimeSpan> TimeAsync(Func<Task<JsonNode>> request)
    {
        var watch = Stopwatch.StartNew();
        await request();
        return watch.Elapsed;
    }

    private static void Tell(JsonObject figures, string name, Latencies latencies)
    {
        figures[$"{name}_p50_ms"] = Round(latencies.At_Ms(500));
        figures[$"{name}_p99_ms"] = Round(latencies.At_Ms(990));
    }

    // An order's size: a signature and about a hundred bytes.
    private static SequencedEntry[] Batch(int n, int count) =>
    [
        .. Enumerable.Range(0, count).Select(i => new SequencedEntry(
            (ulong)((n * count) + i + 1), (ulong)((n * count) + i + 1), new Time(1_700_000_000_000),
            new SignedAction(
                SigningScheme.UserTyped, new byte[110], 1_700_000_000_000 + (ulong)((n * count) + i), null,
                null, new byte[65], Address.OfSystem($"{i}"), new Offing.Protocol.Commands.Noop(false)))),
    ];

    private static double Round(double value) => Math.Round(value, 3);
}
