using Offing.Primitives;

namespace Offing.Engine.Markets;

/// <summary>
/// The last report that was taken from a publisher about a market of another venue; all zero when there is
/// none.
/// </summary>
/// <param name="Mid">Of that venue's perp, ticks of ours.</param>
/// <param name="Premium">Of that venue's perp over its own oracle price, 1e-9.</param>
/// <param name="PublisherTime">The publisher's own clock.</param>
/// <param name="EntryTime">Venue time of the entry: freshness counts from here.</param>
/// <param name="Sequence">From 1 without a gap.</param>
public readonly record struct VenueQuote(
    Ticks Mid, Nano Premium, Time PublisherTime, Time EntryTime, ulong Sequence);
