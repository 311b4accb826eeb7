using Offing.Engine.Timers;
using Offing.Primitives;

namespace Offing.Engine.Requests;

/// <summary>
/// A position that its owner demanded to be closed, while it is not: one a market and account.
/// </summary>
public sealed class ForcedClose : Tracked
{
    private readonly Changes _changes;

    internal ForcedClose(int owner, MarketId market, Side side, Changes changes)
    {
        (Owner, Market, Side, _changes) = (owner, market, side, changes);
        changes.Close(this);
    }

    /// <summary>Index of the account.</summary>
    public int Owner { get; }

    public MarketId Market { get; }

    /// <summary>Of the orders that close it.</summary>
    public Side Side { get; }

    /// <summary>Its index in the chain's queue.</summary>
    public ulong Request { get; internal set { field = value; _changes.Close(this); } }

    /// <summary>Lots to be closed still, over zero; at most the position when it is tried.</summary>
    public Lots Left { get; internal set { field = value; _changes.Close(this); } }

    /// <summary>From then on it is closed against opposite positions.</summary>
    public Time Deadline { get; internal set { field = value; _changes.Close(this); } }

    /// <summary>Whether the deadline has come: then no timer runs for it any more.</summary>
    public bool IsDue { get; internal set { field = value; _changes.Close(this); } }

    /// <summary>Index of the account (48 bits), market (16 bits).</summary>
    public ulong Id => IdOf(Owner, Market);

    internal DueTimer Timer => DueTimer.OfClose(Deadline, Id);

    internal static ulong IdOf(int owner, MarketId market) => ((ulong)(uint)owner << 16) | market.Value;
}
