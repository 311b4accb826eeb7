using Offing.Engine.Accounts;
using Offing.Engine.Books;
using Offing.Engine.Books.Fast;
using Offing.Engine.Fees;
using Offing.Engine.Margin;
using Offing.Engine.Markets;
using Offing.Engine.Sessions;
using Offing.Primitives;
using Offing.Protocol;
using Offing.Protocol.Commands;
using Offing.Protocol.Events;

namespace Offing.Engine.Matching;

/// <summary>
/// What an order would meet, and whether a fill-or-kill order would be filled whole: the match of
/// <see cref="Matcher"/> on copies of the few numbers that it would write. Nothing of the state is touched,
/// but that the day of a maker's keys may start.
/// </summary>
/// <param name="isDry">
/// Not even that, and it ends after so many orders that whoever asks cannot hold up those who send: for a
/// question that is no entry.
/// </param>
internal sealed class FillPreview(bool isDry = false)
{
    private readonly Dictionary<int, PositionState> _positions = [];
    private readonly Queue<(Order Order, Lots Left)> _level = [];
    private readonly List<Order> _makers = [];
    private readonly List<Session> _breached = [];
    private VenueState _state = null!;
    private Account _account = null!;
    private OrderDraft _draft;
    private uint _leverage;
    private BucketSum _others;
    private Lots _left;
    private Lots _openInterest;
    private bool _isStopped;
    private bool _mustFillWhole;
    private int _met;
    private PreviewedMatch? _told;

    private readonly int _most = isDry ? Limits.PreviewWalk_Orders : int.MaxValue;

    /// <summary>Whether more would have been met than is looked at.</summary>
    public bool IsCut { get; private set; }

    /// <param name="slot">The taker's in this market, or null.</param>
    /// <param name="replaced">An order that leaves the book just before.</param>
    public bool Fills(
        VenueState state, Account account, Slot? slot, in OrderDraft draft, Order? replaced)
    {
        (_mustFillWhole, _told) = (true, null);
        Run(state, account, slot, draft, replaced);
        return _left.IsZero;
    }

    /// <summary>All that an order which was admitted would meet.</summary>
    public PreviewedMatch Match(VenueState state, Account account, Slot? slot, in OrderDraft draft)
    {
        var told = new PreviewedMatch();
        (_mustFillWhole, _told) = (false, told);
        Run(state, account, slot, draft, replaced: null);
        told.Position = _positions[account.Index];
        (told.Left, told.OpenInterest, _told) = (_left, _openInterest, null);
        return told;
    }

    private void Run(VenueState state, Account account, Slot? slot, in OrderDraft draft, Order? replaced)
    {
        (_state, _account, _draft, _left, _isStopped) = (state, account, draft, draft.Size, false);
        _leverage = slot?.Leverage ?? Slot.DefaultLeverage(draft.Market.Parameters);
        _openInterest = draft.Market.OpenInterest;
        _others = account.Margins.Sum(state, except: slot);
        _breached.Clear();
        _positions.Clear();
        _positions.Add(account.Index, PositionState.Of(state, draft.Market, account, slot));
        (_met, IsCut) = (0, false);
        Collect(replaced);
        for (var i = 0; i < _makers.Count && !IsOver;)
        {
            i = MatchLevel(i);
        }

        _makers.Clear();
        _level.Clear();
    }

    private bool IsOver => _left.IsZero || _isStopped || IsCut;

    // One more than is met, so that it is seen where the walk is cut.
    private void Collect(Order? replaced)
    {
        var most = _most == int.MaxValue ? _most : _most + 1;
        var visitor = new Crossing(_state, _draft.Side, _draft.Price, replaced, _makers, most);
        _draft.Market.Orders.Walk(_draft.IsBuy ? Side.Sell : Side.Buy, ref visitor);
    }

    // What icebergs show next stands behind all that the level shows now, as in the book.
    private int MatchLevel(int first)
    {
        var next = first;
        var price = _makers[first].Price;
        for (; next < _makers.Count && _makers[next].Price == price; next++)
        {
            _level.Enqueue((_makers[next], _makers[next].Remaining));
        }

        var isFirstRound = next - first;
        while (!IsOver && _level.TryDequeue(out var maker))
        {
            if (_met++ == _most)
            {
                IsCut = true;
                break;
            }

            var shown = isFirstRound-- > 0 ? maker.Order.Displayed : maker.Order.Display;
            Meet(maker.Order, maker.Left, Lots.Min(shown, maker.Left));
        }

        _level.Clear();
        return next;
    }

    private void Meet(Order maker, Lots left, Lots shown)
    {
        var market = _draft.Market;
        var account = _state.AccountAt(maker.Owner);
        if (Matcher.IsOwn(_account, _draft.AcrossSubAccounts, account))
        {
            // One that is skipped costs the taker nothing; the other modes end it or make it smaller.
            _isStopped = _draft.SelfTrade != SelfTradeMode.ExpireMaker;
            if (!_mustFillWhole)
            {
                MeetOwn(account, maker, left, shown);
            }

            return;
        }

        var slot = account.FindSlot(market.Id)!;
        if (!_positions.TryGetValue(account.Index, out var making))
        {
            making = PositionState.Of(_state, market, account, slot);
        }

        var size = Lots.Min(_left, shown);
        if (maker.ReduceOnly)
        {
            size = Lots.Min(size, OrderAdmission.Reducible(maker.Side, new Lots(making.Size)));
        }

        if (size.IsZero || !PriceBand.Allows(market, maker.Price)
            || !TryTrade(maker, account, slot, making, size))
        {
            return;
        }

        // Only what was shown in whole is followed by a next part; a reduce-only order that was cut is over.
        if (size == shown && size < left)
        {
            _level.Enqueue((maker, left - size));
        }
    }

    private bool TryTrade(Order maker, Account account, Slot slot, in PositionState making, Lots size)
    {
        var market = _draft.Market;
        var others = account.Margins.Sum(_state, except: slot);
        var maker1 = new TradeSide(
            making, maker.Side, maker.Price, size, FeeRates.Of(_state, account).Maker, maker.Builder);
        var taker = new TradeSide(
            _positions[_account.Index], _draft.Side, maker.Price, size, FeeRates.Of(_state, _account).Taker,
            _draft.Builder);
        var scale = TradeSide.ScaleAfter(market, _openInterest, maker1, taker);
        if (!maker1.IsAllowed(new TradeTerms(market, slot.Leverage, scale), others)
            || (account.GateIn(market) != RejectCode.None && HealthRule.Grew(making.Size, maker1.After.Size))
            || (maker.LimitedKey is { } key && !Allows(key, account, slot.Leverage, making, maker1.After)))
        {
            return false;
        }

        if (!taker.IsAllowed(new TradeTerms(market, _leverage, scale), _others))
        {
            Stop(OrderStatus.MarginCanceled);
            return false;
        }

        // A fill-or-kill order is one fill: what it loses is seen behind it.
        if (_draft.LimitedKey is { } takers && _draft.Tif != TimeInForce.Fok
            && !Allows(takers, _account, _leverage, _positions[_account.Index], taker.After))
        {
            Stop(OrderStatus.KeyLimitCanceled);
            return false;
        }

        _told?.Traded(maker, size, taker);
        _positions[account.Index] = maker1.After;
        _positions[_account.Index] = taker.After;
        Pay(_draft.Builder, taker.BuilderFee);
        Pay(maker.Builder, maker1.BuilderFee);
        _openInterest += new Lots((long)(maker1.LongGrowth + taker.LongGrowth));
        _left -= size;
        Watch(_account, _draft.LimitedKey);
        Watch(account, maker.LimitedKey);
        return true;
    }

    // As the match does it: the maker goes, or both shrink. What is taken off the taker's own account is no
    // longer reserved there.
    private void MeetOwn(Account account, Order maker, Lots left, Lots shown)
    {
        var taken = left;
        if (_draft.SelfTrade == SelfTradeMode.Decrement)
        {
            taken = Lots.Min(_left, shown);
            _left -= taken;
            _isStopped = false;
            if (taken == shown && taken < left)
            {
                _level.Enqueue((maker, left - taken));
            }
        }
        else if (_isStopped)
        {
            Stop(OrderStatus.SelfTradeCanceled);
            taken = _draft.SelfTrade == SelfTradeMode.ExpireBoth ? left : Lots.Zero;
        }

        _told!.MetOwn(maker, account == _account ? taken : Lots.Zero);
    }

    private void Stop(OrderStatus why)
    {
        _isStopped = true;
        _told?.Stopped = why;
    }

    // A builder may be a maker of this match, or the taker. Who has no account yet is neither.
    private void Pay(BuilderCode? code, MicroUsd fee)
    {
        if (code is null || _state.FindAccount(code.Builder) is not { } builder)
        {
            return;
        }

        if (!_positions.TryGetValue(builder.Index, out var held))
        {
            held = PositionState.Of(
                _state, _draft.Market, builder, builder.FindSlot(_draft.Market.Id));
        }

        _positions[builder.Index] = held.IsIsolated
            ? held with { CrossCollateral = held.CrossCollateral + fee.Value }
            : held with { Collateral = held.Collateral + fee.Value };
    }

    // The day of a maker's keys may start here, as it does when the order is really met: being asked for is
    // enough to be touched.
    private bool Allows(
        Session key, Account account, uint leverage, in PositionState before, in PositionState after)
    {
        var day = Day(account, key);
        return KeyLimits.AllowsFill(
            key, day.IsBreached || _breached.Contains(key), _draft.Market, leverage, before.Size, after.Size);
    }

    // As after each trade that happens: a key that has lost what it may is let grow nothing behind it.
    private void Watch(Account account, Session? key)
    {
        if (key is not null && !_breached.Contains(key) && Day(account, key) is { IsBreached: false } day
            && day.IsReached(_state, account, key, Change(account.Root)))
        {
            _breached.Add(key);
        }
    }

    private KeyDay Day(Account account, Session key)
    {
        if (!isDry)
        {
            DailyLoss.Touch(_state, account);
        }

        return KeyDay.Of(_state, account, key);
    }

    // Of the equity of an owner's accounts, by what was traded here.
    private Int128 Change(Account owner)
    {
        var change = Change(owner.Index, owner);
        foreach (var account in owner.SubAccounts)
        {
            change += Change(account.Index, account);
        }

        return change;
    }

    private Int128 Change(int index, Account account) =>
        _positions.TryGetValue(index, out var traded)
            ? Worth(traded) - Worth(PositionState.Of(
                _state, _draft.Market, account, account.FindSlot(_draft.Market.Id)))
            : 0;

    private Int128 Worth(in PositionState position) =>
        position.Collateral + position.CrossCollateral + _draft.Market.Mark.Worth(position.Size)
        - position.EntryNotional;

    /// <summary>Collects the orders that cross.</summary>
    private readonly struct Crossing(
        VenueState state, Side side, Ticks price, Order? leftOut, List<Order> found, int most) : IBookVisitor
    {
        public bool Visit(ulong tag, uint owner, uint priceOfOrder, uint quantity)
        {
            if (!Matcher.Crosses(side, price, new Ticks(priceOfOrder)))
            {
                return false;
            }

            var order = state.Orders.At(tag);
            if (order != leftOut)
            {
                found.Add(order);
            }

            return found.Count < most;
        }
    }
}
