namespace Offing.Primitives;

/// <summary>Which side of the book an order stands on.</summary>
public enum Side : byte
{
    /// <summary>A bid: buys the base.</summary>
    Buy = 0,

    /// <summary>An ask: sells the base.</summary>
    Sell = 1,
}

/// <summary>The index of a market in genesis, which is the wire's asset id.</summary>
public readonly record struct MarketId(uint Value) : IComparable<MarketId>
{
    /// <inheritdoc/>
    public int CompareTo(MarketId other) => Value.CompareTo(other.Value);
}

/// <summary>
/// An engine-assigned order id, ascending from 1, never used again; below 2^40 (the book's key).
/// </summary>
public readonly record struct OrderId(ulong Value) : IComparable<OrderId>
{
    /// <inheritdoc/>
    public int CompareTo(OrderId other) => Value.CompareTo(other.Value);
}

/// <summary>A client order id of 128 bits; zero stands for none and cannot be sent.</summary>
public readonly record struct ClientOrderId(UInt128 Value)
{
    /// <summary>No client order id.</summary>
    public static ClientOrderId None => default;

    /// <summary>Whether this is <see cref="None"/>.</summary>
    public bool IsNone => Value == UInt128.Zero;

    /// <summary>0x and 32 lower-case hexadecimal digits, as on the wire.</summary>
    public override string ToString() => $"0x{Value:x32}";
}

/// <summary>Venue time in milliseconds since 1970-01-01 UTC.</summary>
public readonly record struct Time(ulong Milliseconds) : IComparable<Time>
{
    /// <inheritdoc/>
    public int CompareTo(Time other) => Milliseconds.CompareTo(other.Milliseconds);

    public static bool operator <(Time left, Time right) => left.Milliseconds < right.Milliseconds;

    public static bool operator >(Time left, Time right) => left.Milliseconds > right.Milliseconds;

    public static bool operator <=(Time left, Time right) => left.Milliseconds <= right.Milliseconds;

    public static bool operator >=(Time left, Time right) => left.Milliseconds >= right.Milliseconds;
}
