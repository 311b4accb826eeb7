using Offing.Engine.Accounts;
using Offing.Primitives;

namespace Offing.Engine.Liquidation;

/// <summary>
/// Positions of one side of a market by their danger price, the first to be met on top. Each knows its place,
/// so that it can be moved and taken out in log n.
/// </summary>
internal sealed class DangerHeap
{
    private const int Children = 4;

    private (long Key, Slot Slot)[] _heap = [];

    public int Count { get; private set; }

    /// <summary>The highest key; the lowest number when there is none.</summary>
    public long TopKey => Count == 0 ? long.MinValue : _heap[0].Key;

    public Slot Top => _heap[0].Slot;

    /// <summary>Puts a position in, or moves it to another key.</summary>
    public void Set(Slot slot, long key)
    {
        var place = slot.DangerPlace;
        if (place < 0)
        {
            if (Count == _heap.Length)
            {
                Array.Resize(ref _heap, Math.Max(16, 2 * Count));
            }

            place = Count++;
            Put(place, (key, slot));
            Raise(place);
            return;
        }

        Check.That(_heap[place].Slot == slot);
        var before = _heap[place].Key;
        _heap[place].Key = key;
        if (key > before)
        {
            Raise(place);
        }
        else if (key < before)
        {
            Lower(place);
        }
    }

    public void Remove(Slot slot)
    {
        var place = slot.DangerPlace;
        Check.That(place >= 0 && _heap[place].Slot == slot);
        slot.DangerPlace = -1;
        var last = _heap[--Count];
        _heap[Count] = default;
        if (place == Count)
        {
            return;
        }

        Put(place, last);
        Raise(place);
        Lower(last.Slot.DangerPlace);
    }

    private void Raise(int place)
    {
        var moving = _heap[place];
        while (place > 0)
        {
            var parent = (place - 1) / Children;
            if (_heap[parent].Key >= moving.Key)
            {
                break;
            }

            Put(place, _heap[parent]);
            place = parent;
        }

        Put(place, moving);
    }

    private void Lower(int place)
    {
        var moving = _heap[place];
        while (true)
        {
            var first = (place * Children) + 1;
            var best = -1;
            var bestKey = moving.Key;
            for (var child = first; child < Math.Min(first + Children, Count); child++)
            {
                if (_heap[child].Key > bestKey)
                {
                    (best, bestKey) = (child, _heap[child].Key);
                }
            }

            if (best < 0)
            {
                break;
            }

            Put(place, _heap[best]);
            place = best;
        }

        Put(place, moving);
    }

    private void Put(int place, (long Key, Slot Slot) entry)
    {
        _heap[place] = entry;
        entry.Slot.DangerPlace = place;
    }
}
