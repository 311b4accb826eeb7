using System.Numerics;
using Offing.Engine.Accounts;
using Offing.Engine.Markets;

namespace Offing.Engine.Margin;

/// <summary>
/// The margins of an account's slots, added up and kept. A question costs for the slots that have changed
/// since the last one, and for all of them only after a mark has moved.
/// </summary>
internal sealed class CrossMargin(Account account)
{
    // Of all taken slots but the stale ones, each as its Kept says.
    private BucketSum _sum;

    private static readonly SlotMargin Nothing;

    // Bit i: what slot i adds is not in the sum.
    private uint _stale;
    private ulong _markMoves;

    /// <summary>A slot is about to add something else than before.</summary>
    public void Changed(int place, in SlotMargin kept)
    {
        var bit = 1U << place;
        if ((_stale & bit) == 0)
        {
            _sum.Subtract(kept);
            _stale |= bit;
        }
    }

    /// <summary>All taken slots, but for one.</summary>
    public BucketSum Sum(VenueState state, Slot? except)
    {
        var sum = All(state, except);
        sum.Subtract(PartOf(except));
        return sum;
    }

    /// <summary>What this slot has in the sum, up to date or not.</summary>
    public ref readonly SlotMargin PartOf(Slot? slot) =>
        ref slot is null || (_stale >> slot.Place & 1) != 0 ? ref Nothing : ref slot.Kept;

    /// <summary>All taken slots; one of them need not be up to date.</summary>
    public ref readonly BucketSum All(VenueState state, Slot? butOne)
    {
        if (_markMoves != state.Changes.MarkMoves)
        {
            DropOldMarks(state);
        }

        var left = butOne is null ? 0 : 1U << butOne.Place;
        for (var stale = _stale & ~left; stale != 0; stale &= stale - 1)
        {
            Refresh(state, BitOperations.TrailingZeroCount(stale));
        }

        return ref _sum;
    }

    private void Refresh(VenueState state, int place)
    {
        var slot = account.SlotAt(place);
        slot.Kept = default;
        if (account.IsTaken(place))
        {
            var market = state.MarketOf(slot.Market);
            slot.Kept = new SlotMargin(Exposure.Of(market, slot));
            _sum.Add(slot.Kept);
        }

        _stale &= ~(1U << place);
    }

    private void DropOldMarks(VenueState state)
    {
        _markMoves = state.Changes.MarkMoves;
        for (var i = 0; i < account.Slots.Count; i++)
        {
            var slot = account.SlotAt(i);
            if (account.IsTaken(i) && slot.Kept.IsOld(state.MarketOf(slot.Market)))
            {
                Changed(i, slot.Kept);
            }
        }
    }
}
