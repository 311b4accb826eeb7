namespace Offing.Tools.OrderFlow;

/// <summary>
/// Tells which decreases of a record were trades: a trade takes the same volume off one order on each side at
/// nearly the same moment. What is left over was done by the order's owner.
/// </summary>
public static class TradeFinder
{
    private const ulong Window_Ms = 5_000;

    // The volume before a deletion is unknown when the order was created before the record began.
    private const long Unknown = -1;

    /// <summary>Indices of the events that trades explain.</summary>
    public static IReadOnlySet<int> Explained(IReadOnlyList<RecordedEvent> events)
    {
        var decreases = Decreases(events);
        var explained = new HashSet<int>();
        for (var i = 0; i < decreases.Count; i++)
        {
            var (index, amount) = decreases[i];
            for (var j = i + 1; j < decreases.Count && !explained.Contains(index); j++)
            {
                var (other, otherAmount) = decreases[j];
                if (events[other].Time_Ms - events[index].Time_Ms > Window_Ms)
                {
                    break;
                }

                if (events[other].Side != events[index].Side && !explained.Contains(other)
                    && (amount == otherAmount || amount == Unknown || otherAmount == Unknown))
                {
                    explained.Add(index);
                    explained.Add(other);
                }
            }
        }

        return explained;
    }

    private static List<(int Index, long Amount)> Decreases(IReadOnlyList<RecordedEvent> events)
    {
        var volumes = new Dictionary<ulong, long>();
        var decreases = new List<(int, long)>();
        for (var i = 0; i < events.Count; i++)
        {
            var happened = events[i];
            var before = volumes.GetValueOrDefault(happened.Id, Unknown);
            var traded = happened.Action == RecordedAction.Changed
                || (happened.Action == RecordedAction.Deleted && happened.Volume == 0);
            if (traded && (before == Unknown || happened.Volume < before))
            {
                decreases.Add((i, before == Unknown ? Unknown : before - happened.Volume));
            }

            volumes[happened.Id] = happened.Volume;
        }

        return decreases;
    }
}
