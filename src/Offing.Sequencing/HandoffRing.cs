using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;
using Offing.Primitives;
using Offing.Sequencing.Testing;

namespace Offing.Sequencing;

/// <summary>What became of an attempt to put something into a <see cref="HandoffRing{T}"/>.</summary>
public enum RingOutcome
{
    /// <summary>It is in, at the next place of the order.</summary>
    Added,

    /// <summary>Every cell is taken.</summary>
    Full,

    /// <summary>The ring takes nothing more, ever.</summary>
    Closed,
}

/// <summary>
/// A bounded ring: any number of threads add without a lock, one thread takes. The tickets of the adds are
/// the order of arrival: 0, 1, 2 and so on without a gap, and each thread's own adds are in its own order.
/// </summary>
/// <remarks>
/// <para>A cell's turn tells whose it is: ticket t when it is empty and waits for t, t + 1 when t's item is
/// in it. A producer claims a ticket by a compare-and-swap on the tail, stores the item, and only then sets
/// the turn.</para>
/// <para>Order of memory: (1) the turn is written with release after the item and read with acquire before
/// it, so whoever sees the turn sees the item. (2) The consumer clears the cell before it hands the turn on
/// with release, and the producer of the next round reads that turn with acquire before it claims: its store
/// cannot be overwritten by the clearing. (3) The claim is a full fence: whatever a producer reads after
/// <see cref="TryAdd"/> is read after its claim could be seen; see <see cref="AdmissionQueue.Wait"/>.</para>
/// <para>A producer that is stopped between claim and turn holds up those after it, as it would inside a
/// lock; no thread waits for it but the consumer.</para>
/// </remarks>
public sealed class HandoffRing<T> : IHandoff<T>
    where T : class
{
    private const int FlawHoldsBack_Spins = 20;
    private readonly Cell[] _cells;
    private readonly long _mask;
    private readonly RingFlaw _flaw;
    private RingCounters _at;

    /// <param name="capacity">Cells, a power of two.</param>
    /// <param name="flaw">A test's; none in production.</param>
    public HandoffRing(int capacity, RingFlaw flaw = RingFlaw.None)
    {
        _flaw = flaw;
        Check.That(capacity > 0 && (capacity & (capacity - 1)) == 0);
        (_cells, _mask) = (new Cell[capacity], capacity - 1);
        for (var i = 0; i < capacity; i++)
        {
            _cells[i].Turn = i;
        }
    }

    /// <inheritdoc/>
    public bool HasClaims => (Volatile.Read(ref _at.Tail) & long.MaxValue) != _at.Head;

    /// <inheritdoc/>
    public bool IsClosed => Volatile.Read(ref _at.Tail) < 0;

    /// <inheritdoc/>
    public RingOutcome TryAdd(T item)
    {
        while (true)
        {
            var tail = Volatile.Read(ref _at.Tail);
            if (tail < 0)
            {
                return RingOutcome.Closed;
            }

            ref var cell = ref _cells[tail & _mask];
            var turn = Volatile.Read(ref cell.Turn);
            if (turn == tail)
            {
                // Closing sets the sign of the tail, so this fails after it: nothing gets in behind it.
                if (Claim(tail))
                {
                    Fill(ref cell, item, tail + 1);
                    return RingOutcome.Added;
                }
            }
            else if (turn < tail && Volatile.Read(ref _at.Tail) == tail)
            {
                // The item of one round ago is still in it, and the tail has not moved meanwhile.
                return RingOutcome.Full;
            }
        }
    }

    /// <inheritdoc/>
    public bool TryTake([NotNullWhen(true)] out T? item, out long ticket)
    {
        ticket = _at.Head;
        ref var cell = ref _cells[ticket & _mask];
        if (Volatile.Read(ref cell.Turn) != ticket + 1)
        {
            item = null;
            return false;
        }

        item = cell.Item!;
        Fill(ref cell, null, ticket + _cells.Length);
        _at.Head = ticket + 1;
        return true;
    }

    /// <inheritdoc/>
    public void Close() => Interlocked.Or(ref _at.Tail, long.MinValue);

    private bool Claim(long tail)
    {
        if (_flaw == RingFlaw.UncheckedClaim)
        {
            Interlocked.Increment(ref _at.Tail);
            return true;
        }

        return Interlocked.CompareExchange(ref _at.Tail, tail + 1, tail) == tail;
    }

    // First what is in it, then whose it is.
    private void Fill(ref Cell cell, T? item, long turn)
    {
        if (_flaw == (item is null ? RingFlaw.TurnBeforeClearing : RingFlaw.TurnBeforeItem))
        {
            Volatile.Write(ref cell.Turn, turn);
            Thread.SpinWait(FlawHoldsBack_Spins);
            Volatile.Write(ref cell.Item, item);
            return;
        }

        cell.Item = item;
        Volatile.Write(ref cell.Turn, turn);
    }

    private struct Cell
    {
        public long Turn;
        public T? Item;
    }
}

// Each in cache lines of its own: producers write the one, the consumer the other.
[StructLayout(LayoutKind.Explicit, Size = 384)]
internal struct RingCounters
{
    /// <summary>The next ticket; with the sign bit set when closed.</summary>
    [FieldOffset(128)]
    public long Tail;

    /// <summary>The ticket that is taken next; the consumer's alone.</summary>
    [FieldOffset(256)]
    public long Head;
}
