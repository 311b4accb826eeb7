using System.CommandLine;
using System.Globalization;
using Offing.Log;
using Offing.Node;
using Offing.Sequencing;

namespace Offing.Host.Commands;

/// <summary>offing log: what can be recomputed from the log of a venue, whoever runs it.</summary>
internal static class LogCommand
{
    private const int PlacesShown = 20;
    private const long FirstProgress_Ms = 2_000;
    private const long Progress_Ms = 1_000;

    public static Command Create()
    {
        var data = new Option<string>("--data")
        {
            Description = "Folder of the venue, as given to up; only read, also while the venue runs.",
            DefaultValueFactory = _ => "./data",
        };
        var order = new Command(
            "order",
            "Recompute the order of every micro-batch (ENG-SEQ of spec/rules.md): system, cancels, "
            + "post-only, the rest. Stops at the first record that is not in order, with exit code 1. "
            + "Signers are taken as the log names them.")
        {
            data,
        };
        order.SetAction((parsed, stop) => RunAsync(parsed.GetValue(data)!, stop));
        return new Command("log", "Check what a venue's log says, beside the running venue or without it.")
        {
            order,
        };
    }

    private static async Task<int> RunAsync(string path, CancellationToken stop)
    {
        LogOrderReport? report = null;
        var code = await CommonOptions.RunAsync(() =>
        {
            var data = DataFolder.Existing(path);
            report = LogOrderCheck.Run(data.Genesis(), LogView.Read(data.Log), Progress(stop));
            return Task.CompletedTask;
        });
        if (report is null)
        {
            return code;
        }

        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{report.Records} records with {report.Entries} entries are in order; in {report.Sorted} "
            + $"of them it is not the order of arrival"));
        if (report.Broken is not { } broken)
        {
            Console.WriteLine("OK");
            return 0;
        }

        WriteViolation(broken);
        return 1;
    }

    private static void WriteViolation(BrokenRecord broken)
    {
        var violation = broken.Violation;
        Console.WriteLine(
            $"record {broken.N}, sequence numbers {broken.FirstSeq} to {broken.LastSeq}, breaks "
            + $"{violation.Rule}: {violation.What}");
        foreach (var place in violation.Places.Take(PlacesShown))
        {
            Console.WriteLine(
                $"  sequence number {place.Seq}: arrival {place.Arrival}, should be arrival {place.Due}");
        }

        if (violation.Places.Count > PlacesShown)
        {
            Console.WriteLine($"  and so on to sequence number {violation.Places[^1].Seq}");
        }

        Console.WriteLine("FAILED");
    }

    private static Action<ulong> Progress(CancellationToken stop)
    {
        var next = Environment.TickCount64 + FirstProgress_Ms;
        return record =>
        {
            stop.ThrowIfCancellationRequested();
            if (Environment.TickCount64 >= next)
            {
                next = Environment.TickCount64 + Progress_Ms;
                Console.Error.WriteLine($"offing: {record} records checked");
            }
        };
    }
}
