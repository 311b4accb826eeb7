using System.Numerics;
using Offing.Engine.Accounts;
using Offing.Engine.Tests.Naive;
using Offing.Primitives;

namespace Offing.Engine.Tests.Life;

/// <summary>
/// What leaves an account leaves equity of max(initial margin with orders, 10 % of notional).
/// </summary>
internal static class Outflows
{
    public static void Check(VenueState state, Account account) =>
        Check(state, NaiveRisk.Of(state, account));

    /// <summary>Of the bucket of an isolated position.</summary>
    public static void Check(VenueState state, Account account, MarketId market) => Check(
        state,
        NaiveRisk.Isolated(account, state.MarketOf(market), state.MarketOf(market).Mark.Value));

    private static void Check(VenueState state, NaiveRisk naive)
    {
        var least = BigInteger.Max(naive.Reserved, NaiveMargin.Up(naive.Notional, 10));
        StepChecker.That(naive.Equity >= least, $"{naive} is less than {least} after an outflow", state);
    }
}
