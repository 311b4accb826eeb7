using Offing.Engine.Accounts;
using Offing.Primitives;

namespace Offing.Engine.Margin;

/// <summary>The cross slots of an account taken together, micro-USDC.</summary>
/// <param name="Equity">Collateral + unrealised profit at mark.</param>
/// <param name="Initial">Initial margin of the positions.</param>
/// <param name="Maintenance">Maintenance margin of the positions.</param>
/// <param name="Reserved">
/// Initial margin of positions and resting orders, the orders' maker fees included.
/// </param>
/// <param name="Notional">Sum of the positions at mark.</param>
internal readonly record struct Bucket(
    Int128 Equity, Int128 Initial, Int128 Maintenance, Int128 Reserved, Int128 Notional)
{
    /// <summary>The account as it stands.</summary>
    public static Bucket Of(VenueState state, Account account) =>
        Sum(state, account, account.Collateral.Value, changed: null);

    /// <summary>The account as it would stand with other collateral and one market changed.</summary>
    public static Bucket With(VenueState state, Account account, Int128 collateral, Exposure changed) =>
        Sum(state, account, collateral, changed);

    /// <summary>
    /// What may be withdrawn leaves equity >= max(initial margin with orders, a tenth of notional).
    /// </summary>
    public Int128 Withdrawable =>
        Int128.Max(0, Equity - Int128.Max(Reserved, WideMath.CeilingDiv(Notional, 10)));

    private static Bucket Sum(VenueState state, Account account, Int128 collateral, Exposure? changed)
    {
        var sum = new Bucket(collateral, 0, 0, 0, 0);
        Int128 quote = 0;
        foreach (var slot in account.SlotArray)
        {
            if (slot.IsFree || slot.Market == changed?.Market.Id)
            {
                continue;
            }

            var exposure = Exposure.Of(state.MarketOf(slot.Market), slot);
            sum = sum.Plus(exposure);
            quote += exposure.BuyQuote + exposure.SellQuote;
        }

        if (changed is { } last)
        {
            sum = sum.Plus(last);
            quote += last.BuyQuote + last.SellQuote;
        }

        // A rebate is no money until it is earned.
        var rate = Math.Max(0, state.Genesis.Fees.Maker.Value);
        return sum with { Reserved = sum.Reserved + WideMath.CeilingDiv(quote * rate, Nano.One) };
    }

    private Bucket Plus(Exposure exposure) => new(
        Equity + exposure.Unrealised,
        Initial + exposure.Initial,
        Maintenance + exposure.Maintenance,
        Reserved + exposure.Reserved,
        Notional + exposure.Notional);
}
