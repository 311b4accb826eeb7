using System.Net;
using System.Net.Sockets;
using System.Runtime.ExceptionServices;
using Offing.Engine.Accounts;
using Offing.Gateway;
using Offing.Gateway.Venue;
using Offing.Log;
using Offing.Log.Disk;
using Offing.MarketData;
using Offing.Node.Receipts;
using Offing.Node.Reversals;
using Offing.Node.Snapshots;
using Offing.Primitives;
using Offing.Protocol;
using Offing.Protocol.Genesis;
using Offing.Sequencing;
using Offing.Settlement;
using Offing.Settlement.Contracts;
using Offing.Settlement.Deployments;
using Offing.Settlement.DevChains;
using Offing.Settlement.Posting;
using Offing.Settlement.Watching;
using Offing.Signing;

namespace Offing.Node;

/// <summary>
/// A development venue: the whole pipeline, wired in one place and in the order of its data.
/// </summary>
public sealed class VenueHost : IAsyncDisposable
{
    private readonly VenueLog _log;
    private readonly VenueSnapshots _snapshots;
    private readonly DevChain _chain;
    private readonly ReceiptOffice _receipts;
    private readonly NodeLoop _loop;
    private readonly VenueServer _server;

    private VenueHost(
        GenesisConfig genesis, Deployment deployment, VenueLog log, VenueSnapshots snapshots, DevChain chain,
        ReceiptOffice receipts, NodeLoop loop, VenueServer server)
    {
        (Genesis, Deployment) = (genesis, deployment);
        (_log, _snapshots, _chain, _receipts) = (log, snapshots, chain, receipts);
        (_loop, _server) = (loop, server);
    }

    public GenesisConfig Genesis { get; }

    public Deployment Deployment { get; }

    /// <summary>Where HTTP is answered.</summary>
    public Uri HttpUrl => _server.BaseAddress;

    /// <summary>Where the chain is answered.</summary>
    public Uri ChainUrl => _chain.Url;

    /// <summary>Completes when the node has stopped by itself, with what went wrong.</summary>
    public Task<Exception?> Ended => _loop.Ended;

    /// <summary>Whether the chain client has ended by itself.</summary>
    public bool ChainHasExited => _chain.HasExited;

    /// <summary>Starts everything; requests are answered when this returns.</summary>
    /// <param name="say">Told what takes time.</param>
    /// <exception cref="VenueStartException">One line that says what to do.</exception>
    public static async Task<VenueHost> StartAsync(VenueOptions options, Action<string> say)
    {
        VenueLog? log = null;
        DevChain? chain = null;
        ReceiptOffice? receipts = null;
        NodeLoop? loop = null;
        try
        {
            RefuseWhatCannotWork(options);

            // 1. What is on disk: genesis and the log.
            var data = new DataFolder(options.DataFolder, options.Reset);
            var genesis = data.Genesis(options.GenesisFile);
            log = new VenueLog(data.Log, options.SegmentMax_Bytes);

            // 2. The engine, from snapshot and log; market data folds what it says.
            var market = new VenueFold(genesis);
            var store = new SnapshotStore(data.SnapshotDisk());
            var node = Node(options, data, genesis, log, market, store, say);

            // 3. The chain, and the contracts on it.
            say("starting the chain");
            chain = StartChain(options, data);
            var sequencer = SequencerKeyFile.Read(options.SequencerKeyFile);
            var deployment = new Deployer(chain.Client, chain.Rpc, new Artefacts(options.ContractsFolder))
                .DeployOrVerify(data.Root, Terms(genesis, node, sequencer.Address), options.OperatorKey);

            // 4. Settlement: requests in, batches out; first what a reorg took from below them.
            var clock = new NodeClock();
            TakeBack(options, node, chain, deployment, clock, say);
            var watcher = new DepositWatcher(
                chain.Client, deployment, new RequestSink(node), DepositWatcher.DevelopmentConfirmations);
            var poster = Poster(chain, deployment, node, options.OperatorKey);
            var settlement = new SettlementContract(chain.Client, deployment.Settlement);
            var place = new OperatorPlace(settlement.Operators, options.OperatorKey.Address, say);
            var final = new FinalBatches(settlement.IsFinal, node.Ledger);
            var report = new StatusReport(say);
            var snapshots = new VenueSnapshots(node, store, final, options, data.Root, say);
            receipts = ReceiptOffice.Open(node, chain, deployment, sequencer, options, say);

            // 5. The threads.
            loop = new NodeLoop(node, clock, now =>
            {
                watcher.Tick(now);
                poster.Tick(now);
                final.Tick(now);
                place.Tick(now);
                snapshots.Tick(now);
                receipts.Tick(now);
                Tell(report, node, watcher.Status, poster.Status);
            }, log.Open, say);

            // 6. The gateway, last: nobody is answered before everything stands.
            var server = await VenueServer.StartAsync(
                new NodeVenue(
                    node, Facts(genesis, deployment, sequencer), clock, final, receipts.Desk,
                    () => place.View(watcher.Status, poster.Status)),
                market, new VenueServerOptions { Port = options.HttpPort, Limits = options.Rates() });
            return new VenueHost(genesis, deployment, log, snapshots, chain, receipts, loop, server);
        }
        catch (Exception error)
        {
            loop?.Dispose();
            receipts?.Dispose();
            chain?.Dispose();
            log?.Dispose();
            ExceptionDispatchInfo.Throw(AsStartError(error) ?? error);
            throw;
        }
    }

    /// <summary>
    /// Stops in the reverse order: no new requests, the node, a snapshot for the next start, the chain with
    /// its state on disk.
    /// </summary>
    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        _loop.Dispose();
        _snapshots.Stop(isWhole: await _loop.Ended is null);
        _snapshots.Dispose();
        _receipts.Dispose();
        _chain.Dispose();
        _log.Dispose();
    }

    private static NodeCore Node(
        VenueOptions options, DataFolder data, GenesisConfig genesis, VenueLog log, VenueFold market,
        SnapshotStore store, Action<string> say) =>
        new(
            genesis, log.Open(), market, options.Interval_Ms, Progress(say), store, say,
            files: data.NetFiles(genesis))
        {
            PostingLagMost_Ms = (ulong)options.PostingLag.TotalMilliseconds,
        };

    private static BatchPoster Poster(
        DevChain chain, Deployment deployment, NodeCore node, PrivateKey key) => new(
        chain.Client, deployment, key, node.Ledger, node.Ledger.Posted, new PosterOptions());

    private static void Tell(
        StatusReport report, NodeCore node, SettlementStatus deposits, SettlementStatus batches)
    {
        report.Tell(node.Room);
        report.TellLag(node.IsPostingLate);
        report.Tell("deposits", deposits);
        report.Tell("batches", batches);
    }

    private static void TakeBack(
        VenueOptions options, NodeCore node, DevChain chain, Deployment deployment, NodeClock clock,
        Action<string> say)
    {
        if (options.ReverseFrom is { } first)
        {
            ReversalStart.Run(
                node, chain.Client, deployment, DepositWatcher.DevelopmentConfirmations, first,
                () => clock.Now, say);
        }
    }

    private static DevChain StartChain(VenueOptions options, DataFolder data) =>
        DevChain.Start(new DevChainOptions
        {
            Anvil = AnvilBinary.Find(options.ContractsFolder), Folder = data.Chain, Port = options.ChainPort,
        });

    private static DeploymentTerms Terms(GenesisConfig genesis, NodeCore node, Address sequencer) =>
        DeploymentTerms.Development(genesis.Hash, node.Ledger.Header(0)!.NewRoot, Rules.Hash) with
        {
            Receipts = ReceiptBondTerms.Development(sequencer),
            ForcedDeadline_S = checked((uint)(genesis.ForcedDeadline_Ms / 1_000)),
        };

    private static VenueFacts Facts(
        GenesisConfig genesis, Deployment deployment, PrivateKey sequencer) => new(
        genesis, deployment.ChainId, deployment.Vault, deployment.Settlement, deployment.Usdc,
        IsDevelopment: true, AcceptsMainnetLetter: true, AcceptsCompatibleGrant: true, Slot.LeverageDefault)
    {
        Sequencer = sequencer.Address, ReceiptBond = deployment.ReceiptBond,
    };

    // What the person who starts the venue can mend becomes
    // one line; all else is a bug of ours and keeps its trace.
    private static VenueStartException? AsStartError(Exception error) => error is DevChainException
        or DeploymentException or SigningLibraryMissingException or PortTakenException or LogLockedException
        or LogCorruptException or IOException or Settlement.L1.L1UnavailableException
        ? new VenueStartException(error.Message, error)
        : null;

    private static Action<ulong, ulong> Progress(Action<string> say)
    {
        const int interval_Ms = 1_000;
        var next = Environment.TickCount64 + interval_Ms;
        return (done, all) =>
        {
            if (Environment.TickCount64 >= next)
            {
                next = Environment.TickCount64 + interval_Ms;
                say($"replaying the log: record {done} of {all}");
            }
        };
    }

    private static void RefuseWhatCannotWork(VenueOptions options)
    {
        var port = options.HttpPort;
        Limits.AssertRelations();
        _ = options.Rates();
        Secp256k1.EnsureLoaded();
        using var listener = new TcpListener(IPAddress.Loopback, port);
        try
        {
            listener.Start();
        }
        catch (SocketException error)
        {
            throw new VenueStartException(
                $"port {port} of 127.0.0.1 cannot be used ({error.Message}): choose another with --http",
                error);
        }
    }
}
