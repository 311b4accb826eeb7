using System.Runtime.CompilerServices;
using Offing.Primitives;
using Offing.Protocol.Commands;
using Offing.Protocol.Events;

namespace Offing.MarketData;

/// <summary>Folds the events of one entry after the other and collects what each changed.</summary>
internal sealed class FoldStep(MarketFolds markets, AccountFolds accounts)
{
    private ulong _seq;
    private Time _time;
    private bool _isHeard;

    // What an entry seldom has is made when it has it.
    private HashSet<MarketId>? _books;
    private HashSet<MarketId>? _marks;
    private HashSet<Address>? _touched;
    private List<PublicTrade>? _trades;
    private List<Fill>? _fills;
    private List<OrderRecord>? _orders;
    private List<TwapRecord>? _twaps;
    private Dictionary<OrderId, ulong>? _slices;
    private Dictionary<OrderId, MicroUsd>? _builderFees;
    private Dictionary<OrderId, LiquidationMark>? _liquidations;
    private List<LedgerRecord>? _ledger;
    private List<FundingRecord>? _fundings;
    private List<LiquidationRecord>? _liquidated;

    /// <summary>What follows is of this entry.</summary>
    /// <param name="isHeard">
    /// Whether anybody is told of it; else, as in a replay, nothing is collected.
    /// </param>
    public void Begin(ulong seq, Time time, bool isHeard) => (_seq, _time, _isHeard) = (seq, time, isHeard);

    /// <summary>Nothing more is of it.</summary>
    /// <returns>What it changed; null when nobody is told.</returns>
    public FeedUpdate? End()
    {
        _slices = null;
        _builderFees = null;
        _liquidations = null;
        if (!_isHeard)
        {
            return null;
        }

        var update = new FeedUpdate(
            _seq, _time, _books ?? [], _marks ?? [], _trades ?? [], _fills ?? [], _orders ?? [],
            _twaps ?? [], _ledger ?? [], _touched ?? [])
        {
            Fundings = _fundings ?? [],
            Liquidations = _liquidated ?? [],
        };
        (_books, _marks, _trades, _fills, _orders) = (null, null, null, null, null);
        (_twaps, _ledger, _touched, _fundings, _liquidated) = (null, null, null, null, null);
        return update;
    }

    /// <summary>That an order was a slice stands after its fills, which are to carry it.</summary>
    public void Foresee(TwapSliced sliced)
    {
        if (sliced.Order.Value != 0)
        {
            (_slices ??= [])[sliced.Order] = sliced.Twap;
        }
    }

    /// <summary>Folds all that one entry did, in order.</summary>
    public void Apply(IReadOnlyList<IEngineEvent> events)
    {
        foreach (var happened in events)
        {
            if (happened is TwapSliced sliced)
            {
                Foresee(sliced);
            }
        }

        foreach (var happened in events)
        {
            Apply(happened);
        }
    }

    /// <summary>Folds the next thing that the entry did.</summary>
    public void Apply(IEngineEvent happened)
    {
        if (!TryApplyOrder(happened) && !TryApplyAccount(happened))
        {
            ApplyMarket(happened);
        }
    }

    private bool TryApplyOrder(IEngineEvent happened)
    {
        switch (happened)
        {
            case OrderPlaced placed:
                Place(placed);
                break;
            case OrderRested rested:
                Rest(rested);
                break;
            case OrderClosed closed:
                Close(closed);
                break;
            case Traded traded:
                Trade(traded);
                break;
            case LiquidationOrdered ordered:
                (_liquidations ??= [])[ordered.Order] =
                    new LiquidationMark(ordered.Account, ordered.Mark, LiquidationMeans.Book);
                break;
            case PositionSettled settled:
                Settle(settled);
                break;
            case PositionMoved passed:
                Pass(passed);
                break;
            case OrderRefilled refilled:
                ChangeBook(refilled.Market, refilled.Side, refilled.Price, refilled.Displayed, 0);
                break;
            case OrderReduced reduced:
                Reduce(reduced);
                break;
            case ConditionalPlaced waiting:
                Wait(waiting);
                break;
            case ConditionalArmed armed:
                Arm(armed);
                break;
            case TriggerMoved moved:
                MoveTrigger(moved);
                break;
            case ConditionalTriggered triggered:
                Trigger(triggered);
                break;
            default:
                return false;
        }

        return true;
    }

    private bool TryApplyAccount(IEngineEvent happened)
    {
        switch (happened)
        {
            case Deposited deposit:
                Move(new LedgerRecord(
                    deposit.Account, LedgerKind.Deposit, deposit.Amount, deposit.RequestIndex, _time, _seq));
                break;
            case DepositReversed reversed:
                Move(new LedgerRecord(
                    reversed.Account, LedgerKind.Reversal, reversed.Amount, reversed.RequestIndex, _time,
                    _seq));
                break;
            case WithdrawalQueued withdrawal:
                Move(new LedgerRecord(
                    withdrawal.Owner, LedgerKind.Withdrawal, withdrawal.Amount, withdrawal.Index, _time,
                    _seq));
                break;
            case CollateralMoved moved:
                Transfer(moved);
                break;
            case SubAccountCreated created:
                var record = new SubAccountRecord(created.Master, created.SubAccount, created.Name);
                Account(created.Master).SubAccounts.Add(record);
                Account(created.SubAccount).Master = created.Master;
                break;
            case CancelScheduled scheduled:
                Account(scheduled.Account).ScheduledCancel_Ms = scheduled.Time_Ms;
                break;
            case ScheduledCancelDone done:
                Account(done.Account).ScheduledCancel_Ms = null;
                break;
            case TwapStarted started:
                StartTwap(started);
                break;
            case TwapSliced sliced:
                SliceTwap(sliced);
                break;
            case TwapEnded ended:
                EndTwap(ended);
                break;
            case BuilderPaid paid:
                (_builderFees ??= [])[paid.Order] = paid.Amount;
                Collect(ref _touched, paid.Builder);
                break;
            case LeverageSet leverage:
                Collect(ref _touched, leverage.Account);
                break;
            case IsolatedMarginMoved moved:
                Collect(ref _touched, moved.Account);
                break;
            default:
                return false;
        }

        return true;
    }

    // The rest concerns only who sent the action, or the node: its reply carries it.
    private void ApplyMarket(IEngineEvent happened)
    {
        switch (happened)
        {
            case MarkMoved moved:
                markets[moved.Market].MoveMark(moved.Oracle, moved.Mark, _time);
                Collect(ref _marks, moved.Market);
                break;
            case PremiumSampled sampled:
                markets[sampled.Market].Look(sampled);
                Collect(ref _marks, sampled.Market);
                break;
            case FundingMoved paid:
                Collect(ref _fundings, markets[paid.Market].AddFunding(paid, _seq));
                Collect(ref _marks, paid.Market);
                break;
            case LiquidationStep { Size.IsZero: false } step:
                Collect(
                    ref _liquidated,
                    LiquidationRecord.Of(step, markets[step.Market].Mark ?? default, _seq));
                Collect(ref _touched, step.Account);
                break;
            case MarketListed listed:
                markets.Add(listed);
                break;
            case MarketChanged changed:
                markets.Change(changed);
                break;
            case PublisherChanged changed:
                markets.Change(changed);
                break;
            case FundingPaid settled:
                Account(settled.Account).Settle(settled.Market, settled.Amount);
                break;
        }
    }

    public void Rest(in OrderRested rested)
    {
        ChangeBook(rested.Market, rested.Side, rested.Price, rested.Displayed, 1);
        if (_isHeard)
        {
            Collect(ref _orders, Account(rested.Account).MustGetOpen(rested.Order));
        }
    }

    // What has waited goes to the book under the same id: its history is one.
    public void Place(in OrderPlaced placed)
    {
        var account = Account(placed.Account);
        ref var waited = ref account.FindOpen(placed.Order);
        if (!Unsafe.IsNullRef(ref waited))
        {
            waited = waited with
            {
                Price = placed.Price, Size = placed.Size, Remaining = placed.Size, Tif = placed.Tif,
                ReduceOnly = placed.ReduceOnly,
            };
            return;
        }

        account.Place(new OrderRecord(
            placed.Order, placed.ClientId, placed.Market, placed.Account, placed.Side, placed.Price,
            placed.Size, placed.Size, placed.Tif, placed.ReduceOnly, placed.Time, OrderStatus.Open,
            placed.Time));
    }

    private void Wait(ConditionalPlaced waiting)
    {
        var order = new OrderRecord(
            waiting.Order, waiting.ClientId, waiting.Market, waiting.Account, waiting.Side, waiting.Price,
            waiting.Size, waiting.Size, waiting.Tif, waiting.ReduceOnly, waiting.Time, OrderStatus.Open,
            waiting.Time)
        {
            Condition = new OrderCondition(
                waiting.Trigger, waiting.IsMarket, waiting.TriggerPrice, waiting.TrailingOffset,
                waiting.Group, waiting.Parent, waiting.IsPositionTied, waiting.IsArmed),
        };
        Account(waiting.Account).Place(order);
        Collect(ref _orders, order);
    }

    private void Arm(ConditionalArmed armed)
    {
        ref var order = ref Account(armed.Account).MustGetOpen(armed.Order);
        order = order with
        {
            Size = armed.Size, Remaining = armed.Size,
            Condition = order.Condition! with { IsArmed = true },
        };
        Collect(ref _orders, order);
    }

    private void MoveTrigger(TriggerMoved moved)
    {
        ref var order = ref Account(moved.Account).MustGetOpen(moved.Order);
        order = order with
        {
            Condition = order.Condition! with { TriggerPrice = moved.TriggerPrice },
        };
    }

    private void Trigger(ConditionalTriggered triggered)
    {
        ref var order = ref Account(triggered.Account).MustGetOpen(triggered.Order);
        order = order with
        {
            // What has only waited for its parent is an open order like any other now.
            Status = order.Condition!.Trigger == TriggerKind.None ? OrderStatus.Open : OrderStatus.Triggered,
            StatusTime = _time, Refusal = triggered.Refusal,
            Condition = order.Condition with { IsTriggered = true },
        };
        Collect(ref _orders, order);
    }

    private void Reduce(OrderReduced reduced)
    {
        if (!reduced.FromDisplayed.IsZero)
        {
            ChangeBook(reduced.Market, reduced.Side, reduced.Price, -reduced.FromDisplayed, 0);
        }

        ref var order = ref Account(reduced.Account).MustGetOpen(reduced.Order);
        order = order with { Remaining = order.Remaining - reduced.By };
        if (!order.Remaining.IsZero)
        {
            Collect(ref _orders, order);
        }
    }

    public void Close(in OrderClosed closed)
    {
        if (closed.HadRested)
        {
            ChangeBook(closed.Market, closed.Side, closed.Price, -closed.Displayed, -1);
        }

        var account = Account(closed.Account);
        Collect(
            ref _orders, in account.Close(closed.Order, closed.Remaining, closed.Status, _time));
        account.Drop(closed.Order);
    }

    public void Trade(in Traded traded)
    {
        var (taker, maker) = (traded.Taker, traded.Maker);
        var (buyer, seller) = taker.Side == Side.Buy ? (taker, maker) : (maker, taker);
        var trade = new PublicTrade(
            traded.TradeId, traded.Market, traded.Price, traded.Size, taker.Side, _time, _seq,
            buyer.Account, seller.Account);
        ChangeBook(traded.Market, maker.Side, traded.Price, -traded.Size, 0);
        markets[traded.Market].AddTrade(
            trade, LongsGained(taker, traded.Size) + LongsGained(maker, traded.Size));
        Collect(ref _trades, trade);
        Account(taker.Account).Fill(taker.Order, traded.Size);
        ref var resting = ref Account(maker.Account).Fill(maker.Order, traded.Size);
        if (!resting.Remaining.IsZero)
        {
            Collect(ref _orders, resting);
        }

        var liquidation = _liquidations?.GetValueOrDefault(taker.Order);
        AddFill(FillOf(traded, taker, true) with { Liquidation = liquidation });
        AddFill(FillOf(traded, maker, false) with { Liquidation = liquidation });
    }

    // No order was in a book, and the tape does not show it: it is a fill of both all the same.
    // The pool takes each over and ends with nothing: only what is closed counts.
    private void Settle(PositionSettled settled)
    {
        markets[settled.Market].ChangeOpenInterest(-Lots.Max(settled.Size, Lots.Zero));
        AddFill(new Fill(
            settled.Account, settled.TradeId, settled.Market,
            settled.Size > Lots.Zero ? Side.Sell : Side.Buy, settled.Price,
            Lots.Max(settled.Size, -settled.Size), _time, _seq, settled.Size, settled.ClosedPnl,
            MicroUsd.Zero, default, ClientOrderId.None, Crossed: true));
    }

    private void Pass(PositionMoved passed)
    {
        markets[passed.Market].ChangeOpenInterest(
            LongsGained(passed.From, passed.Size) + LongsGained(passed.To, passed.Size));
        var liquidation = new LiquidationMark(passed.From.Account, passed.Mark, passed.Means);
        foreach (var (side, cash) in new[] { (passed.From, -passed.Cash), (passed.To, passed.Cash) })
        {
            // The cash is part of what the position brought.
            AddFill(new Fill(
                side.Account, passed.TradeId, passed.Market, side.Side, passed.Mark, passed.Size, _time, _seq,
                side.StartPosition, side.ClosedPnl + cash, side.Fee, side.Order, side.ClientId,
                Crossed: true)
            {
                Liquidation = liquidation,
            });
        }
    }

    private static Lots LongsGained(in FillSide side, Lots size)
    {
        var after = side.StartPosition + (side.Side == Side.Buy ? size : -size);
        return Lots.Max(after, Lots.Zero) - Lots.Max(side.StartPosition, Lots.Zero);
    }

    private Fill FillOf(in Traded traded, in FillSide side, bool crossed) => new(
        side.Account, traded.TradeId, traded.Market, side.Side, traded.Price, traded.Size, _time, _seq,
        side.StartPosition, side.ClosedPnl, side.Fee, side.Order, side.ClientId, crossed)
    {
        Twap = _slices is not null && _slices.TryGetValue(side.Order, out var twap) ? twap : null,
        BuilderFee = _builderFees is not null && _builderFees.Remove(side.Order, out var builder)
            ? builder
            : MicroUsd.Zero,
    };

    private void AddFill(in Fill fill)
    {
        Account(fill.Account).AddFill(fill);
        Collect(ref _fills, fill);
    }

    private void Move(LedgerRecord record)
    {
        Account(record.Account).Ledger.Add(record);
        Collect(ref _ledger, record);
    }

    private void Transfer(CollateralMoved moved)
    {
        foreach (var side in new[] { moved.From, moved.To })
        {
            Move(new LedgerRecord(side, LedgerKind.SubAccountTransfer, moved.Amount, 0, _time, _seq)
            {
                From = moved.From, To = moved.To,
            });
        }
    }

    private void StartTwap(TwapStarted started)
    {
        var twap = new TwapRecord(
            started.Twap, started.Market, started.Account, started.Side, started.Size, started.ReduceOnly,
            started.Minutes, started.Randomize, started.Time, Lots.Zero, MicroUsd.Zero, TwapStatus.Activated,
            started.Time);
        Account(started.Account).StartTwap(twap);
        Collect(ref _twaps, twap);
    }

    private void SliceTwap(TwapSliced sliced)
    {
        var account = Account(sliced.Account);
        var twap = account.MustGetTwap(sliced.Twap);
        account.UpdateTwap(twap with
        {
            Filled = twap.Filled + sliced.Filled, Quote = twap.Quote + sliced.Quote,
            Refusal = sliced.Refusal,
        });
    }

    private void EndTwap(TwapEnded ended)
    {
        var account = Account(ended.Account);
        var twap = account.MustGetTwap(ended.Twap) with
        {
            Filled = ended.Filled, Quote = ended.Quote, Status = ended.Status, StatusTime = _time,
        };
        account.EndTwap(twap);
        Collect(ref _twaps, twap);
    }

    private void ChangeBook(MarketId market, Side side, Ticks price, Lots size, int orders)
    {
        markets[market].Book.Change(side, price, size, orders);
        Collect(ref _books, market);
    }

    private AccountFold Account(Address address)
    {
        Collect(ref _touched, address);
        return accounts.MustGet(address);
    }

    private void Collect<TItems, T>(ref TItems? items, in T item)
        where TItems : class, ICollection<T>, new()
    {
        if (_isHeard)
        {
            (items ??= new TItems()).Add(item);
        }
    }
}
