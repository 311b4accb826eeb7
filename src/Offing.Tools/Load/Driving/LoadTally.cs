using System.Text;
using Offing.Protocol;
using Offing.Protocol.Wire;
using Offing.Tools.Load.Files;

namespace Offing.Tools.Load.Driving;

/// <summary>
/// Holds every answer against what its request asked for, and counts. Two refusals are part of such a load:
/// a cancel that comes too late, and an order that was to take and found nothing. All others are a defect.
/// </summary>
public sealed class LoadTally
{
    private const int Samples = 5;
    private static readonly byte[] Late = Encoding.UTF8.GetBytes(RejectText.For(RejectCode.UnknownOrder));
    private static readonly byte[] Unmatched = Encoding.UTF8.GetBytes(RejectText.For(RejectCode.IocNoMatch));
    private static readonly byte[] Shed = Encoding.UTF8.GetBytes(RejectText.For(RejectCode.Overloaded));

    /// <summary>Requests whose every order or cancel got its own answer.</summary>
    public long Acknowledged { get; private set; }

    /// <summary>Orders and cancels that got an answer of their own.</summary>
    public long Items { get; private set; }

    public long Rested { get; private set; }

    public long Filled { get; private set; }

    public long Cancelled { get; private set; }

    /// <summary>Cancels of orders that had traded meanwhile.</summary>
    public long LateCancels { get; private set; }

    /// <summary>Orders that were to take and found nothing.</summary>
    public long NoMatch { get; private set; }

    /// <summary>Requests refused as OVERLOADED: nothing became of them.</summary>
    public long Overloaded { get; private set; }

    /// <summary>Requests with any other answer.</summary>
    public long Unexpected { get; private set; }

    /// <summary>The first of the unexpected answers.</summary>
    public List<string> Complaints { get; } = [];

    /// <param name="items">Orders or cancels of the request.</param>
    public void Take(LoadKind kind, int items, ReadOnlySpan<byte> answer)
    {
        var rested = kind == LoadKind.Orders ? answer.Count("\"resting\""u8) : 0;
        var filled = kind == LoadKind.Orders ? answer.Count("\"filled\""u8) : 0;
        var cancelled = kind == LoadKind.Cancels ? answer.Count("\"success\""u8) : 0;
        var (late, unmatched) = (0, 0);
        if (rested + filled + cancelled < items)
        {
            late = kind == LoadKind.Cancels ? answer.Count(Late) : 0;
            unmatched = kind == LoadKind.Orders ? answer.Count(Unmatched) : 0;
        }

        if (rested + filled + cancelled + late + unmatched == items)
        {
            Acknowledged++;
            Items += items;
            (Rested, Filled, Cancelled) = (Rested + rested, Filled + filled, Cancelled + cancelled);
            (LateCancels, NoMatch) = (LateCancels + late, NoMatch + unmatched);
        }
        else if (answer.IndexOf(Shed) >= 0)
        {
            Overloaded++;
        }
        else
        {
            Unexpected++;
            if (Complaints.Count < Samples)
            {
                Complaints.Add(Encoding.UTF8.GetString(answer));
            }
        }
    }
}
