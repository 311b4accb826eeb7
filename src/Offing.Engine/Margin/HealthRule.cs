using Offing.Primitives;

namespace Offing.Engine.Margin;

/// <summary>
/// The invariant of the whole machine (rules.md section 5): no step may leave a bucket worse off than it may
/// be.
/// </summary>
internal static class HealthRule
{
    /// <summary>
    /// Whether a step from <paramref name="before"/> to <paramref name="after"/> at unchanged marks may be.
    /// </summary>
    /// <param name="grew">Whether a position of the bucket grew or changed sides.</param>
    public static bool Allows(Bucket before, Bucket after, bool grew)
    {
        if (grew)
        {
            // Initial margin is never below maintenance margin, because leverage is at most the market's
            // highest.
            return after.Equity >= after.Initial;
        }

        if (after.Equity >= after.Maintenance)
        {
            return true;
        }

        return after.Maintenance <= before.Maintenance
            && (before.Equity >= 0
                ? WideMath.CompareProducts(
                    after.Equity, before.Maintenance, before.Equity, after.Maintenance) >= 0
                : after.Equity >= before.Equity);
    }

    /// <summary>Whether a position grew or changed sides; closing to nothing is neither.</summary>
    public static bool Grew(long before, long after) =>
        Math.Abs(after) > Math.Abs(before) || (after != 0 && Math.Sign(after) != Math.Sign(before));
}
