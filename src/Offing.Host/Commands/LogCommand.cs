using System.CommandLine;

namespace Offing.Host.Commands;

/// <summary>offing log: what a venue's log says, and what can be recomputed from it by anyone.</summary>
internal static class LogCommand
{
    private const int PlacesShown = 20;

    public static Command Create() =>
        new("log", "Read a venue's log and check what it says, beside the running venue or without it.")
        {
            LogInspectCommand.Create(), LogVerifyCommand.Create(), LogExportCommand.Create(),
            LogOrderCommand.Create(), LogSnapshotCommand.Create(),
        };

    public static Option<string> Data() => new("--data")
    {
        Description = "Folder of the venue, as given to up; only read, also while the venue runs.",
        DefaultValueFactory = _ => "./data",
    };

    public static Option<ulong> From(string description) =>
        new("--from") { Description = description, DefaultValueFactory = _ => 1 };

    /// <summary>Tells on standard error how far it is, from two seconds on.</summary>
    /// <param name="doing">What is done with the records.</param>
    public static Action<ulong> Progress(string doing, CancellationToken stop)
    {
        const long first_Ms = 2_000;
        const long interval_Ms = 1_000;
        var next = Environment.TickCount64 + first_Ms;
        return record =>
        {
            stop.ThrowIfCancellationRequested();
            if (Environment.TickCount64 >= next)
            {
                next = Environment.TickCount64 + interval_Ms;
                Console.Error.WriteLine($"offing: {record} records {doing}");
            }
        };
    }

    /// <summary>Says which record does not hold, and why; the exit code.</summary>
    public static int Fail(Node.Logs.BrokenRecord broken)
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
        return 1;
    }
}
