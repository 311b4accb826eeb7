using System.CommandLine;
using Offing.Node;
using Offing.Tools;
using Offing.Tools.Client;
using Offing.Tools.Demo;
using Offing.Tools.OrderFlow;
using Offing.Tools.Publishers;
using Spectre.Console;

namespace Offing.Host.Commands;

/// <summary>offing demo: the whole journey, or a day of recorded orders.</summary>
internal static class DemoCommand
{
    private const ulong WalkSeed = 15;

    // A file has no width of its own: enough for a hash beside its name.
    private const int RedirectedWidth_Columns = 110;

    public static Command Create()
    {
        var (http, chain) = (CommonOptions.Http(), CommonOptions.Chain());
        var orders = new Option<string?>("--orders")
        {
            Description = "Play an order-by-order record (CSV, plain or .xz) through the gateway instead.",
        };
        var seconds = new Option<int>("--seconds")
        {
            Description = "How long the record's day takes; 0 = as fast as it goes.",
            DefaultValueFactory = _ => 60,
        };
        var command = new Command(
            "demo", "The whole journey, narrated: deposit, session key, trade, settle, withdraw.")
        {
            http, chain, orders, seconds,
        };
        command.SetAction((parsed, stop) => CommonOptions.RunAsync(() => RunAsync(
            parsed.GetValue(http), parsed.GetValue(chain), parsed.GetValue(orders),
            Math.Max(0, parsed.GetValue(seconds)), stop)));
        return command;
    }

    private static async Task RunAsync(
        int http, int chain, string? orders, int seconds, CancellationToken stop)
    {
        if (orders is not null && !File.Exists(orders))
        {
            throw new FormatException($"--orders {orders}: no such file");
        }

        if (Console.IsOutputRedirected)
        {
            AnsiConsole.Profile.Width = RedirectedWidth_Columns;
        }

        using var venue = new VenueClient(http);
        await using var own = await IsUpAsync(venue, stop)
            ? null
            : await OwnVenue.StartAsync(http, chain, venue, stop);
        if (orders is null)
        {
            await Journey.RunAsync(venue, chain, AnsiConsole.Console, stop);
        }
        else
        {
            var site = await VenueSite.AskAsync(venue, stop);
            await new FlowRunner(venue, site, AnsiConsole.Console).RunAsync(orders, chain, seconds, stop);
        }
    }

    private static async Task<bool> IsUpAsync(VenueClient venue, CancellationToken stop)
    {
        try
        {
            await VenueSite.AskAsync(venue, stop);
            return true;
        }
        catch (VenueException)
        {
            return false;
        }
    }

    /// <summary>A venue of the demo's own, in a folder that is removed afterwards.</summary>
    private sealed class OwnVenue : IAsyncDisposable
    {
        private readonly CancellationTokenSource _ending = new();
        private readonly string _folder = Directory.CreateTempSubdirectory("offing-demo-").FullName;
        private VenueHost? _venue;
        private Task _reporting = Task.CompletedTask;

        public static async Task<OwnVenue> StartAsync(
            int http, int chain, VenueClient client, CancellationToken stop)
        {
            var own = new OwnVenue();
            AnsiConsole.MarkupLine("no venue is up: starting one for this demo");
            try
            {
                own._venue = await VenueHost.StartAsync(
                    new VenueOptions
                    {
                        DataFolder = own._folder,
                        ContractsFolder = Repository.Contracts,
                        GenesisFile = Repository.DevelopmentGenesis,
                        HttpPort = http,
                        ChainPort = chain,
                    },
                    line => AnsiConsole.WriteLine($"    {line}"));
                var site = await VenueSite.AskAsync(client, stop);
                own._reporting = PublisherLoop.RunAsync(
                    new DevelopmentPublishers(client, site.Domain), new RandomWalk(WalkSeed),
                    _ => { },
                    own._ending.Token);
                return own;
            }
            catch
            {
                await own.DisposeAsync();
                throw;
            }
        }

        public async ValueTask DisposeAsync()
        {
            await _ending.CancelAsync();
            await _reporting.ContinueWith(_ => { }, TaskScheduler.Default);
            if (_venue is not null)
            {
                await _venue.DisposeAsync();
            }

            _ending.Dispose();
            Directory.Delete(_folder, recursive: true);
        }
    }
}
