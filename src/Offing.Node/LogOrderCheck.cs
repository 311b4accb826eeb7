using Offing.Engine;
using Offing.Log;
using Offing.Protocol.Codec;
using Offing.Protocol.Entries;
using Offing.Protocol.Genesis;
using Offing.Sequencing;
using SequencePosition = Offing.Sequencing.SequencePosition;

namespace Offing.Node;

/// <summary>What a check of the order found.</summary>
/// <param name="Records">Records in order, from the first on.</param>
/// <param name="Entries">Entries in them.</param>
/// <param name="Sorted">Records of these whose order of execution is not that of arrival.</param>
/// <param name="Broken">The first record that is not in order; null when all are.</param>
public sealed record LogOrderReport(ulong Records, ulong Entries, ulong Sorted, BrokenRecord? Broken);

/// <summary>A record that is not in order.</summary>
public sealed record BrokenRecord(ulong N, ulong FirstSeq, ulong LastSeq, OrderViolation Violation);

/// <summary>
/// Replays a log and recomputes the order of every micro-batch by the rules ENG-SEQ. Signers are taken as
/// the log names them: their signatures are not recovered.
/// </summary>
public static class LogOrderCheck
{
    /// <param name="log">From the first record ever written: accounts are known from what was before.</param>
    /// <param name="progress">Told the number of each record that was checked.</param>
    /// <exception cref="FormatException">It begins later, or a body is no micro-batch.</exception>
    public static LogOrderReport Run(
        GenesisConfig genesis, IEnumerable<LogRecord> log, Action<ulong>? progress = null)
    {
        var machine = new Machine(genesis);
        var position = SequencePosition.AtGenesis(default);
        var report = new LogOrderReport(0, 0, 0, null);
        foreach (var record in log)
        {
            var entries = EntriesOf(record, report.Records + 1);
            var violation = MicroBatchOrderChecker.FindViolation(entries, position, machine.State.AccountOf);
            if (violation is not null)
            {
                var broken = new BrokenRecord(record.N, entries[0].Seq, entries[^1].Seq, violation);
                return report with { Broken = broken };
            }

            // Only after the check: numbers that do not follow would be a defect to the machine.
            position = position.After(entries);
            foreach (var entry in entries)
            {
                machine.Apply(entry, Nowhere.Instance);
            }

            // Nobody keeps a tree here; without this the list would grow with the log.
            machine.State.Changes.Drain();

            report = new LogOrderReport(
                report.Records + 1, report.Entries + (ulong)entries.Count,
                report.Sorted + (IsByArrival(entries) ? 0UL : 1), null);
            progress?.Invoke(record.N);
        }

        return report;
    }

    private static IReadOnlyList<SequencedEntry> EntriesOf(LogRecord record, ulong n)
    {
        if (record.N != n)
        {
            throw new FormatException(
                $"the log begins with record {record.N}, those before it were pruned: the order can be "
                + "checked only from record 1 on, since what a signer acts for comes from what was before");
        }

        try
        {
            return EntryCodec.DecodeRecord(record.Body);
        }
        catch (CodecException error)
        {
            throw new FormatException(
                $"record {n} chains and hashes as it should, but its body is no micro-batch: {error.Message}",
                error);
        }
    }

    private static bool IsByArrival(IReadOnlyList<SequencedEntry> entries)
    {
        for (var i = 1; i < entries.Count; i++)
        {
            if (entries[i].Arrival < entries[i - 1].Arrival)
            {
                return false;
            }
        }

        return true;
    }

    private sealed class Nowhere : EventSink
    {
        public static readonly Nowhere Instance = new();

        public override void Take<T>(in T happened)
        {
        }
    }
}
