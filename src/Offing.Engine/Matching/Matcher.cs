using Offing.Engine.Accounts;
using Offing.Engine.Books;
using Offing.Engine.Books.Fast;
using Offing.Engine.Fees;
using Offing.Engine.Funding;
using Offing.Engine.Liquidation;
using Offing.Engine.Margin;
using Offing.Engine.Markets;
using Offing.Engine.Sessions;
using Offing.Primitives;
using Offing.Protocol;
using Offing.Protocol.Commands;
using Offing.Protocol.Events;

namespace Offing.Engine.Matching;

/// <summary>What an order met.</summary>
/// <param name="Quote">Price x size of what was traded.</param>
/// <param name="Stopped">Why nothing more of it may trade; Open when nothing is in its way.</param>
/// <param name="LastEncounter">Filled when it traded last, SelfTradeCanceled when it was netted.</param>
internal readonly record struct MatchResult(MicroUsd Quote, OrderStatus Stopped, OrderStatus LastEncounter);

/// <summary>
/// Price-time matching of one order against the other side, at the makers' prices: what the book asks at each
/// maker that it meets, and what is written when the two trade. The book is not changed from here while it is
/// being matched; what must follow is left to <see cref="Aftermath"/>.
/// </summary>
internal struct Matcher : IMatchSink
{
    private readonly EntryContext _context;
    private readonly VenueState _state;
    private readonly MarketState _market;
    private readonly Order _taker;
    private readonly Account _account;
    private readonly Slot _slot;
    private readonly BucketSum _others;
    private TradeSide _making;
    private TradeSide _taking;
    private Account _makerAccount;
    private Slot _makerSlot;
    private MicroUsd _quote;
    private OrderStatus _stopped;
    private OrderStatus _reason;

    private readonly LiquidationTerms? _liquidation;

    private Matcher(
        EntryContext context, Order taker, Account account, Slot slot, LiquidationTerms? liquidation)
    {
        _liquidation = liquidation;
        (_context, _state, _taker, _account, _slot) = (context, context.State, taker, account, slot);
        _market = _state.MarketOf(taker.Market);
        _others = account.Margins.Sum(_state, except: slot);
        (_makerAccount, _makerSlot) = (account, slot);
    }

    /// <summary>Matches the taker, whose slot is taken, as far as it goes.</summary>
    // Every round takes size off the taker or a maker off the book, so it ends; and it ends only when the
    // best maker no longer crosses, the taker is filled, or the taker is stopped and will not rest: a book at
    // rest is never crossed.
    public static MatchResult Run(EntryContext context, Order taker, Account account, Slot slot)
    {
        var liquidation = context.Liquidation;
        context.Liquidation = null;
        var other = taker.Side == Side.Buy ? Side.Sell : Side.Buy;
        return context.State.MarketOf(taker.Market).Orders.TryBest(other, out var best)
            && Crosses(taker.Side, taker.Price, new Ticks(best))
            ? Match(context, taker, account, slot, liquidation)
            : default;
    }

    /// <summary>Whether an order at this price would trade with a maker at the other.</summary>
    public static bool Crosses(Side side, Ticks price, Ticks maker) =>
        side == Side.Buy ? maker <= price : maker >= price;

    /// <summary>Whether a maker counts as the taker's own.</summary>
    public static bool IsOwn(Account taker, bool acrossSubAccounts, Account maker) =>
        maker == taker || (acrossSubAccounts && maker.Family == taker.Family);

    public Encounter Meet(ulong makerTag, uint makerOwner, uint price, ref uint quantity)
    {
        if (_stopped != OrderStatus.Open)
        {
            return Encounter.Stop;
        }

        var maker = _state.Orders.At(makerTag);
        _makerAccount = _state.AccountAt((int)makerOwner);
        if (IsOwn(_account, _taker.AcrossSubAccounts, _makerAccount))
        {
            return MeetOwn();
        }

        if (_liquidation is null && !PriceBand.Allows(_market, maker.Price))
        {
            return Remove(OrderStatus.BandCanceled);
        }

        _makerSlot = _makerAccount.FindSlot(_market.Id)!;
        if (maker.ReduceOnly)
        {
            var most = OrderAdmission.Reducible(maker.Side, _makerSlot.Size).Value;
            if (most == 0)
            {
                return Remove(OrderStatus.ReduceOnlyCanceled);
            }

            quantity = (uint)Math.Min(quantity, most);
        }

        return Examine(maker, new Lots(quantity));
    }

    public void Trade(ulong makerTag, uint makerOwner, uint price, uint quantity, uint makerLeft)
    {
        var maker = _state.Orders.At(makerTag);
        var size = new Lots(quantity);
        Resting.Fill(_state, maker, _makerSlot, size);
        _taker.Remaining -= size;
        _taker.Filled += size;
        maker.Filled += size;
        _quote += maker.Price * size;
        _market.LastTradePrice = maker.Price;
        _market.LastTradeTime = _context.Now;
        FundingSettlement.MustSettle(_context, _account, _slot);
        FundingSettlement.MustSettle(_context, _makerAccount, _makerSlot);
        BuilderFees.Tell(_context, _account, _taker, _taking.BuilderFee);
        BuilderFees.Tell(_context, _makerAccount, maker, _making.BuilderFee);
        _context.Emit(new Traded(
            _state.NextTradeId++, _market.Id, maker.Price, size,
            _taking.MustCommit(
                _state, _market, _account, _slot, _taker, isMaker: false,
                _liquidation is null ? _state.FeeAccount : _state.Insurance),
            _making.MustCommit(
                _state, _market, _makerAccount, _makerSlot, maker, isMaker: true, _state.FeeAccount)));
        BuilderFees.Pay(_state, _taker, _taking.BuilderFee);
        BuilderFees.Pay(_state, maker, _making.BuilderFee);
        _taking.TellDrawn(_context, _market, _account);
        _making.TellDrawn(_context, _market, _makerAccount);
        _context.Aftermath.PositionChanged(_makerAccount, _makerSlot);
        _context.Aftermath.Traded(maker);
        if (_taker.LimitedKey is { } takers)
        {
            DailyLoss.Watch(_context, _account, takers);
        }

        if (maker.LimitedKey is { } makers)
        {
            DailyLoss.Watch(_context, _makerAccount, makers);
        }
    }

    public void Netted(ulong makerTag, uint makerOwner, uint price, uint quantity, uint makerLeft)
    {
        var maker = _state.Orders.At(makerTag);
        var by = new Lots(quantity);
        Resting.Fill(_state, maker, _makerAccount.FindSlot(_market.Id)!, by);
        _taker.Remaining -= by;
        EmitNetted(_taker, _account, by, Lots.Zero);
        EmitNetted(maker, _makerAccount, by, by);
    }

    public void Removed(ulong makerTag, uint makerOwner, uint price, uint makerLeft) =>
        Resting.Left(_context, _state.Orders.At(makerTag), _reason, keepSlot: _makerAccount == _account);

    public uint Refill(ulong makerTag, uint makerOwner, uint price)
    {
        var maker = _state.Orders.At(makerTag);
        if (!maker.Remaining.IsZero && _state.TryDrawPlace(out var place))
        {
            Resting.Refill(_context, maker, _makerAccount, place);
            return (uint)maker.Displayed.Value;
        }

        var status = !maker.Remaining.IsZero ? OrderStatus.Canceled
            : _reason == OrderStatus.Filled ? OrderStatus.Filled : OrderStatus.SelfTradeCanceled;
        Resting.Left(_context, maker, status, keepSlot: _makerAccount == _account);
        return 0;
    }

    private static MatchResult Match(
        EntryContext context, Order taker, Account account, Slot slot, LiquidationTerms? liquidation)
    {
        var matcher = new Matcher(context, taker, account, slot, liquidation);
        matcher._market.Orders.Take(taker.Side, taker.Price, taker.Remaining, ref matcher);
        return new MatchResult(matcher._quote, matcher._stopped, matcher._reason);
    }

    private Encounter Examine(Order maker, Lots size)
    {
        var makerFee = FeeRates.Of(_state, _makerAccount).Maker;
        // A rebate is paid out of what the taker pays, and a liquidation pays the venue nothing.
        makerFee = _liquidation is null ? makerFee : new Nano(Math.Max(0, makerFee.Value));
        var takerFee = FeeRates.Of(_state, _account).Taker;
        var others = _makerAccount.Margins.Sum(_state, except: _makerSlot);
        var making = PositionState.Of(_state, _market, _makerAccount, _makerSlot);
        _making = new TradeSide(making, maker.Side, maker.Price, size, makerFee, maker.Builder);
        var taking = PositionState.Of(_state, _market, _account, _slot);
        _taking = _liquidation is { } terms
            ? new TradeSide(taking, _taker.Side, maker.Price, size, terms.Fee(_taker.Side, maker.Price, size))
            : new TradeSide(taking, _taker.Side, maker.Price, size, takerFee, _taker.Builder);
        var scale = TradeSide.ScaleAfter(_market, _market.OpenInterest, _making, _taking);
        if (!_making.IsAllowed(new TradeTerms(_market, _makerSlot.Leverage, scale), others))
        {
            return Remove(OrderStatus.MarginCanceled);
        }

        // A liquidation may find whoever takes over: better than that the profitable are cut.
        if (_makerAccount.GateIn(_market) != RejectCode.None && _liquidation is null
            && HealthRule.Grew(making.Size, _making.After.Size))
        {
            return Remove(OrderStatus.HaltCanceled);
        }

        if (maker.LimitedKey is { } makers)
        {
            DailyLoss.Touch(_state, _makerAccount);
            if (!KeyLimits.AllowsFill(
                makers, _market, _makerSlot.Leverage, making.Size, _making.After.Size))
            {
                return Remove(OrderStatus.KeyLimitCanceled);
            }
        }

        var takes = new TradeTerms(_market, _slot.Leverage, scale)
        {
            IsLiquidation = _liquidation is not null,
        };
        if (!_taking.IsAllowed(takes, _others))
        {
            _stopped = OrderStatus.MarginCanceled;
            return Encounter.Stop;
        }

        // A fill-or-kill order was examined whole: it is one fill, and what it loses is seen after it.
        if (_taker.LimitedKey is { } takers && _taker.Tif != TimeInForce.Fok && !KeyLimits.AllowsFill(
            takers, _market, _slot.Leverage, taking.Size, _taking.After.Size))
        {
            _stopped = OrderStatus.KeyLimitCanceled;
            return Encounter.Stop;
        }

        _reason = OrderStatus.Filled;
        return Encounter.Trade;
    }

    private Encounter MeetOwn()
    {
        _reason = OrderStatus.SelfTradeCanceled;
        switch (_taker.SelfTrade)
        {
            case SelfTradeMode.ExpireMaker:
                return Encounter.Remove;
            case SelfTradeMode.ExpireTaker:
                _stopped = OrderStatus.SelfTradeCanceled;
                return Encounter.Stop;
            case SelfTradeMode.ExpireBoth:
                _stopped = OrderStatus.SelfTradeCanceled;
                return Encounter.Remove;
            default:
                return Encounter.Net;
        }
    }

    private Encounter Remove(OrderStatus reason)
    {
        _reason = reason;
        return Encounter.Remove;
    }

    private readonly void EmitNetted(Order order, Account account, Lots by, Lots displayed) =>
        _context.Emit(new OrderReduced(
            order.Id, _market.Id, account.Owner, order.Side, order.Price, by, displayed,
            OrderStatus.SelfTradeCanceled));
}
