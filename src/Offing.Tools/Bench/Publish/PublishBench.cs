using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Nodes;
using Offing.Commitment.Batches;
using Offing.Commitment.Net;
using Offing.Commitment.State;
using Offing.Node;
using Offing.Primitives;
using Offing.Protocol;
using Offing.Protocol.Batches;
using Offing.Protocol.Entries;
using Offing.Settlement.Contracts;
using Offing.Settlement.Deployments;
using Offing.Settlement.DevChains;
using Offing.Settlement.L1;
using Offing.Settlement.Posting;

namespace Offing.Tools.Bench.Publish;

/// <summary>
/// What publishing costs on a real chain client: gas a trade in both data modes, and whether full mode keeps
/// up with a rate of orders.
/// </summary>
public sealed class PublishBench(string folder, Action<string> say)
{
    /// <summary>Gas a trade of batches of these sizes, in full and in net data.</summary>
    /// <param name="accounts">Among which the trades are.</param>
    public JsonObject Gas(IReadOnlyList<int> sizes, int accounts)
    {
        say("making the trades");
        var (entries, writer) = (new PublishEntries(accounts), new NetWriter());
        var tree = new StateTree(Rules.Hash);
        Capture(entries, tree, writer);
        var genesis = BatchBuilder.Genesis(entries.Genesis, tree.Root(), Rules.Hash);
        var (full, net) = (new List<SettlementBatch> { genesis }, new List<SettlementBatch> { genesis });
        Take(entries.Setup());
        foreach (var size in sizes)
        {
            Take(entries.Trades(size));
        }

        var (fullCosts, netCosts) = (Post("full", full), Post("net", net));
        return new JsonObject
        {
            ["accounts"] = accounts,
            ["batches"] = new JsonArray([.. sizes.Select((size, i) => (JsonNode)new JsonObject
            {
                ["trades"] = size,
                ["full"] = Cost(size, full[i + 2], fullCosts[i + 2]),
                ["net"] = Cost(size, net[i + 2], netCosts[i + 2]),
            })]),
        };

        void Take(List<SequencedEntry> batch)
        {
            Capture(entries, tree, writer);
            var end = new BatchEnd(
                tree.Root(), 0, RequestHash.EmptyPrefix, batch[^1].Seq + Limits.SeqCeilingAhead_Entries,
                Rules.Hash);
            full.Add(BatchBuilder.Next(full[^1].Header, batch, [], end));
            net.Add(full[^1].WithData(writer.Write(tree, [])));
        }
    }

    /// <summary>Full mode at a rate of orders on a chain with a block a second.</summary>
    /// <param name="rate">Orders a second.</param>
    public JsonObject Rate(int rate, int seconds, int accounts)
    {
        const int each_S = 10;
        say($"making {rate * seconds} orders");
        var entries = new PublishEntries(accounts);
        var tree = new StateTree(Rules.Hash);
        Capture(entries, tree, null);
        var batches = new List<SettlementBatch>
        {
            BatchBuilder.Genesis(entries.Genesis, tree.Root(), Rules.Hash),
        };
        for (var second = -each_S; second < seconds; second += each_S)
        {
            var made = second < 0 ? entries.Setup() : entries.Trades(rate * each_S / 2);
            Capture(entries, tree, null);
            batches.Add(BatchBuilder.Next(batches[^1].Header, made, [], new BatchEnd(
                tree.Root(), 0, RequestHash.EmptyPrefix, made[^1].Seq + Limits.SeqCeilingAhead_Entries,
                Rules.Hash)));
        }

        say($"posting them as they come, {seconds} s");
        var watch = new Stopwatch();
        var source = new Source(
            batches, number => number < 2 || watch.Elapsed.TotalSeconds >= ((double)number - 1) * each_S);
        var posted = new Dictionary<ulong, double>();
        using var chain = Begin("rate", batches[0], blockTime_S: 1, out var deployment);
        var poster = new BatchPoster(
            chain.Client, deployment, DevelopmentKeys.Operator, source,
            cost => posted[cost.Number] = watch.Elapsed.TotalSeconds, new PosterOptions());
        while (posted.Count < batches.Count)
        {
            poster.Tick(new Time((ulong)DateTimeOffset.UtcNow.ToUnixTimeMilliseconds()));
            if (!watch.IsRunning && posted.ContainsKey(1))
            {
                watch.Start();
            }

            Thread.Sleep(20);
        }

        var lags = posted.Where(each => each.Key >= 2)
            .Select(each => each.Value - (((double)each.Key - 1) * each_S)).ToList();
        return new JsonObject
        {
            ["orders_per_second"] = rate, ["seconds"] = seconds, ["batches"] = lags.Count,
            ["bytes_per_order"] = Math.Round(
                batches.Skip(2).SelectMany(batch => batch.Chunks).Sum(chunk => (double)chunk.Length)
                    / rate / seconds, 1),
            ["lag_first_s"] = Math.Round(lags[0], 1), ["lag_last_s"] = Math.Round(lags[^1], 1),
            ["lag_most_s"] = Math.Round(lags.Max(), 1),
        };
    }

    private static void Capture(PublishEntries entries, StateTree tree, NetWriter? writer)
    {
        var changes = LeafChanges.Capture(entries.Machine.State);
        if (writer is null)
        {
            tree.Apply(changes);
            return;
        }

        writer.Apply(tree, changes);
    }

    private List<PostedBatch> Post(string mode, List<SettlementBatch> batches)
    {
        say($"posting them, {mode}");
        var costs = new List<PostedBatch>();
        using var chain = Begin(mode, batches[0], blockTime_S: 0, out var deployment);
        var poster = new BatchPoster(
            chain.Client, deployment, DevelopmentKeys.Operator, new Source(batches, _ => true), costs.Add,
            new PosterOptions());
        for (var now = 1_000_000UL; costs.Count < batches.Count; now += 100)
        {
            poster.Tick(new Time(now));
            if (poster.Status.IsStopped)
            {
                throw new FormatException($"bench publish: {poster.Status.Code}: {poster.Status.Detail}");
            }

            chain.Rpc.Mine();
        }

        return costs;
    }

    private DevChain Begin(string name, SettlementBatch genesis, int blockTime_S, out Deployment deployment)
    {
        var data = Path.Combine(folder, name);
        var chain = DevChain.Start(new DevChainOptions
        {
            Anvil = AnvilBinary.Find(Repository.Contracts),
            Folder = Path.Combine(data, "chain"),
            Port = VenueChild.FreePort(),
            BlockTime_S = blockTime_S,
        });
        try
        {
            deployment = new Deployer(chain.Client, chain.Rpc, new Artefacts(Repository.Contracts))
                .DeployOrVerify(data, DeploymentTerms.Development(
                    Keccak.Hash(genesis.Chunks[0]), genesis.Header.NewRoot, Rules.Hash));
            return chain;
        }
        catch
        {
            chain.Dispose();
            throw;
        }
    }

    private static JsonObject Cost(int trades, SettlementBatch batch, PostedBatch posted)
    {
        var whole = new Batch(
            batch.Header, [.. batch.Chunks.Select(chunk => (ReadOnlyMemory<byte>)chunk)]);
        var floor = 0UL;
        for (var chunk = 0; chunk < batch.Chunks.Count; chunk++)
        {
            floor += GasLimits.CalldataFloor(SettlementContract.PostingInput(whole, chunk));
        }

        return new JsonObject
        {
            ["bytes"] = batch.Chunks.Sum(chunk => chunk.Length), ["chunks"] = batch.Chunks.Count,
            ["gas"] = posted.GasUsed, ["gas_per_trade"] = Math.Round((double)posted.GasUsed / trades, 1),
            ["of_floor"] = Math.Round((double)posted.GasUsed / floor, 3),
        };
    }

    private sealed class Source(List<SettlementBatch> batches, Func<ulong, bool> isCut) : IBatchSource
    {
        public Batch? NextBatch(ulong number) => number < (ulong)batches.Count && isCut(number)
            ? new Batch(
                batches[(int)number].Header,
                [.. batches[(int)number].Chunks.Select(chunk => (ReadOnlyMemory<byte>)chunk)])
            : null;
    }
}
