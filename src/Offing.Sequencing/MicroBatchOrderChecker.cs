using Offing.Primitives;
using Offing.Protocol.Entries;

namespace Offing.Sequencing;

/// <summary>
/// Recomputes the order of a micro-batch from its log record alone. Written from the rule and not from
/// <see cref="MicroBatchOrder"/>, and slow: it looks at every earlier arrival for every entry.
/// </summary>
public static class MicroBatchOrderChecker
{
    private const string NumbersRule = "ENG-SEQ-005";
    private const string OvertakingRule = "ENG-SEQ-002";
    private const string OrderRule = "ENG-SEQ-003";

    private static readonly string[] ClassNames = ["system", "cancel", "post-only", "the rest"];

    /// <summary>Looks for a break of the rules in one record's entries, wherever it stands.</summary>
    /// <param name="record">As decoded: in the order of execution.</param>
    /// <param name="accountOf">The account that an action is for, before this micro-batch.</param>
    /// <returns>The first that is wrong, or null.</returns>
    public static OrderViolation? FindViolation(
        IReadOnlyList<SequencedEntry> record, Func<SignedAction, Address> accountOf)
    {
        if (record.Count == 0)
        {
            return null;
        }

        var arrival = record.Min(entry => entry.Arrival);
        return FindViolation(record, new(record[0].Seq, arrival, record[0].Time), accountOf);
    }

    /// <summary>The same for the record that must follow a position.</summary>
    public static OrderViolation? FindViolation(
        IReadOnlyList<SequencedEntry> record, SequencePosition before,
        Func<SignedAction, Address> accountOf) =>
        FindWrongNumber(record, before) ?? FindWrongPlace(record, accountOf);

    private static OrderViolation? FindWrongNumber(
        IReadOnlyList<SequencedEntry> record, SequencePosition before)
    {
        var arrivals = record.Select(entry => entry.Arrival).Order().ToArray();
        var time = before.LastTime;
        for (var i = 0; i < record.Count; i++)
        {
            var (seq, arrival) = (before.NextSeq + (ulong)i, before.NextArrival + (ulong)i);
            if (record[i].Seq != seq)
            {
                return Numbers($"sequence number {record[i].Seq} stands where {seq} belongs");
            }

            if (arrivals[i] != arrival)
            {
                return Numbers(arrivals.Contains(arrival)
                    ? $"arrival {arrivals[i]} stands there twice, or was there before"
                    : $"arrival {arrival} is missing, and {arrivals[i]} is there");
            }

            if (record[i].Time < time)
            {
                return Numbers(
                    $"the time of sequence number {seq}, {record[i].Time.Milliseconds} ms, is before "
                    + $"{time.Milliseconds} ms, that of the entry before it");
            }

            time = record[i].Time;
        }

        return null;
    }

    private static OrderViolation Numbers(string what) => new(NumbersRule, what, []);

    private static OrderViolation? FindWrongPlace(
        IReadOnlyList<SequencedEntry> record, Func<SignedAction, Address> accountOf)
    {
        var accounts = record
            .Select(each => each.Entry is SignedAction action ? accountOf(action) : (Address?)null).ToArray();
        var classes = record.Select((_, i) => ClassOf(record, accounts, i)).ToArray();
        var due = Enumerable.Range(0, record.Count)
            .OrderBy(i => classes[i]).ThenBy(i => record[i].Arrival).ToArray();
        var first = Array.FindIndex(due, i => due[i] != i);
        if (first < 0)
        {
            return null;
        }

        var last = Array.FindLastIndex(due, i => due[i] != i);
        var places = new List<OrderPlace>();
        for (var i = first; i <= last; i++)
        {
            places.Add(new OrderPlace(record[i].Seq, record[i].Arrival, record[due[i]].Arrival));
        }

        return Describe(record, accounts, classes, (first, due[first]), places);
    }

    // The entry at the first wrong place passes the one that belongs there. When its own class and arrival
    // would let it, what it breaks is that nothing overtakes an order of its account.
    private static OrderViolation Describe(
        IReadOnlyList<SequencedEntry> record, Address?[] accounts, int[] classes,
        (int Here, int Due) at, IReadOnlyList<OrderPlace> places)
    {
        var (here, due) = (record[at.Here], record[at.Due]);
        var raised = (here.Entry.SortClass, here.Arrival).CompareTo((classes[at.Due], due.Arrival)) < 0;
        var why = raised
            ? $", held back to class {Named(classes[at.Here])} by arrival "
                + $"{RaisedBy(record, accounts, at.Here)} of the same account {accounts[at.Here]}"
            : "";
        return new OrderViolation(
            raised ? OvertakingRule : OrderRule,
            $"sequence number {here.Seq} went to arrival {here.Arrival} (class "
                + $"{Named(here.Entry.SortClass)}{why}), but belongs to arrival {due.Arrival} (class "
                + $"{Named(classes[at.Due])})",
            places);
    }

    private static string Named(int sortClass) => $"{sortClass}, {ClassNames[sortClass]}";

    private static int ClassOf(IReadOnlyList<SequencedEntry> record, Address?[] accounts, int at)
    {
        var own = record[at].Entry.SortClass;
        for (var i = 0; i < record.Count; i++)
        {
            own = HoldsBack(record, accounts, i, at) ? Math.Max(own, record[i].Entry.SortClass) : own;
        }

        return own;
    }

    private static ulong RaisedBy(IReadOnlyList<SequencedEntry> record, Address?[] accounts, int at)
    {
        var sortClass = ClassOf(record, accounts, at);
        return record.Where((other, i) =>
            other.Entry.SortClass == sortClass && HoldsBack(record, accounts, i, at)).Min(o => o.Arrival);
    }

    private static bool HoldsBack(
        IReadOnlyList<SequencedEntry> record, Address?[] accounts, int other, int at) =>
        record[other].Arrival < record[at].Arrival && record[other].Entry.SortClass >= 2
        && accounts[at] is { } account && accounts[other] == account;
}
