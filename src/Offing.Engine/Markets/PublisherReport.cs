using Offing.Primitives;

namespace Offing.Engine.Markets;

/// <summary>
/// The last report that was taken from a publisher for a market; all zero when there is none.
/// </summary>
/// <param name="PublisherTime">The publisher's own clock.</param>
/// <param name="EntryTime">Venue time of the entry: freshness counts from here.</param>
/// <param name="Sequence">From 1 without a gap.</param>
public readonly record struct PublisherReport(
    Ticks Price, Time PublisherTime, Time EntryTime, ulong Sequence);
