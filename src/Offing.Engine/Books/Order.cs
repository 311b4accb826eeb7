using Offing.Engine.Restoring;
using Offing.Engine.Sessions;
using Offing.Primitives;
using Offing.Protocol.Commands;

namespace Offing.Engine.Books;

/// <summary>
/// An order at rest, or on its way into the book. The objects are used again for later orders: hold an id,
/// not an order, over an entry.
/// </summary>
public sealed class Order : Tracked
{
    public OrderId Id { get; internal set; }

    /// <summary>
    /// Its place in the queue of its price, ascending over the whole venue, below 2^40: the id, until it goes
    /// to the back of the queue.
    /// </summary>
    public ulong Place { get; internal set; }

    public ClientOrderId ClientId { get; internal set; }

    public MarketId Market { get; internal set; }

    /// <summary>Index of the account.</summary>
    public int Owner { get; internal set; }

    /// <summary>The key that signed it: the owner's own or a session's.</summary>
    public Address Signer { get; internal set; }

    /// <summary>Its session, when that one has limits; follows from the signer.</summary>
    internal Session? LimitedKey { get; set; }

    /// <summary>Whom its fills pay; null: nobody.</summary>
    public BuilderCode? Builder { get; internal set; }

    /// <summary>What its fills pay to the builder, tenths of a basis point; zero: nothing.</summary>
    public uint BuilderFee => (uint)(Builder?.TenthsOfBasisPoint ?? 0);

    public Side Side { get; internal set; }

    public Ticks Price { get; internal set; }

    /// <summary>As placed.</summary>
    public Lots Size { get; internal set; }

    /// <summary>Neither filled nor taken back; above zero while the order is at rest.</summary>
    public Lots Remaining { get; internal set; }

    /// <summary>Part of <see cref="Remaining"/> that the book shows.</summary>
    public Lots Displayed { get; internal set; }

    /// <summary>Most that it shows at once: its size, but for an iceberg.</summary>
    public Lots Display { get; internal set; }

    public TimeInForce Tif { get; internal set; }

    public bool ReduceOnly { get; internal set; }

    public SelfTradeMode SelfTrade { get; internal set; }

    /// <summary>Whether orders of its master's other accounts count as its own.</summary>
    public bool AcrossSubAccounts { get; internal set; }

    /// <summary>Zero: never.</summary>
    public Time Expiry { get; internal set; }

    /// <summary>Zero: it belongs to no group.</summary>
    public ulong Group { get; internal set; }

    /// <summary>Time of the entry that placed it.</summary>
    public Time Time { get; internal set; }

    /// <summary>Of all that it traded, lots; it may also have shrunk.</summary>
    public Lots Filled { get; internal set; }

    /// <summary>Its place in the venue's table, also the tag of its node in the book.</summary>
    internal int Handle { get; set; } = -1;

    /// <summary>Its id in the book while it is at rest; zero otherwise.</summary>
    internal ulong BookId { get; set; }

    internal Order? NextOfOwner { get; set; }

    internal Order? PreviousOfOwner { get; set; }

    /// <summary>Its place when it was named; see <see cref="Changes"/>.</summary>
    internal ulong NamedPlace { get; set; }

    /// <summary>As its leaf says it.</summary>
    internal void Restore(OrderImage image, int owner, Session? limitedKey)
    {
        (Id, Place, ClientId, Market) = (image.Id, image.Place, image.ClientId, image.Market);
        (Owner, Signer, LimitedKey, Builder) = (owner, image.Signer, limitedKey, image.Builder);
        (Side, Price, Size, Remaining) = (image.Side, image.Price, image.Size, image.Remaining);
        (Displayed, Display, Filled) = (image.Displayed, image.Display, image.Filled);
        (Tif, ReduceOnly, SelfTrade) = (image.Tif, image.ReduceOnly, image.SelfTrade);
        (AcrossSubAccounts, Expiry) = (image.AcrossSubAccounts, image.Expiry);
        (Group, Time) = (image.Group, image.Time);
    }

    /// <summary>What it would show now: all that is left, or an iceberg's next part.</summary>
    internal Lots NextDisplay => Lots.Min(Display, Remaining);
}
