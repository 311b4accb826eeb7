using Offing.Engine.Accounts;
using Offing.Engine.Books;
using Offing.Engine.Fees;
using Offing.Engine.Margin;
using Offing.Engine.Markets;
using Offing.Engine.Sessions;
using Offing.Primitives;
using Offing.Protocol.Commands;
using Offing.Protocol.Events;

namespace Offing.Engine.Matching;

/// <summary>One side of a trade that may happen: examined first, written only when both sides pass.</summary>
internal struct TradeSide
{
    private readonly PositionState _before;
    private readonly PositionChange _change;
    private readonly MicroUsd _notional;

    // From the cross bucket into that of an isolated position; known when the trade is allowed.
    private Int128 _drawn;

    /// <param name="feeRate">Of this side; negative is a rebate.</param>
    /// <param name="builder">Whom this side pays beside the venue.</param>
    public TradeSide(
        in PositionState before, Side side, Ticks price, Lots size, Nano feeRate, BuilderCode? builder = null)
        // Rounded up: a fee is never less than its rate, a rebate (a negative fee) never more.
        : this(
            before, side, price, size, feeRate.RoundUp(price * size), BuilderFees.Of(builder, price * size))
    {
    }

    /// <param name="fee">Of this side, micro-USDC.</param>
    public TradeSide(in PositionState before, Side side, Ticks price, Lots size, MicroUsd fee)
        : this(before, side, price, size, fee, MicroUsd.Zero)
    {
    }

    private TradeSide(
        in PositionState before, Side side, Ticks price, Lots size, MicroUsd fee, MicroUsd builderFee)
    {
        _before = before;
        _notional = price * size;
        BuilderFee = builderFee;
        _change = PositionChange.Of(before, side, price, size, fee + builderFee);
    }

    /// <summary>The builder's part of the fee; to be paid by who commits the trade.</summary>
    public MicroUsd BuilderFee { get; }

    /// <summary>As it would be after the trade.</summary>
    public readonly PositionState After =>
        new(_change.Collateral + _drawn, (long)_change.Size, (long)_change.EntryNotional)
        {
            IsIsolated = _before.IsIsolated,
            CrossCollateral = _before.CrossCollateral - _drawn,
        };

    /// <summary>What it pays for the trade, micro-USDC; negative is a rebate.</summary>
    public readonly MicroUsd Fee => _change.Fee;

    /// <summary>The market's scale with the open interest that a trade of the two would leave.</summary>
    public static long ScaleAfter(
        MarketState market, Lots openInterest, in TradeSide one, in TradeSide other) =>
        market.Parameters.OpenInterest.IsScaling
            ? market.ScaleAt(openInterest.Value + one.LongGrowth + other.LongGrowth)
            : 0;

    /// <summary>Tells what an isolated position drew or returned.</summary>
    public readonly void TellDrawn(EntryContext context, MarketState market, Account account)
    {
        if (_drawn != 0)
        {
            context.Emit(new IsolatedMarginMoved(account.Owner, market.Id, new MicroUsd((long)_drawn)));
        }
    }

    /// <summary>By how many lots the long positions grow.</summary>
    public readonly Int128 LongGrowth => Int128.Max(_change.Size, 0) - Math.Max(_before.Size, 0);

    /// <summary>
    /// Whether this side may trade: its numbers fit and its bucket keeps the rule of the machine.
    /// </summary>
    /// <param name="others">The account's other markets.</param>
    public bool IsAllowed(in TradeTerms terms, in BucketSum others)
    {
        if (!_change.Fits || !_before.IsSettleable)
        {
            return false;
        }

        if (_before.IsIsolated)
        {
            return IsolatedTrade.TryDraw(_before, _change, terms, others, out _drawn);
        }

        var grew = HealthRule.Grew(_before.Size, (long)_change.Size);
        var after = After;
        // Most trades are of healthy accounts: for them the state before does not matter.
        return others.IsCovered(terms, after) || (!grew && HealthRule.Allows(
            others.Health(terms, _before), others.Health(terms, after), grew: false));
    }

    /// <summary>
    /// Writes the position, the fee and the volume of a side that <see cref="IsAllowed"/>, when its funding
    /// is settled.
    /// </summary>
    /// <param name="feesTo">Who gets the fee, or pays the rebate.</param>
    public readonly FillSide MustCommit(
        VenueState state, MarketState market, Account account, Slot slot, Order order, bool isMaker,
        Account feesTo)
    {
        Check.That(slot.FundingCheckpoint == market.FundingIndex);
        DailyLoss.Touch(state, account);
        var start = slot.Size;
        var size = new Lots((long)_change.Size);
        market.OpenInterest += Lots.Max(size, Lots.Zero) - Lots.Max(start, Lots.Zero);
        slot.Size = size;
        slot.EntryNotional = new MicroUsd((long)_change.EntryNotional);
        slot.Purse = new MicroUsd((long)(_change.Collateral + _drawn));
        if (_drawn != 0)
        {
            account.Collateral = new MicroUsd((long)(_before.CrossCollateral - _drawn));
        }

        account.Volume.Add(state.Time, isMaker, _notional);
        feesTo.Collateral += _change.Fee - BuilderFee;
        market.FeesBrought += (_change.Fee - BuilderFee).Value;
        return new FillSide(
            account.Owner, order.Id, order.ClientId, order.Side, start,
            new MicroUsd((long)_change.ClosedPnl), _change.Fee);
    }
}
