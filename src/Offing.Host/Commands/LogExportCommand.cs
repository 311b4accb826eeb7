using System.CommandLine;
using Offing.Log;
using Offing.Node;
using Offing.Node.Logs;
using Offing.Primitives;
using Offing.Protocol.Entries;

namespace Offing.Host.Commands;

/// <summary>offing log export: entries as lines of JSON on standard output.</summary>
internal static class LogExportCommand
{
    private static readonly Dictionary<string, EntryKind> Kinds =
        Enum.GetValues<EntryKind>().ToDictionary(EntryKindNames.Of, StringComparer.Ordinal);

    public static Command Create()
    {
        var data = LogCommand.Data();
        var from = LogCommand.From("Sequence number of the first entry.");
        var to = new Option<ulong>("--to")
        {
            Description = "Sequence number of the last entry; the end when not given.",
            DefaultValueFactory = _ => ulong.MaxValue,
        };
        var kind = new Option<string[]>("--kind")
        {
            Description = "Only entries of these kinds.", AllowMultipleArgumentsPerToken = true,
        };
        kind.AcceptOnlyFromAmong([.. Kinds.Keys]);
        var account = new Option<string?>("--account")
        {
            Description = "Only what this address signed, what is for it or names it; with --events also "
                + "what did something to it. Replays the engine from the nearest snapshot before --from.",
        };
        account.Validators.Add(result =>
        {
            if (!Address.TryParse(result.GetValueOrDefault<string>(), out _))
            {
                result.AddError("--account must be an address: 0x and 40 hexadecimal digits");
            }
        });
        var events = new Option<bool>("--events")
        {
            Description = "With what the engine answered. Replays the engine from the nearest snapshot "
                + "before --from.",
        };
        var command = new Command(
            "export", "Write the entries of the log as JSON, one a line (spec/log.md says which fields).")
        {
            data, from, to, kind, account, events,
        };
        command.SetAction((parsed, stop) => CommonOptions.RunAsync(() =>
        {
            var filter = new LogExportFilter
            {
                From = parsed.GetValue(from),
                To = parsed.GetValue(to),
                Kinds = [.. (parsed.GetValue(kind) ?? []).Select(name => Kinds[name])],
                Account = parsed.GetValue(account) is { } text ? Address.Parse(text) : null,
                WithEvents = parsed.GetValue(events),
            };
            Run(parsed.GetValue(data)!, filter, stop);
            return Task.CompletedTask;
        }));
        return command;
    }

    private static void Run(string path, LogExportFilter filter, CancellationToken stop)
    {
        if (filter.From > filter.To)
        {
            throw new FormatException(
                $"--from {filter.From} is behind --to {filter.To}: give the smaller one to --from");
        }

        var folder = DataFolder.Existing(path, filter.NeedsReplay);
        using var output = Console.OpenStandardOutput();
        var from = filter.NeedsReplay
            ? LogCommand.BaseOf(folder, folder.Genesis(), filter.From - Math.Min(filter.From, 1), "--from")
            : null;
        var records = from is null ? folder.Records() : LogView.Read(folder.Log, from: from.Record + 1);
        var written = LogExport.Run(from, records, filter, output, LogCommand.Progress("read", stop));
        if (written == 0)
        {
            Console.Error.WriteLine("offing: no entry of the log is wanted by these filters");
        }
    }
}
