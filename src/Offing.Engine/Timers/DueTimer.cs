using Offing.Engine.Parameters;
using Offing.Primitives;

namespace Offing.Engine.Timers;

/// <summary>What happens when the time has come.</summary>
public enum TimerKind : byte
{
    /// <summary>An order at rest expires.</summary>
    OrderExpiry = 0,

    /// <summary>A conditional order expires.</summary>
    ConditionalExpiry = 1,

    /// <summary>A TWAP sends its next slice.</summary>
    TwapSlice = 2,

    /// <summary>All orders of an account are cancelled.</summary>
    ScheduledCancel = 3,

    /// <summary>A change of a parameter takes effect.</summary>
    Parameter = 4,

    /// <summary>The deadline of a close that an owner demanded.</summary>
    ForcedClose = 5,
}

/// <summary>Something due at a time. At one time the lower id is first.</summary>
/// <param name="Id">
/// Of the order or the TWAP; of a scheduled cancel 2^63 + the account's index, of a change of a parameter
/// 2^62 + its number, of a close 2^61 + its id, so that no two are equal.
/// </param>
public readonly record struct DueTimer(Time Due, ulong Id, TimerKind Kind) : IComparable<DueTimer>
{
    private const ulong AccountBit = 1UL << 63;
    private const ulong ChangeBit = 1UL << 62;
    private const ulong CloseBit = 1UL << 61;

    /// <summary>The number of a change of a parameter.</summary>
    internal ulong Change => Id & ~ChangeBit;

    /// <summary>The id of a close that an owner demanded.</summary>
    internal ulong Close => Id & ~CloseBit;

    /// <summary>The index of the account of a scheduled cancel.</summary>
    internal int Account => checked((int)(Id & ~AccountBit));

    /// <summary>An id is in the queue once: as an order waits, or as it rests.</summary>
    public bool Equals(DueTimer other) => Due == other.Due && Id == other.Id;

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Due, Id);

    /// <inheritdoc/>
    public int CompareTo(DueTimer other)
    {
        var byTime = Due.CompareTo(other.Due);
        return byTime != 0 ? byTime : Id.CompareTo(other.Id);
    }

    internal static DueTimer OfChange(PendingChange change) =>
        new(change.Due, ChangeBit | change.Number, TimerKind.Parameter);

    internal static DueTimer OfClose(Time due, ulong close) =>
        new(due, CloseBit | close, TimerKind.ForcedClose);

    internal static DueTimer OfAccount(Time due, int account) =>
        new(due, AccountBit | (uint)account, TimerKind.ScheduledCancel);
}
