using System.CommandLine;
using Offing.Tools.Bench.Pipe;

namespace Offing.Host.Commands;

/// <summary>offing bench signatures: what stands before the sequencer.</summary>
internal static class PipeBenchCommands
{
    public static Command CreateSignatures()
    {
        var rounds = BookBenchCommand.Whole(
            "--rounds", 21, "Of all ways in turn; the median counts.", 1, 1_000);
        var command = new Command("signatures", "Ways to check a signature: recover, verify, known key.")
        {
            rounds,
        };
        command.SetAction((parsed, _) => CommonOptions.RunAsync(() =>
        {
            Console.WriteLine(SignatureBench.Run(parsed.GetValue(rounds)).ToJsonString());
            return Task.CompletedTask;
        }));
        return command;
    }
}
