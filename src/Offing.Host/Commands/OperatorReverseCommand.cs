using System.CommandLine;
using Offing.Node;
using Offing.Settlement.Watching;
using Offing.Tools.Operator;

namespace Offing.Host.Commands;

/// <summary>offing operator reverse: what a deep reorg took, and what taking it back would do.</summary>
internal static class OperatorReverseCommand
{
    public static Command Create()
    {
        var (data, chain) = (LogCommand.Data(), OperatorCommand.Chain());
        var confirmations = new Option<int>("--confirmations")
        {
            Description = "That the venue waits for.",
            DefaultValueFactory = _ => (int)DepositWatcher.DevelopmentConfirmations,
        }.Between(1, 10_000, "--confirmations must be a number from 1 to 10000");
        var command = new Command(
            "reverse",
            "After a reorg below the confirmations: show what the chain lost, what taking it back does to "
            + "whom, and how it is done. Changes nothing.")
        {
            data, chain, confirmations,
        };
        command.SetAction((parsed, stop) => CommonOptions.RunAsync(() =>
        {
            Reversing.Show(
                DataFolder.Existing(parsed.GetValue(data)!), parsed.GetValue(chain)!,
                (ulong)parsed.GetValue(confirmations), Console.Out, LogCommand.Say,
                LogCommand.Progress("replayed", stop));
            return Task.CompletedTask;
        }));
        return command;
    }
}
