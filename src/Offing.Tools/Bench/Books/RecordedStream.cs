using Offing.Tools.OrderFlow;

namespace Offing.Tools.Bench.Books;

/// <summary>
/// A real venue's order-by-order record as a stream: what was created is new, what shrank is reduced,
/// what was deleted is cancelled. Orders that cross trade in our book at once; what the record then says of
/// them comes for orders that are gone and is refused.
/// </summary>
public static class RecordedStream
{
    /// <summary>Of the record's 1e-8 to one lot of ours, so that every volume fits 32 bits.</summary>
    private const long VolumePerLot = 10_000;

    /// <exception cref="FormatException">A volume is too large for the layout.</exception>
    public static BookRecord[] From(IReadOnlyList<RecordedEvent> events)
    {
        var records = new List<BookRecord>();
        var placed = new Dictionary<ulong, Placed>();
        foreach (var one in events)
        {
            if (one.Action == RecordedAction.Created)
            {
                var order = new Placed((ulong)placed.Count + 1) { Left = Lots(one.Volume) };
                placed[one.Id] = order;
                records.Add(Record(one, order, BookOperation.New, order.Left));
            }
            else if (placed.TryGetValue(one.Id, out var order))
            {
                Follow(records, one, order);
            }
        }

        return [.. records];
    }

    private static void Follow(List<BookRecord> records, RecordedEvent one, Placed order)
    {
        if (one.Action == RecordedAction.Deleted)
        {
            records.Add(Record(one, order, BookOperation.Cancel, 0));
        }
        else if (Lots(one.Volume) < order.Left)
        {
            records.Add(Record(one, order, BookOperation.Reduce, order.Left - Lots(one.Volume)));
            order.Left = Lots(one.Volume);
        }
    }

    private static BookRecord Record(
        RecordedEvent one, Placed order, BookOperation operation, uint quantity) => new()
    {
        Operation = operation,
        Side = one.Side,
        Price = operation == BookOperation.New ? checked((uint)one.Price_Cents) : 0,
        Quantity = quantity,
        Account = 1,
        Id = order.Id,
    };

    private static uint Lots(long volume)
    {
        var lots = Math.Max(1, volume / VolumePerLot);
        return lots <= uint.MaxValue
            ? (uint)lots
            : throw new FormatException($"a volume of {volume} is too large for 32 bits of 1e-4");
    }

    private sealed class Placed(ulong id)
    {
        public ulong Id => id;

        public uint Left { get; set; }
    }
}
