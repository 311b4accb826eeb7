using System.Buffers.Binary;
using System.Diagnostics;
using System.Runtime;
using Offing.Engine;
using Offing.Engine.Accounts;
using Offing.Gateway;
using Offing.Gateway.Venue;
using Offing.Log;
using Offing.Log.Disk;
using Offing.MarketData;
using Offing.Node;
using Offing.Primitives;
using Offing.Protocol.Entries;
using Offing.Protocol.Genesis;
using Offing.Sequencing;
using Offing.Settlement.Posting;
using Offing.Signing;
using Offing.Tools.Bench;
using Offing.Tools.Client;

namespace Offing.Tools.Load.Serving;

/// <summary>
/// The venue of a load: the production gateway, sequencer, log, engine, market data and state tree, without a
/// chain. What the chain would bring, deposits, is put into the sequence at the start; what it would take,
/// batches, counts as posted when it is made.
/// </summary>
public sealed class BenchVenue : IAsyncDisposable
{
    private const long Deposit_MicroUsd = 100_000_000_000_000;
    private readonly LocalLog _log;
    private readonly NodeCore _node;
    private readonly NodeLoop _loop;
    private readonly VenueServer _server;
    private readonly long _begin = Stopwatch.GetTimestamp();

    private BenchVenue(LocalLog log, NodeCore node, NodeLoop loop, VenueServer server) =>
        (_log, _node, _loop, _server) = (log, node, loop, server);

    /// <summary>Where it answers.</summary>
    public Uri Url => _server.BaseAddress;

    /// <summary>Starts it; the accounts have their money when this returns.</summary>
    public static async Task<BenchVenue> StartAsync(ServeOptions options)
    {
        Limits.AssertRelations();
        Secp256k1.EnsureLoaded();
        var genesis = GenesisParser.TryParse(
                await File.ReadAllBytesAsync(Repository.DevelopmentGenesis), out var parsed, out var error)
            ? parsed
            : throw new VenueException(error);
        var log = LocalLog.Open(new FolderDisk(options.Folder));
        var market = new VenueFold(genesis);
        var node = new NodeCore(genesis, log, market, (ulong)options.Batch.TotalMilliseconds);
        var final = new FinalBatches(_ => true, node.Ledger);
        var clock = new NodeClock();
        var loop = new NodeLoop(node, clock, now => Settle(node, final, now));
        var server = await VenueServer.StartAsync(
            new NodeVenue(node, Facts(genesis), clock, final), market,
            new VenueServerOptions
            {
                Port = options.Port,
                Signatures = options.ChecksSignatures ? new Secp256k1Signatures() : new ClaimedSignatures(),
            });
        var venue = new BenchVenue(log, node, loop, server);
        await venue.FundAsync(options);
        return venue;
    }

    /// <summary>How it stands now.</summary>
    public ServeSample Sample()
    {
        using var process = Process.GetCurrentProcess();
        var collector = GC.GetGCMemoryInfo(GCKind.Any);
        return new ServeSample(
            Math.Round(Stopwatch.GetElapsedTime(_begin).TotalSeconds, 3),
            _node.Read(state => state.InputCursor), _node.Ledger.Last.LastSeq, _node.Committer.Lag,
            _node.Committer.Owed_Entries,
            process.WorkingSet64 / 1024, collector.HeapSizeBytes, GC.GetTotalAllocatedBytes(),
            GC.CollectionCount(0), GC.CollectionCount(1), GC.CollectionCount(2),
            Math.Round(GC.GetTotalPauseDuration().TotalMilliseconds, 1),
            Math.Round(process.TotalProcessorTime.TotalMilliseconds, 1));
    }

    /// <summary>What it runs on, and what the signature library alone does there.</summary>
    public static ServeReady Measure()
    {
        var (verify, recover) = SignatureRate.Measure();
        return new ServeReady(
            Math.Round(verify), Math.Round(recover), Environment.ProcessorCount,
            (GCSettings.IsServerGC ? "server" : "workstation") + $", {GCSettings.LatencyMode}");
    }

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        _loop.Dispose();
        _log.Dispose();
    }

    private static void Settle(NodeCore node, FinalBatches final, Time now)
    {
        WithoutChain.Post(node);
        final.Tick(now);
    }

    // As in production: grants under our own domain, and only the letter of this venue.
    private static VenueFacts Facts(GenesisConfig genesis) => new(
        genesis, 31337, Address.OfSystem("bench.vault"), Address.OfSystem("bench.settlement"),
        Address.OfSystem("bench.usdc"), IsDevelopment: true, AcceptsMainnetLetter: false,
        AcceptsCompatibleGrant: false, Slot.LeverageDefault);

    private async Task FundAsync(ServeOptions options)
    {
        var payload = new byte[8];
        BinaryPrimitives.WriteInt64BigEndian(payload, Deposit_MicroUsd);
        var last = new TaskCompletionSource<Outcome>(TaskCreationOptions.RunContinuationsAsynchronously);
        for (var i = 0; i < options.Accounts; i++)
        {
            var owner = options.Plan.Owner(i);
            var isLast = i == options.Accounts - 1;
            var deposit = new Submission(
                new QueueRequest((ulong)i, RequestType.Deposit, owner, owner, 1, payload),
                isLast ? outcome => last.TrySetResult(outcome) : null);
            while (!_node.TryOffer(deposit, out _))
            {
                await Task.Delay(1);
            }
        }

        await last.Task;
    }
}
