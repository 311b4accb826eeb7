using System.CommandLine;
using Offing.Log;
using Offing.Node;
using Offing.Tools;
using Offing.Tools.Bots;
using Offing.Tools.Client;
using Offing.Tools.Operator;
using Offing.Tools.Publishers;

namespace Offing.Host.Commands;

/// <summary>offing up: chain, contracts, venue and publishers, until Ctrl-C or SIGTERM.</summary>
internal static class UpCommand
{
    private const ulong WalkSeed = 2026;
    private static readonly TimeSpan Watch = TimeSpan.FromMilliseconds(500);

    public static Command Create()
    {
        var (http, chain) = (CommonOptions.Http(), CommonOptions.Chain());
        var data = new Option<string>("--data")
        {
            Description = "Folder for the log, the chain and the deployment.",
            DefaultValueFactory = _ => "./data",
        };
        var genesis = new Option<string>("--genesis")
        {
            Description = "The venue's genesis, when it starts for the first time; else the development one.",
            DefaultValueFactory = _ => Repository.DevelopmentGenesis,
        };
        var reset = new Option<bool>("--reset") { Description = "Wipe the data first." };
        var demo = new Option<bool>("--demo") { Description = "Bots trade; without it the books are quiet." };
        var prices = new Option<string?>("--prices")
        {
            Description = "Replay candles (CSV, plain or .gz) as the BTC price, one a second.",
        };
        var batch = new Option<int>("--batch-seconds")
        {
            Description = "A batch is settled on chain so often; 15 at most, lest silence end the venue.",
            DefaultValueFactory = _ => 10,
        };
        var key = new Option<string?>("--sequencer-key")
        {
            Description = "File with the key that signs receipts, 64 hex digits; else the development key.",
        };
        var snapshots = new Option<ulong>("--snapshot-every")
        {
            Description = "A snapshot is made when so many entries came since the last, and at the stop; "
                + "0: only at the stop.",
            DefaultValueFactory = _ => VenueOptions.SnapshotEveryDefault,
        };
        var prune = new Option<bool>("--prune")
        {
            Description = "Drop segments of the log that two snapshots stand for and whose batches are final "
                + "on chain. They cannot be had back from here.",
        };
        var (segment, limits, lag) = (Segment(), Limits(), Lag());
        var (restored, reverse, operatorKey) = (Restored(), Reverse(), OperatorKeyFile());
        var command = new Command("up", "Start the chain and the venue; prints one line when ready.")
        {
            http, chain, data, genesis, reset, demo, prices, batch, snapshots, prune, key, restored, segment,
            limits, lag, reverse, operatorKey,
        };
        command.SetAction((parsed, stop) => CommonOptions.RunAsync(() => RunAsync(
            new VenueOptions
            {
                DataFolder = parsed.GetValue(data)!,
                ContractsFolder = Repository.Contracts,
                GenesisFile = parsed.GetValue(genesis)!,
                HttpPort = parsed.GetValue(http),
                ChainPort = parsed.GetValue(chain),
                BatchInterval = TimeSpan.FromSeconds(Math.Max(1, parsed.GetValue(batch))),
                PostingLag = TimeSpan.FromSeconds(parsed.GetValue(lag)),
                Reset = parsed.GetValue(reset),
                SnapshotEvery = parsed.GetValue(snapshots),
                Prunes = parsed.GetValue(prune),
                SegmentMax_Bytes = 1_024L * parsed.GetValue(segment),
                MakeSnapshot = SnapshotProcess.MakeAsync,
                OperatorKey = OperatorKey.ToPostWith(parsed.GetValue(operatorKey)),
                SequencerKeyFile = parsed.GetValue(key),
                IsRestored = parsed.GetValue(restored),
                ReverseFrom = parsed.GetValue(reverse),
                Limits = parsed.GetValue(limits)!,
            },
            parsed.GetValue(demo), parsed.GetValue(prices), stop)));
        return command;
    }

    private static Option<string?> OperatorKeyFile() => new("--operator-key")
    {
        Description = "File with the operator's key, which posts batches, 64 hex digits; "
            + $"{OperatorKey.Variable} when not given, and without both the development key.",
    };

    private static Option<bool> Restored() => new("--restored")
    {
        Description = "The log is a copy or a backup: gives no receipts up to the posted ceiling.",
    };

    private static Option<ulong?> Reverse() => new("--reverse")
    {
        Description = "Take back the requests from this one on, as ./offing operator reverse has said.",
    };

    private static Option<int> Lag() => BookBenchCommand.Whole(
        "--posting-lag", 45,
        "Seconds that a batch may wait for the chain; past them only reduce-only orders and cancels are "
        + "taken, until it is there. 0: for ever.", 0, 86_400);

    // For drills, which prune.
    private static Option<int> Segment()
    {
        var segment = BookBenchCommand.Whole(
            "--segment-kib", (int)(LogLimits.SegmentMax_Bytes / 1_024), "Of a new segment of the log.", 256,
            65_536);
        segment.Hidden = true;
        return segment;
    }

    private static Option<string> Limits() => new("--limits")
    {
        Description = "Rates of addresses, keys and accounts (spec/native.md): off, wire, or so many times "
            + "those of the wire.",
        DefaultValueFactory = _ => "off",
    };

    private static async Task RunAsync(
        VenueOptions options, bool demo, string? prices, CancellationToken stop)
    {
        IPriceSource walk = new RandomWalk(WalkSeed);
        var source = prices is null ? walk : new CandleReplay(CandleReplay.Read(prices), walk);
        await using var venue = await VenueHost.StartAsync(options, Say);
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(stop);
        using var client = new VenueClient(options.HttpPort);
        var site = await VenueSite.AskAsync(client, stop);
        var reporting = PublisherLoop.RunAsync(
            new DevelopmentPublishers(client, site.Domain), source, Say, ending.Token);
        var bots = demo
            ? new MarketBots(client, site).RunAsync(options.ChainPort, Say, ending.Token)
            : Task.CompletedTask;
        Console.WriteLine(
            $"ready http={venue.HttpUrl} chain={venue.ChainUrl} vault={venue.Deployment.Vault}");
        try
        {
            await UntilStoppedAsync(venue, stop);
        }
        finally
        {
            Say("stopping");
            await ending.CancelAsync();
            await Task.WhenAll(Quiet(reporting), Quiet(bots));
        }
    }

    private static async Task UntilStoppedAsync(VenueHost venue, CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            if (venue.ChainHasExited)
            {
                throw new VenueStartException(
                    "the chain client has ended by itself: start again, nothing is lost");
            }

            if (venue.Ended.IsCompleted && await venue.Ended is { } defect)
            {
                throw defect is IOException
                    ? defect
                    : new InvalidOperationException("the node has stopped", defect);
            }

            await Task.Delay(Watch, stop).ContinueWith(_ => { }, TaskScheduler.Default);
        }
    }

    private static Task Quiet(Task work) => work.ContinueWith(_ => { }, TaskScheduler.Default);

    private static void Say(string line) => Console.Error.WriteLine($"offing: {line}");
}
