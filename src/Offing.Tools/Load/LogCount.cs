using Offing.Log;
using Offing.Protocol.Codec;
using Offing.Protocol.Commands;
using Offing.Protocol.Entries;

namespace Offing.Tools.Load;

/// <summary>What a load left in the venue's log, counted from the log alone.</summary>
/// <param name="Actions">Signed requests of orders and cancels.</param>
/// <param name="Items">Orders and cancels in them.</param>
/// <param name="Bytes">Of all record bodies.</param>
/// <param name="Entries">Of every kind.</param>
/// <param name="Records">Micro-batches.</param>
internal sealed record LogCount(long Actions, long Items, long Bytes, long Entries, long Records)
{
    public static LogCount Of(string folder)
    {
        var count = new LogCount(0, 0, 0, 0, 0);
        foreach (var record in LogView.Read(folder))
        {
            var (actions, items, entries) = (0L, 0L, 0L);
            foreach (var entry in EntryCodec.DecodeRecord(record.Body))
            {
                entries++;
                if (entry.Entry is SignedAction action && ItemsOf(action.Command) is > 0 and var own)
                {
                    (actions, items) = (actions + 1, items + own);
                }
            }

            count = new LogCount(
                count.Actions + actions, count.Items + items, count.Bytes + record.Body.Length,
                count.Entries + entries, count.Records + 1);
        }

        return count;
    }

    private static int ItemsOf(Command command) => command switch
    {
        PlaceOrders place => place.Orders.Count,
        CancelOrdersByClientId cancel => cancel.Cancels.Count,
        _ => 0,
    };
}
