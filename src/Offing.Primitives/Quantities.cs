namespace Offing.Primitives;

/// <summary>A price in ticks of 10^-(6-szDecimals) USDC; it fits in 32 bits.</summary>
public readonly record struct Ticks(uint Value) : IComparable<Ticks>
{
    /// <inheritdoc/>
    public int CompareTo(Ticks other) => Value.CompareTo(other.Value);

    public static bool operator <(Ticks left, Ticks right) => left.Value < right.Value;

    public static bool operator >(Ticks left, Ticks right) => left.Value > right.Value;

    public static bool operator <=(Ticks left, Ticks right) => left.Value <= right.Value;

    public static bool operator >=(Ticks left, Ticks right) => left.Value >= right.Value;

    /// <summary>Price x size: exact micro-USDC, because tick and lot decimals sum to six.</summary>
    /// <exception cref="OverflowException">
    /// Outside 64 bits: <see cref="Limits"/> keeps accepted orders inside.
    /// </exception>
    public static MicroUsd operator *(Ticks price, Lots size) => new(checked(price.Value * size.Value));

    /// <summary>Price x lots, exact for any number of lots.</summary>
    // Nearly every number of lots has 32 bits: then the product has 64, and costs a third.
    public Int128 Worth(long lots) =>
        lots == unchecked((int)lots) ? Value * lots : WideMath.Product(Value, lots);
}

/// <summary>A signed size in lots of 10^-szDecimals of the market's base.</summary>
public readonly record struct Lots(long Value) : IComparable<Lots>
{
    /// <summary>No lots.</summary>
    public static Lots Zero => default;

    /// <summary>Whether this is <see cref="Zero"/>.</summary>
    public bool IsZero => Value == 0;

    /// <summary>The size without its sign.</summary>
    public Lots Abs => new(Math.Abs(Value));

    /// <inheritdoc/>
    public int CompareTo(Lots other) => Value.CompareTo(other.Value);

    // The text that a record makes of itself would print Abs, which prints its own Abs, without an end.
    /// <inheritdoc/>
    public override string ToString() => $"{Value} lots";

    /// <summary>The lower of the two, sign and all.</summary>
    public static Lots Min(Lots left, Lots right) => left.Value <= right.Value ? left : right;

    /// <summary>The higher of the two, sign and all.</summary>
    public static Lots Max(Lots left, Lots right) => left.Value >= right.Value ? left : right;

    public static bool operator <(Lots left, Lots right) => left.Value < right.Value;

    public static bool operator >(Lots left, Lots right) => left.Value > right.Value;

    public static bool operator <=(Lots left, Lots right) => left.Value <= right.Value;

    public static bool operator >=(Lots left, Lots right) => left.Value >= right.Value;

    public static Lots operator +(Lots left, Lots right) => new(checked(left.Value + right.Value));

    public static Lots operator -(Lots left, Lots right) => new(checked(left.Value - right.Value));

    public static Lots operator -(Lots value) => new(checked(-value.Value));
}

/// <summary>A signed amount of 10^-6 USDC.</summary>
public readonly record struct MicroUsd(long Value) : IComparable<MicroUsd>
{
    /// <summary>Nothing.</summary>
    public static MicroUsd Zero => default;

    /// <summary>Whether this is <see cref="Zero"/>.</summary>
    public bool IsZero => Value == 0;

    /// <inheritdoc/>
    public int CompareTo(MicroUsd other) => Value.CompareTo(other.Value);

    /// <summary>The lower of the two, sign and all.</summary>
    public static MicroUsd Min(MicroUsd left, MicroUsd right) => left.Value <= right.Value ? left : right;

    /// <summary>The higher of the two, sign and all.</summary>
    public static MicroUsd Max(MicroUsd left, MicroUsd right) => left.Value >= right.Value ? left : right;

    public static bool operator <(MicroUsd left, MicroUsd right) => left.Value < right.Value;

    public static bool operator >(MicroUsd left, MicroUsd right) => left.Value > right.Value;

    public static bool operator <=(MicroUsd left, MicroUsd right) => left.Value <= right.Value;

    public static bool operator >=(MicroUsd left, MicroUsd right) => left.Value >= right.Value;

    public static MicroUsd operator +(MicroUsd left, MicroUsd right) =>
        new(checked(left.Value + right.Value));

    public static MicroUsd operator -(MicroUsd left, MicroUsd right) =>
        new(checked(left.Value - right.Value));

    public static MicroUsd operator -(MicroUsd value) => new(checked(-value.Value));
}

/// <summary>A rate, weight or ratio in units of 1e-9.</summary>
public readonly record struct Nano(long Value)
{
    /// <summary>One, in units of 1e-9.</summary>
    public const long One = 1_000_000_000;

    /// <summary>amount x rate, rounded up (away from the party that is charged): fees and margin.</summary>
    public MicroUsd RoundUp(MicroUsd amount) => new(WideMath.MulDivCeiling(amount.Value, Value, One));

    /// <summary>amount x rate, rounded down: credits and rebates.</summary>
    public MicroUsd RoundDown(MicroUsd amount) => new(WideMath.MulDivFloor(amount.Value, Value, One));
}
