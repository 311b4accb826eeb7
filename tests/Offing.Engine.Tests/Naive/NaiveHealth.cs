using System.Numerics;

namespace Offing.Engine.Tests.Naive;

/// <summary>Equity and margins of a bucket in unbounded integers, from scratch.</summary>
internal readonly record struct NaiveHealth(
    BigInteger Equity, BigInteger Initial, BigInteger Maintenance, BigInteger Notional)
{
    /// <summary>Rules section 5, of one step at unchanged marks.</summary>
    public static bool IsAllowed(in NaiveHealth before, in NaiveHealth after, bool grew) =>
        grew ? after.Equity >= after.Initial
        : after.Equity >= after.Maintenance
            || (after.Maintenance <= before.Maintenance && IsNotWorse(before, after));

    /// <summary>Rules section 11, I7: neither the ratio nor, under zero, the equity falls.</summary>
    public static bool IsNotWorse(in NaiveHealth before, in NaiveHealth after) => before.Equity >= 0
        ? after.Equity * before.Maintenance >= before.Equity * after.Maintenance
        : after.Equity >= before.Equity;
}
