using Offing.Log;
using Offing.Protocol.Genesis;
using Offing.Sequencing;

namespace Offing.Node.Logs;

/// <summary>What a check of the order found.</summary>
/// <param name="Records">Records in order, those that were only replayed not counted.</param>
/// <param name="Entries">Entries in them.</param>
/// <param name="Sorted">Records of these whose order of execution is not that of arrival.</param>
/// <param name="Broken">The first record that is not in order; null when all are.</param>
public sealed record LogOrderReport(ulong Records, ulong Entries, ulong Sorted, BrokenRecord? Broken);

/// <summary>A record that is not as it must be.</summary>
public sealed record BrokenRecord(ulong N, ulong FirstSeq, ulong LastSeq, OrderViolation Violation);

/// <summary>
/// Replays a log and recomputes the order of every micro-batch by the rules ENG-SEQ. Signers are taken as
/// the log names them: their signatures are not recovered.
/// </summary>
public static class LogOrderCheck
{
    /// <param name="log">From the first record ever written: accounts are known from what was before.</param>
    /// <param name="progress">Told the number of each record that was checked.</param>
    /// <param name="from">Records that end before this sequence number are replayed, not checked.</param>
    /// <exception cref="FormatException">It begins later, or a body is no micro-batch.</exception>
    public static LogOrderReport Run(
        GenesisConfig genesis, IEnumerable<LogRecord> log, Action<ulong>? progress = null, ulong from = 1)
    {
        var replay = new CheckedReplay(genesis);
        var report = new LogOrderReport(0, 0, 0, null);
        ulong n = 0;
        foreach (var record in log)
        {
            var entries = CheckedReplay.Decode(record, ++n);
            var isChecked = entries[^1].Seq >= from;
            // Numbers that do not follow would be a defect to the machine, so those are looked at always.
            if ((isChecked || !replay.IsFollowedBy(entries))
                && replay.FindViolation(entries) is { } violation)
            {
                var broken = new BrokenRecord(record.N, entries[0].Seq, entries[^1].Seq, violation);
                return report with { Broken = broken };
            }

            replay.Begin(entries);
            foreach (var entry in entries)
            {
                replay.Apply(entry);
            }

            replay.DropChanges();
            if (isChecked)
            {
                report = new LogOrderReport(
                    report.Records + 1, report.Entries + (ulong)entries.Count,
                    report.Sorted + (CheckedReplay.IsSorted(entries) ? 1UL : 0), null);
            }

            progress?.Invoke(record.N);
        }

        return report;
    }
}
