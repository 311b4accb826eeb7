using System.Net;
using System.Net.Sockets;
using Offing.Tools.Bench;
using Offing.Tools.Client;
using Offing.Tools.Load.Driving;
using Offing.Tools.Load.Files;
using Offing.Tools.Load.Reporting;
using Offing.Tools.Load.Serving;

namespace Offing.Tools.Load;

/// <summary>
/// Sends a signed load to a venue of its own process, or to one that runs, and holds what the venue logged
/// against what was acknowledged.
/// </summary>
public sealed class LoadRunner : IDisposable
{
    private const int SyncSamples = 2_000;
    private const int DrainPoll_Ms = 250;
    private const int LinkMost = 96;
    private const int HttpLeast = 64;
    private const int ServerCore = 0;
    private const int LoadCore = 1;
    private readonly LoadOptions _options;
    private readonly LoadReader _source;
    private readonly LoadScreen _screen;
    private readonly List<ILoadLink> _links = [];
    private ServeProcess? _serve;
    private LoadReport _report = null!;

    private LoadRunner(LoadOptions options, LoadReader source, LoadScreen screen) =>
        (_options, _source, _screen) = (options, source, screen);

    private string LogFolder => Path.Combine(_options.Folder, "log");

    /// <summary>Runs all phases.</summary>
    /// <exception cref="VenueException">
    /// An answer was not what it should be, or the log is not what was acknowledged.
    /// </exception>
    public static async Task<LoadReport> RunAsync(
        LoadOptions options, LoadScreen screen, CancellationToken stop)
    {
        using var source = LoadFile.Open(options.File);
        using var runner = new LoadRunner(options, source, screen);
        if (options.Pins)
        {
            CorePin.Here(LoadCore);
        }

        if (options.Url is not null)
        {
            return await runner.MeasureAsync(options.Url.Port, stop);
        }

        Directory.CreateDirectory(options.Folder);
        try
        {
            return await runner.MeasureAsync(runner.Serve(), stop);
        }
        finally
        {
            runner._serve?.Dispose();
            Directory.Delete(options.Folder, recursive: true);
        }
    }

    public void Dispose()
    {
        _links.ForEach(link => link.Dispose());
        _serve?.Dispose();
    }

    private int Serve()
    {
        var port = FreePort();
        var plan = _source.Plan;
        List<string> arguments =
        [
            "load", "serve", "--folder", LogFolder, "--seed", plan.Seed, "--accounts", $"{plan.Accounts}",
            "--batch-seconds", $"{_options.Batch_Seconds}",
        ];
        if (_options.WithoutSignatures)
        {
            arguments.Add("--without-signatures");
        }

        _serve = ServeProcess.Start(arguments, port, _options.Pins ? ServerCore : null);
        return port;
    }

    private async Task<LoadReport> MeasureAsync(int port, CancellationToken stop)
    {
        using var venue = new VenueClient(port);
        using var publishing = CancellationTokenSource.CreateLinkedTokenSource(stop);
        var setup = new LoadSetup(venue, _source.Plan, _options.WithoutSignatures, _screen.Say);
        if (_serve is null)
        {
            await setup.FundAsync(_options.ChainPort, stop);
        }

        var sync = _serve is null
            ? null
            : DiskSync.Measure(Path.Combine(_options.Folder, "sync"), SyncSamples);
        _report = new LoadReport(_options, _source.Plan, _serve?.Ready, sync);
        var prices = _serve is null ? Task.CompletedTask : setup.PublishAsync(publishing.Token);
        await setup.AwaitPricesAsync(stop);
        await setup.GrantAsync(stop);
        Connect(port);
        var driver = new LoadDriver(
            _links, _options.OverHttp ? 1 : LinkMost, _source, Claims(), second => _screen.Tell(
                second, _serve?.Samples is [.., var last] ? last : null));
        // The driver's loop never waits, so it has a thread of its own beside those of the publishers.
        await Task.Factory.StartNew(
            () => Drive(driver, stop), stop, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        await publishing.CancelAsync();
        await prices.ContinueWith(_ => { }, TaskScheduler.Default);
        if (_serve is not null)
        {
            _report.SyncAfter = DiskSync.Measure(Path.Combine(_options.Folder, "sync"), SyncSamples);
            _serve.Stop();
            _report.Count(LogCount.Of(LogFolder), _serve.Samples);
        }

        _report.Check(driver.Tally);
        return _report;
    }

    private void Drive(LoadDriver driver, CancellationToken stop)
    {
        var first = new LoadPhase(
            _options.Rate > 0 ? $"{_options.Rate}/s" : "max", Requests(_options.Rate),
            _options.Rate > 0 ? int.MaxValue : _options.InFlight, _options.Warm, _options.Lasts);
        var most = Run(driver, first, stop).ItemsPerSecond;
        Drain(stop);
        foreach (var percent in _options.Percents)
        {
            Run(
                driver,
                first with
                {
                    Name = $"{percent} %",
                    PerSecond = Requests(most * percent / 100),
                    InFlight = int.MaxValue,
                },
                stop);
            Drain(stop);
        }
    }

    private double? Requests(double items) => items > 0 ? items / _source.Plan.Batch : null;

    private LoadOutcome Run(LoadDriver driver, LoadPhase phase, CancellationToken stop)
    {
        _screen.Begin(phase);
        var from = _serve?.Samples.Count ?? 0;
        var (overloaded, unexpected) = (driver.Tally.Overloaded, driver.Tally.Unexpected);
        var outcome = driver.Run(phase, stop);
        _report.Add(
            outcome, _serve?.Samples.Skip(from).ToArray() ?? [],
            driver.Tally.Overloaded - overloaded, driver.Tally.Unexpected - unexpected);
        _screen.Done(outcome);
        return outcome;
    }

    // The phase is over: the state tree computes what it still owes, so that it does not in the next one.
    private void Drain(CancellationToken stop)
    {
        if (_serve is null || _options.Drain == TimeSpan.Zero)
        {
            return;
        }

        var from = _serve.Samples.Count;
        var until = DateTime.UtcNow + _options.Drain;
        var few = (ulong)Math.Max(1, _options.Batch_Seconds) * 100;
        while (DateTime.UtcNow < until && !(_serve.Samples is [.., var last] && last.Lag < few))
        {
            stop.WaitHandle.WaitOne(DrainPoll_Ms);
            stop.ThrowIfCancellationRequested();
        }

        _report.Drained([.. _serve.Samples.Skip(Math.Max(0, from - 1))]);
    }

    private void Connect(int port)
    {
        var venue = new IPEndPoint(IPAddress.Loopback, port);
        var count = _options.OverHttp ? Math.Max(HttpLeast, _options.Connections) : _options.Connections;
        for (var i = 0; i < count; i++)
        {
            _links.Add(_options.OverHttp ? new HttpLink(venue) : new SocketLink(venue));
        }
    }

    // What the claim of each account's key is, when signatures are not checked.
    private byte[][]? Claims() => _options.WithoutSignatures
        ? [.. Enumerable.Range(0, _source.Plan.Accounts).Select(
            i => LoadSetup.Digits(_source.Plan.Session(i).Address))]
        : null;

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
