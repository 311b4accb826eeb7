using System.CommandLine;
using System.Globalization;
using Offing.Log;
using Offing.Node;
using Offing.Node.Logs;
using Offing.Primitives;
using Offing.Protocol.Genesis;

namespace Offing.Host.Commands;

/// <summary>offing log: what a venue's log says, and what can be recomputed from it by anyone.</summary>
internal static class LogCommand
{
    private const int PlacesShown = 20;

    public static Command Create() =>
        new("log", "Read a venue's log and check what it says, beside the running venue or without it.")
        {
            LogInspectCommand.Create(), LogVerifyCommand.Create(), LogExportCommand.Create(),
            LogStateCommand.Create(), LogOrderCommand.Create(), LogSnapshotCommand.Create(),
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

    /// <summary>The state nearest before an entry that is kept.</summary>
    /// <param name="seq">The last entry that may be in it.</param>
    /// <param name="option">By which another place can be named.</param>
    /// <exception cref="FormatException">There is none.</exception>
    public static ReplayBase BaseOf(DataFolder folder, GenesisConfig genesis, ulong seq, string option)
    {
        var first = LogView.Segments(folder.Log) is [var oldest, ..] ? oldest.First : 1;
        return ReplayBase.Find(folder, genesis, first, seq, Say)
            ?? throw new FormatException(
                $"the log begins with record {first}, those before it were pruned, and no snapshot before "
                + $"that place is kept: name a later one with {option} (log inspect lists the snapshots)");
    }

    /// <summary>Says a line on standard error.</summary>
    public static void Say(string line) => Console.Error.WriteLine($"offing: {line}");

    /// <summary>Says what the state is.</summary>
    public static void Write(StateAnswer state, Hash32 genesis)
    {
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"state behind sequence number {state.Seq}, time {state.Time.Milliseconds}, batch "
            + $"{state.LastBatch}"));
        Console.WriteLine($"  root    {state.Root}");
        Console.WriteLine($"  rules   {state.RulesHash}");
        Console.WriteLine($"  genesis {genesis}");
    }

    /// <summary>Says which record does not hold, and why; the exit code.</summary>
    public static int Fail(BrokenRecord broken)
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
