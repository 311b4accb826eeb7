using System.CommandLine;
using System.Text.Json;
using Offing.Tools.Load.Files;
using Offing.Tools.Load.Serving;

namespace Offing.Host.Commands;

/// <summary>
/// offing load serve, which load run starts for itself: a venue without chain and money, said of itself each
/// second on standard output. It is in no help, for nobody can trade on it. It ends when its standard input
/// does: so it never outlives a load run that was killed.
/// </summary>
internal static class LoadServeCommand
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    public static Command Create()
    {
        var folder = new Option<string>("--folder") { Required = true };
        var seed = new Option<string>("--seed") { Required = true };
        var accounts = BookBenchCommand.Whole("--accounts", 1, "", 1, 100_000);
        var batch = BookBenchCommand.Whole("--batch-seconds", 10, "", 1, 3_600);
        var without = new Option<bool>("--without-signatures");
        var http = CommonOptions.Http();
        var command = new Command("serve", "The venue that load run starts for itself.")
        {
            folder, seed, accounts, batch, without, http,
        };
        command.Hidden = true;
        command.SetAction((parsed, stop) => CommonOptions.RunAsync(() => RunAsync(
            new ServeOptions(
                parsed.GetValue(folder)!, parsed.GetValue(http),
                new LoadPlan(parsed.GetValue(seed)!, parsed.GetValue(accounts), 0, 1, 0),
                parsed.GetValue(accounts), TimeSpan.FromSeconds(parsed.GetValue(batch)),
                !parsed.GetValue(without)),
            stop)));
        return command;
    }

    private static async Task RunAsync(ServeOptions options, CancellationToken interrupt)
    {
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(interrupt);
        new Thread(() => AwaitEndOfInput(ending)) { IsBackground = true, Name = "parent" }.Start();
        var stop = ending.Token;
        var measured = BenchVenue.Measure();
        await using var venue = await BenchVenue.StartAsync(options);
        Console.WriteLine(JsonSerializer.Serialize(measured));
        while (!stop.IsCancellationRequested)
        {
            Console.WriteLine(JsonSerializer.Serialize(venue.Sample()));
            await Task.Delay(Interval, stop).ContinueWith(_ => { }, TaskScheduler.Default);
        }
    }

    private static void AwaitEndOfInput(CancellationTokenSource ending)
    {
        using var input = Console.OpenStandardInput();
        while (input.ReadByte() >= 0)
        {
        }

        try
        {
            ending.Cancel();
        }
        catch (ObjectDisposedException)
        {
            // It has ended by itself.
        }
    }
}
