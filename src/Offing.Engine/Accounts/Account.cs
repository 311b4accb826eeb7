using Offing.Engine.Sessions;
using Offing.Primitives;
using Offing.Protocol.Commands;

namespace Offing.Engine.Accounts;

/// <summary>One account: its leaf of the state tree, and the index of its open orders.</summary>
public sealed class Account
{
    /// <summary>
    /// Farthest from zero that collateral may come by a trade, a deposit or a withdrawal: what would pass it
    /// is refused, so that no later step can leave 64 bits.
    /// </summary>
    public const long CollateralMax_MicroUsd = 4 * Limits.AmountMax_MicroUsd;

    private readonly Slot[] _slots = new Slot[Limits.SlotsPerAccount];
    private readonly List<Session> _sessions = [];
    private readonly Action _changed;

    internal Account(int index, Address owner, Address master, Changes changes)
    {
        (Index, Owner, Master) = (index, owner, master);
        _changed = () => changes.Account(index);
        Nonces = new NonceSet(_changed);
        Volume = new FeeVolume(_changed);
        for (var i = 0; i < _slots.Length; i++)
        {
            _slots[i] = new Slot(_changed);
        }

        _changed();
    }

    /// <summary>Place in <see cref="VenueState.Accounts"/>, in order of creation.</summary>
    public int Index { get; }

    public Address Owner { get; }

    /// <summary>The account that this one is a sub-account of; zero when none.</summary>
    public Address Master { get; }

    /// <summary>Signed: may fall below zero by losses.</summary>
    public MicroUsd Collateral { get; internal set { field = value; _changed(); } }

    /// <summary>Nonces that the owner's own key used.</summary>
    public NonceSet Nonces { get; }

    /// <summary>In order of grant, revoked ones included.</summary>
    public IReadOnlyList<Session> Sessions => _sessions;

    public FeeVolume Volume { get; }

    /// <summary>Always <see cref="Limits.SlotsPerAccount"/> slots, free ones included.</summary>
    public IReadOnlyList<Slot> Slots => _slots;

    internal ReadOnlySpan<Slot> SlotArray => _slots;

    /// <summary>
    /// Resting orders in all markets. Follows from the books, so it is no part of the leaf.
    /// </summary>
    public OpenOrders Orders { get; } = new();

    /// <summary>The slot of a market, or null.</summary>
    public Slot? FindSlot(MarketId market)
    {
        foreach (var slot in _slots)
        {
            if (!slot.IsFree && slot.Market == market)
            {
                return slot;
            }
        }

        return null;
    }

    /// <summary>The first free slot, or null.</summary>
    public Slot? FreeSlot() => Array.Find(_slots, slot => slot.IsFree);

    internal Session Grant(Address key, string name, Time expiry, SessionLimits limits)
    {
        var session = new Session(key, name, expiry, limits, _changed);
        _sessions.Add(session);
        _changed();
        return session;
    }
}
