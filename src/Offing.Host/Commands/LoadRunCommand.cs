using System.CommandLine;
using System.Globalization;
using Offing.Tools.Load;
using Offing.Tools.Load.Reporting;
using Spectre.Console;

namespace Offing.Host.Commands;

/// <summary>offing load run.</summary>
internal static class LoadRunCommand
{
    private static readonly Option<string> File = new("--file")
    {
        Description = "What ./offing load sign wrote. Keep it on another disk than --folder, or in memory "
            + "(/dev/shm): to read it takes from the disk that is measured.",
        Required = true,
    };

    private static readonly Option<string> Folder = new("--folder")
    {
        Description = "A folder to be made for the venue's log, on the file system to measure; removed "
            + "afterwards. On /dev/shm the log is in memory and costs no disk.",
        DefaultValueFactory = _ => "./data-load",
    };

    private static readonly Option<long> Rate = new("--rate")
    {
        Description = "Orders and cancels due a second.",
    };

    private static readonly Option<bool> Max = new("--max")
    {
        Description = "As many as the venue takes, with --in-flight requests unanswered.",
    };

    private static readonly Option<string> Percent = new("--percent")
    {
        Description = "After --max: phases at so many hundredths of it, as 25,50,75,90.",
        DefaultValueFactory = _ => "",
    };

    private static readonly Option<int> Seconds = BookBenchCommand.Whole(
        "--seconds", 20, "Counted time of each phase.", 1, 86_400);

    private static readonly Option<int> Warm = BookBenchCommand.Whole(
        "--warm", 5, "Seconds of each phase before it is counted.", 0, 3_600);

    private static readonly Option<string> Transport = new("--transport")
    {
        Description = "ws: posts on WebSockets; http: one request for each connection, 64 of them or more.",
        DefaultValueFactory = _ => "ws",
    };

    private static readonly Option<int> Connections = BookBenchCommand.Whole(
        "--connections", 8, "Of the load.", 1, 1_000);

    private static readonly Option<int> InFlight = BookBenchCommand.Whole(
        "--in-flight", 256, "Unanswered requests over all connections with --max.", 1, 20_000);

    private static readonly Option<string> Url = new("--url")
    {
        Description = "A development venue that runs already, as http://127.0.0.1:8080; its accounts are "
            + "funded on its chain first.",
    };

    private static readonly Option<int> Chain = CommonOptions.Chain();

    private static readonly Option<int> Batch = BookBenchCommand.Whole(
        "--batch-seconds", 10, "The venue ends a batch so often.", 1, 3_600);

    private static readonly Option<int> Drain = BookBenchCommand.Whole(
        "--drain", 15, "Seconds that the state tree gets after each phase to catch up.", 0, 600);

    private static readonly Option<bool> NoSignatures = new("--without-signatures")
    {
        Description = "The venue of this run takes each request's word for who signed it.",
    };

    private static readonly Option<bool> NoPin = new("--no-pin")
    {
        Description = "Let both use every core; otherwise the venue has the first and the load the second.",
    };

    private static readonly Option<string> Report = new("--report")
    {
        Description = "A folder for plots (SVG) and the venue's series (CSV).",
    };

    public static Command Create()
    {
        var command = new Command("run", "Send a signed load; prints one JSON line for each phase.")
        {
            File, Folder, Rate, Max, Percent, Seconds, Warm, Transport, Connections, InFlight, Url, Chain,
            Batch, Drain, NoSignatures, NoPin, Report,
        };
        Transport.AcceptOnlyFromAmong("ws", "http");
        command.SetAction((parsed, stop) => CommonOptions.RunAsync(() => RunAsync(Read(parsed), stop)));
        return command;
    }

    private static async Task RunAsync(LoadOptions options, CancellationToken stop)
    {
        var console = AnsiConsole.Create(
            new AnsiConsoleSettings { Out = new AnsiConsoleOutput(Console.Error) });
        console.Profile.Width = Math.Max(console.Profile.Width, LoadScreen.Width);
        var screen = new LoadScreen(console);
        var report = await LoadRunner.RunAsync(options, screen, stop);
        foreach (var line in report.Lines)
        {
            Console.WriteLine(line.ToJsonString());
        }

        screen.Table(report);
        if (options.Report is { } folder)
        {
            screen.Say($"{folder}: {string.Join(", ", LoadCharts.Write(report, folder))}");
        }
    }

    private static LoadOptions Read(ParseResult parsed)
    {
        var (rate, max) = (parsed.GetValue(Rate), parsed.GetValue(Max));
        if (max == rate > 0)
        {
            throw new FormatException("say either --max or --rate R, with R of at least 1");
        }

        var folder = Path.GetFullPath(parsed.GetValue(Folder)!);
        if (Directory.Exists(folder))
        {
            throw new FormatException(
                $"--folder {folder}: it is there already; name one that can be removed");
        }

        return new LoadOptions
        {
            File = parsed.GetValue(File)!,
            Folder = folder,
            Rate = rate,
            Percents = Percents(parsed.GetValue(Percent)!, max),
            Warm = TimeSpan.FromSeconds(parsed.GetValue(Warm)),
            Lasts = TimeSpan.FromSeconds(parsed.GetValue(Seconds)),
            OverHttp = parsed.GetValue(Transport) == "http",
            Connections = parsed.GetValue(Connections),
            InFlight = parsed.GetValue(InFlight),
            Url = Venue(parsed.GetValue(Url), parsed.GetValue(NoSignatures)),
            ChainPort = parsed.GetValue(Chain),
            Batch_Seconds = parsed.GetValue(Batch),
            Drain = TimeSpan.FromSeconds(parsed.GetValue(Drain)),
            WithoutSignatures = parsed.GetValue(NoSignatures),
            Pins = !parsed.GetValue(NoPin),
            Report = parsed.GetValue(Report),
        };
    }

    private static IReadOnlyList<int> Percents(string text, bool max)
    {
        var parts = text.Split(',', StringSplitOptions.RemoveEmptyEntries);
        return parts.Length > 0 && !max
            ? throw new FormatException("--percent is of the maximum, which only --max finds")
            : [.. parts.Select(part =>
                int.TryParse(part, NumberStyles.None, CultureInfo.InvariantCulture, out var percent)
                && percent is >= 1 and <= 200
                    ? percent
                    : throw new FormatException($"--percent {text}: whole numbers from 1 to 200, as 25,50"))];
    }

    private static Uri? Venue(string? url, bool withoutSignatures) => url switch
    {
        null => null,
        _ when withoutSignatures => throw new FormatException(
            "--without-signatures is of the venue that this command starts: leave --url away"),
        _ when Uri.TryCreate(url, UriKind.Absolute, out var venue) && venue.IsLoopback => venue,
        _ => throw new FormatException($"--url {url}: must be as http://127.0.0.1:8080, on this machine"),
    };
}
