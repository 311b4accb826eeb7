using Offing.Primitives;

namespace Offing.Tools.OrderFlow;

/// <summary>What happened to a recorded order.</summary>
public enum RecordedAction
{
    Created,
    Changed,
    Deleted,
}

/// <summary>One line of an order-by-order record.</summary>
/// <param name="Id">The recording venue's order id.</param>
/// <param name="Time_Ms">When the line was recorded.</param>
/// <param name="Price_Cents">1e-2 USD.</param>
/// <param name="Volume">1e-8 of the base: what is left after
/// the event; of a deletion, what was taken off.</param>
public sealed record RecordedEvent(
    ulong Id, ulong Time_Ms, long Price_Cents, long Volume, RecordedAction Action, Side Side);
