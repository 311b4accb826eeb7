using Offing.Primitives;
using Offing.Protocol.Entries;

namespace Offing.Sequencing;

/// <summary>
/// Recomputes the order of a micro-batch from its log record alone. Written from the rule and not from
/// <see cref="MicroBatchOrder"/>, and slow: it looks at every earlier arrival for every entry.
/// </summary>
public static class MicroBatchOrderChecker
{
    /// <summary>Looks for a break of the rule in one record's entries.</summary>
    /// <param name="record">As decoded: in the order of execution.</param>
    /// <param name="accountOf">The account that an action is for, before this micro-batch.</param>
    /// <returns>What is wrong, or null.</returns>
    public static string? FindViolation(
        IReadOnlyList<SequencedEntry> record, Func<SignedAction, Address> accountOf)
    {
        var arrivals = record.Select(entry => entry.Arrival).Order().ToArray();
        for (var i = 1; i < record.Count; i++)
        {
            var (before, after) = (record[i - 1], record[i]);
            if (arrivals[i] != arrivals[i - 1] + 1)
            {
                return $"arrival {arrivals[i]} follows {arrivals[i - 1]}";
            }

            if (after.Seq != before.Seq + 1 || after.Time < before.Time)
            {
                return $"sequence number or time of {after.Seq} does not follow {before.Seq}";
            }

            var (left, right) = (ClassOf(before, record, accountOf), ClassOf(after, record, accountOf));
            if (left > right || (left == right && before.Arrival > after.Arrival))
            {
                return $"{before.Seq} (class {left}, arrival {before.Arrival}) stands before "
                    + $"{after.Seq} (class {right}, arrival {after.Arrival})";
            }
        }

        return null;
    }

    private static int ClassOf(
        SequencedEntry entry, IReadOnlyList<SequencedEntry> record, Func<SignedAction, Address> accountOf)
    {
        if (entry.Entry is not SignedAction action)
        {
            return entry.Entry.SortClass;
        }

        var account = accountOf(action);
        return record
            .Where(other => other.Arrival < entry.Arrival && other.Entry.SortClass >= 2)
            .Where(other => other.Entry is SignedAction a && accountOf(a) == account)
            .Select(other => other.Entry.SortClass)
            .Append(action.SortClass)
            .Max();
    }
}
