using Offing.Engine.Accounts;
using Offing.Engine.Books;
using Offing.Engine.Margin;
using Offing.Engine.Markets;
using Offing.Primitives;
using Offing.Protocol.Events;

namespace Offing.Engine.Matching;

/// <summary>One side of a trade that may happen: examined first, written only when both sides pass.</summary>
internal readonly struct TradeSide
{
    private readonly VenueState _state;
    private readonly MarketState _market;
    private readonly Order _order;
    private readonly Account _account;
    private readonly Slot _slot;
    private readonly PositionChange _change;
    private readonly MicroUsd _notional;

    public TradeSide(VenueState state, Order order, Ticks price, Lots size, Nano feeRate)
    {
        _state = state;
        _order = order;
        _market = state.MarketOf(order.Market);
        _account = state.Accounts[order.Owner];
        _slot = _account.FindSlot(order.Market)!;
        _notional = price * size;
        // Rounded up: a fee is never less than its rate, a rebate (a negative fee) never more.
        var fee = feeRate.RoundUp(_notional);
        _change = PositionChange.Of(_account, _slot, order.Side, price, size, fee);
    }

    /// <summary>
    /// Whether this side may trade: its numbers fit and its bucket keeps the rule of the machine.
    /// </summary>
    public bool IsAllowed()
    {
        if (!_change.Fits)
        {
            return false;
        }

        var changed = Exposure.Of(_market, _slot) with
        {
            Size = _change.Size,
            EntryNotional = _change.EntryNotional,
        };
        return HealthRule.Allows(
            Bucket.Of(_state, _account),
            Bucket.With(_state, _account, _change.Collateral, changed),
            HealthRule.Grew(_slot.Size.Value, _change.Size));
    }

    /// <summary>Writes the position, the fee and the volume of a side that <see cref="IsAllowed"/>.</summary>
    public FillSide MustCommit(bool isMaker)
    {
        var start = _slot.Size;
        var size = new Lots((long)_change.Size);
        _market.OpenInterest += Lots.Max(size, Lots.Zero) - Lots.Max(start, Lots.Zero);
        _slot.Size = size;
        _slot.EntryNotional = new MicroUsd((long)_change.EntryNotional);
        _account.Collateral = new MicroUsd((long)_change.Collateral);
        _account.Volume.Add(_state.Time, isMaker, _notional);
        _state.Fees.Collateral += _change.Fee;
        return new FillSide(
            _account.Owner, _order.Id, _order.ClientId, _order.Side, start,
            new MicroUsd((long)_change.ClosedPnl), _change.Fee);
    }
}
