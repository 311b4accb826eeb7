using Offing.Primitives;
using Offing.Protocol.Commands;

namespace Offing.Engine.Books;

/// <summary>An order at rest, or on its way into the book.</summary>
public sealed class Order
{
    public required OrderId Id { get; init; }

    public required ClientOrderId ClientId { get; init; }

    public required MarketId Market { get; init; }

    /// <summary>Index of the account.</summary>
    public required int Owner { get; init; }

    /// <summary>The key that signed it: the owner's own or a session's.</summary>
    public required Address Signer { get; init; }

    public required Side Side { get; init; }

    public required Ticks Price { get; init; }

    /// <summary>As placed.</summary>
    public required Lots Size { get; init; }

    /// <summary>Not yet filled; above zero while the order is at rest.</summary>
    public Lots Remaining { get; internal set; }

    /// <summary>
    /// Part of <see cref="Remaining"/> that the book shows: all of it until there are icebergs.
    /// </summary>
    public Lots Displayed => Remaining;

    public required TimeInForce Tif { get; init; }

    public required bool ReduceOnly { get; init; }

    /// <summary>Zero: orders do not expire yet.</summary>
    public Time Expiry { get; init; }

    /// <summary>Zero: orders are not grouped yet.</summary>
    public ulong Group { get; init; }

    /// <summary>Time of the entry that placed it.</summary>
    public required Time Time { get; init; }
}
