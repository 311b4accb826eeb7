using Offing.Primitives;
using Offing.Protocol.Events;

namespace Offing.MarketData;

/// <summary>Folds the events of one entry and collects what changed.</summary>
internal sealed class FoldStep(
    ulong seq, Time time, MarketFold[] markets, Dictionary<Address, AccountFold> accounts)
{
    private readonly HashSet<MarketId> _books = [];
    private readonly HashSet<MarketId> _marks = [];
    private readonly HashSet<Address> _touched = [];
    private readonly List<PublicTrade> _trades = [];
    private readonly List<Fill> _fills = [];
    private readonly List<OrderRecord> _orders = [];
    private readonly List<LedgerRecord> _ledger = [];

    public FeedUpdate ToUpdate() =>
        new(seq, time, _books, _marks, _trades, _fills, _orders, _ledger, _touched);

    public void Apply(IEngineEvent happened)
    {
        switch (happened)
        {
            case OrderPlaced placed:
                Place(placed);
                break;
            case OrderRested rested:
                ChangeBook(rested.Market, rested.Side, rested.Price, rested.Displayed, 1);
                _orders.Add(Account(rested.Account).MustGetOpen(rested.Order));
                break;
            case OrderClosed closed:
                Close(closed);
                break;
            case Traded traded:
                Trade(traded);
                break;
            case Deposited deposit:
                Move(deposit.Account, LedgerKind.Deposit, deposit.Amount, deposit.RequestIndex);
                break;
            case WithdrawalQueued withdrawal:
                Move(withdrawal.Owner, LedgerKind.Withdrawal, withdrawal.Amount, withdrawal.Index);
                break;
            case LeverageSet leverage:
                _touched.Add(leverage.Account);
                break;
            case MarkMoved moved:
                markets[moved.Market.Value].MoveMark(moved.Oracle, moved.Mark, time);
                _marks.Add(moved.Market);
                break;
            default:
                // The rest concerns only who sent the action, or the node: its reply carries it.
                break;
        }
    }

    private void Place(OrderPlaced placed) =>
        Account(placed.Account).Place(new OrderRecord(
            placed.Order, placed.ClientId, placed.Market, placed.Account, placed.Side, placed.Price,
            placed.Size, placed.Size, placed.Tif, placed.ReduceOnly, placed.Time, OrderStatus.Open,
            placed.Time));

    private void Close(OrderClosed closed)
    {
        if (closed.HadRested)
        {
            ChangeBook(closed.Market, closed.Side, closed.Price, -closed.Displayed, -1);
        }

        _orders.Add(Account(closed.Account).Close(closed.Order, closed.Remaining, closed.Status, time));
    }

    private void Trade(Traded traded)
    {
        var (taker, maker) = (traded.Taker, traded.Maker);
        var (buyer, seller) = taker.Side == Side.Buy ? (taker, maker) : (maker, taker);
        var trade = new PublicTrade(
            traded.TradeId, traded.Market, traded.Price, traded.Size, taker.Side, time, seq,
            buyer.Account, seller.Account);
        ChangeBook(traded.Market, maker.Side, traded.Price, -traded.Size, 0);
        markets[traded.Market.Value].AddTrade(trade, LongsGained(taker, traded) + LongsGained(maker, traded));
        _trades.Add(trade);
        Account(taker.Account).Reduce(taker.Order, traded.Size);
        var resting = Account(maker.Account).Reduce(maker.Order, traded.Size);
        if (!resting.Remaining.IsZero)
        {
            _orders.Add(resting);
        }

        AddFill(traded, taker, true);
        AddFill(traded, maker, false);
    }

    private static Lots LongsGained(FillSide side, Traded traded)
    {
        var after = side.StartPosition + (side.Side == Side.Buy ? traded.Size : -traded.Size);
        return Lots.Max(after, Lots.Zero) - Lots.Max(side.StartPosition, Lots.Zero);
    }

    private void AddFill(Traded traded, FillSide side, bool crossed)
    {
        var fill = new Fill(
            side.Account, traded.TradeId, traded.Market, side.Side, traded.Price, traded.Size, time, seq,
            side.StartPosition, side.ClosedPnl, side.Fee, side.Order, side.ClientId, crossed);
        Account(side.Account).AddFill(fill);
        _fills.Add(fill);
    }

    private void Move(Address account, LedgerKind kind, MicroUsd amount, ulong index)
    {
        var record = new LedgerRecord(account, kind, amount, index, time, seq);
        Account(account).Ledger.Add(record);
        _ledger.Add(record);
    }

    private void ChangeBook(MarketId market, Side side, Ticks price, Lots size, int orders)
    {
        markets[market.Value].Book.Change(side, price, size, orders);
        _books.Add(market);
    }

    private AccountFold Account(Address address)
    {
        _touched.Add(address);
        if (!accounts.TryGetValue(address, out var account))
        {
            accounts.Add(address, account = new AccountFold());
        }

        return account;
    }
}
