using Offing.Engine.Accounts;
using Offing.Engine.Fees;
using Offing.Engine.Markets;
using Offing.Engine.Matching;
using Offing.Primitives;

namespace Offing.Engine.Margin;

/// <summary>The cross slots of an account taken together, or one isolated slot, micro-USDC.</summary>
/// <param name="Equity">Collateral + unrealised profit at mark + funding that is due.</param>
/// <param name="Initial">Initial margin of the positions.</param>
/// <param name="Maintenance">Maintenance margin of the positions.</param>
/// <param name="Reserved">
/// Initial margin of positions and resting orders, the orders' maker fees included. Orders of an isolated
/// slot reserve in the cross bucket.
/// </param>
/// <param name="Notional">Sum of the positions at mark.</param>
internal readonly record struct Bucket(
    Int128 Equity, Int128 Initial, Int128 Maintenance, Int128 Reserved, Int128 Notional)
{
    /// <summary>The cross bucket as it stands.</summary>
    public static Bucket Of(VenueState state, Account account) =>
        account.Margins.Sum(state, except: null).ToBucket(state, account.Collateral.Value);

    /// <summary>The bucket in which the slot lies, as it stands.</summary>
    public static Bucket Of(VenueState state, Account account, Slot slot) => slot.IsIsolated
        ? Isolated(slot.IsolatedCollateral.Value, Exposure.Of(state.MarketOf(slot.Market), slot))
        : Of(state, account);

    /// <summary>The bucket of an isolated position.</summary>
    public static Bucket Isolated(Int128 collateral, in Exposure exposure) => new(
        collateral + exposure.Unrealised, exposure.Initial, exposure.Maintenance, exposure.Initial,
        exposure.Notional);

    /// <summary>
    /// Whether a bucket on which an order would draw is below zero: it takes only cancels then. What only
    /// reduces an isolated position draws on no other.
    /// </summary>
    public static bool IsInDebt(VenueState state, Account account, Slot? slot, bool onlyReduces) =>
        (slot is { IsIsolated: true } && Of(state, account, slot).Equity < 0)
        || (!(onlyReduces && slot is { IsIsolated: true }) && Of(state, account).Equity < 0);

    /// <summary>The cross bucket as it would stand with one slot changed.</summary>
    public static Bucket With(VenueState state, Account account, Slot slot, in Exposure changed)
    {
        var sum = account.Margins.Sum(state, except: slot);
        sum.Add(new SlotMargin(changed));
        return sum.ToBucket(state, account.Collateral.Value);
    }

    /// <summary>
    /// What may be withdrawn leaves equity >= max(initial margin with orders, a tenth of notional).
    /// </summary>
    public Int128 Withdrawable =>
        Int128.Max(0, Equity - Int128.Max(Reserved, WideMath.CeilingDiv(Notional, 10)));
}

/// <summary>Adds slots up. Sums of sixteen slots of known limits are far inside 128 bits.</summary>
internal record struct BucketSum
{
    private Int128 _unrealised;
    private Int128 _initial;
    private Int128 _maintenance;
    private Int128 _reserved;
    private Int128 _notional;
    private Int128 _quote;
    private Int128 _builderQuote;

    public void Add(in SlotMargin slot)
    {
        unchecked
        {
            _unrealised += slot.Unrealised;
            _initial += slot.Initial;
            _maintenance += slot.Maintenance;
            _reserved += slot.Reserved;
            _notional += slot.Notional;
            _quote += slot.Quote;
            _builderQuote += slot.BuilderQuote;
        }
    }

    public void Subtract(in SlotMargin slot)
    {
        unchecked
        {
            _unrealised -= slot.Unrealised;
            _initial -= slot.Initial;
            _maintenance -= slot.Maintenance;
            _reserved -= slot.Reserved;
            _notional -= slot.Notional;
            _quote -= slot.Quote;
            _builderQuote -= slot.BuilderQuote;
        }
    }

    /// <summary>Whether <see cref="Health"/> would show equity of initial margin or more.</summary>
    public readonly bool IsCovered(in TradeTerms terms, in PositionState position)
    {
        unchecked
        {
            var worth = terms.Market.Mark.Worth(position.Size);
            var notional = Int128.IsNegative(worth) ? -worth : worth;
            return position.Collateral + _unrealised + worth - position.EntryNotional
                >= _initial + terms.Initial(notional);
        }
    }

    /// <summary>
    /// With one more market's position and its collateral; without orders at rest, which no rule about a
    /// trade looks at.
    /// </summary>
    public readonly Bucket Health(in TradeTerms terms, in PositionState position)
    {
        var notional = terms.Market.Mark.Worth(Math.Abs(position.Size));
        var profit = terms.Market.Mark.Worth(position.Size) - position.EntryNotional;
        return new Bucket(
            position.Collateral + _unrealised + profit,
            _initial + terms.Initial(notional),
            _maintenance + terms.Market.Margin.Maintenance(notional),
            0,
            _notional + notional);
    }

    /// <summary>With what one market has now in the place of what it had.</summary>
    public readonly Int128 Equity(long collateral, in Exposure now, in SlotMargin before) =>
        unchecked(collateral + _unrealised + (now.IsIsolated ? 0 : now.Unrealised) - before.Unrealised);

    /// <summary>Whether equity of this collateral is initial margin or more.</summary>
    public readonly bool IsCoveredBy(Int128 collateral) => collateral + _unrealised >= _initial;

    /// <summary>Likewise: initial margin of all positions and orders at rest.</summary>
    public readonly Int128 Reserved(VenueState state, in Exposure now, in SlotMargin before)
    {
        var quote = unchecked(_quote + now.BuyQuote + now.SellQuote - before.Quote);
        var builders = unchecked(_builderQuote + now.BuilderQuote - before.BuilderQuote);
        return unchecked(
            _reserved + now.Reserved - before.Reserved + RestingFees(state, quote, builders));
    }

    public readonly Bucket ToBucket(VenueState state, Int128 collateral)
    {
        return new Bucket(
            unchecked(collateral + _unrealised), _initial, _maintenance,
            unchecked(_reserved + RestingFees(state, _quote, _builderQuote)), _notional);
    }

    /// <summary>What resting orders may come to pay to the venue and to builders, rounded up once.</summary>
    public static Int128 RestingFees(VenueState state, Int128 quote, Int128 builderQuote)
    {
        // A rebate is no money until it is earned, and pays no builder.
        var rate = Math.Max(0, state.MakerMost.Value);
        var fees = (quote * rate) + (builderQuote * BuilderFees.Tenth_Nano);
        return fees == 0 ? 0 : WideMath.CeilingDiv(fees, Nano.One);
    }
}
