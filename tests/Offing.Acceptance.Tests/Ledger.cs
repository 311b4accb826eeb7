using Offing.Engine;
using Offing.Engine.Books;
using Offing.Primitives;
using Offing.Protocol;
using Offing.Protocol.Commands;
using Offing.Protocol.Events;

namespace Offing.Acceptance.Tests;

/// <summary>
/// Keeps the books of the events themselves: what is told must add up (filled + taken back + left = size),
/// each outcome must be what the events before it say, and all of it what the state has.
/// </summary>
internal sealed class Ledger(VenueState state, Names names)
{
    private readonly Dictionary<OrderId, Tracked> _orders = [];
    private readonly Dictionary<(MarketId Market, Side Side, Ticks Price), long> _shown = [];
    private readonly Dictionary<OrderId, (Lots Size, MicroUsd Quote)> _taken = [];

    /// <summary>By id: those that wait and those that rest.</summary>
    public IEnumerable<Tracked> Open =>
        _orders.Values.Where(o => o.Phase != Phase.Over).OrderBy(o => o.Id.Value);

    public Tracked? Find(OrderId id) => _orders.GetValueOrDefault(id);

    public void Fold(IEngineEvent happened)
    {
        switch (happened)
        {
            case OrderPlaced e:
                Place(e);
                break;
            case ConditionalPlaced e:
                Add(Tracked.Of(e));
                break;
            case ConditionalArmed e:
                (Of(e.Order).Size, Of(e.Order).IsArmed) = (e.Size, true);
                break;
            case TriggerMoved e:
                Of(e.Order).TriggerPrice = e.TriggerPrice;
                break;
            case ConditionalTriggered e:
                Must(Of(e.Order).Phase == Phase.Waiting, e, "it does not wait");
                Of(e.Order).Phase = Phase.Entering;
                break;
            case Traded e:
                Trade(e);
                break;
            case OrderRested e:
                Must(Of(e.Order).Phase == Phase.Entering && Of(e.Order).Left == e.Remaining, e, "other rest");
                Of(e.Order).Phase = Phase.Resting;
                Show(e.Market, e.Side, e.Price, e.Displayed);
                break;
            case OrderRefilled e:
                Show(e.Market, e.Side, e.Price, e.Displayed);
                break;
            case OrderReduced e:
                Must(e.By > Lots.Zero && e.FromDisplayed <= e.By, e, "bad reduction");
                Of(e.Order).Reduced += e.By;
                Show(e.Market, e.Side, e.Price, -e.FromDisplayed);
                break;
            case OrderClosed e:
                Close(e);
                break;
            case ItemOutcome e:
                Judge(e);
                break;
        }
    }

    /// <summary>After an entry: the state has what was told.</summary>
    public void Check()
    {
        _taken.Clear();
        var resting = 0;
        var waiting = new Dictionary<Address, int>();
        foreach (var order in Open)
        {
            waiting[order.Account] = waiting.GetValueOrDefault(order.Account) + 1;
            Must(order.Phase != Phase.Entering, order.Id, "told neither to rest nor to be over");
            if (order.Phase == Phase.Resting)
            {
                resting++;
                var inBook = state.MarketOf(order.Market).Book.Find(order.Id);
                Must(inBook?.Remaining == order.Left, order.Id, "the book has another rest of it");
            }
            else
            {
                var kept = state.Waiting.FindConditional(order.Id);
                Must(
                    (kept?.Size, kept?.IsArmed, kept?.TriggerPrice)
                        == (order.Size, order.IsArmed, order.TriggerPrice),
                    order.Id, "it waits for something else");
            }
        }

        Must(resting == state.Markets.Sum(m => m.Book.Count), resting, "the books have another number");
        foreach (var account in state.Accounts)
        {
            var told = waiting.GetValueOrDefault(account.Owner);
            Must(account.OpenCount == told, names.Of(account.Owner), $"told {told}, has {account.OpenCount}");
        }

        CheckShown();
    }

    private void CheckShown()
    {
        var left = new Dictionary<(MarketId, Side, Ticks), long>(_shown);
        foreach (var market in state.Markets)
        {
            foreach (var order in Both(market.Book))
            {
                var level = (market.Id, order.Side, order.Price);
                left[level] = left.GetValueOrDefault(level) - order.Displayed.Value;
            }
        }

        Must(left.Values.All(v => v == 0), "levels", "the events show other levels than the book");
    }

    private static IEnumerable<Order> Both(IBookView book) =>
        book.InPriority(Side.Buy).Concat(book.InPriority(Side.Sell));

    private void Place(OrderPlaced e)
    {
        if (_orders.TryGetValue(e.Order, out var known))
        {
            Must(known.Phase == Phase.Entering && known.Condition is not null, e, "placed a second time");
            (known.Price, known.Size) = (e.Price, e.Size);
            return;
        }

        Add(Tracked.Of(e));
    }

    private void Add(Tracked order)
    {
        Must(_orders.TryAdd(order.Id, order), order.Id, "its id comes again");
    }

    private void Trade(Traded e)
    {
        var (taker, maker) = (Of(e.Taker.Order), Of(e.Maker.Order));
        Must(taker.Phase == Phase.Entering && maker.Phase == Phase.Resting, e, "neither enters nor rests");
        Must(maker.Price == e.Price, e, "not the maker's price");
        Must(e.Size > Lots.Zero && e.Size <= taker.Left && e.Size <= maker.Left, e, "more than is left");
        taker.Filled += e.Size;
        maker.Filled += e.Size;
        Show(e.Market, maker.Side, e.Price, -e.Size);
        var (size, quote) = _taken.GetValueOrDefault(taker.Id);
        _taken[taker.Id] = (size + e.Size, quote + (e.Price * e.Size));
    }

    private void Close(OrderClosed e)
    {
        var order = Of(e.Order);
        Must(e.Remaining == order.Left && e.HadRested == (order.Phase == Phase.Resting), e, "other rest");
        var isFilled = e.Status == OrderStatus.Filled;
        Must(
            isFilled ? order.Left.IsZero : order.Filled < order.Size || order.IsSizeless, e,
            "filled or not");
        Show(e.Market, e.Side, e.Price, e.HadRested ? -e.Displayed : Lots.Zero);
        order.Phase = Phase.Over;
    }

    private void Judge(ItemOutcome e)
    {
        if (e.Code != RejectCode.None)
        {
            Must(e.Kind == OutcomeKind.Error, e, "a code without an error");
            return;
        }

        var order = Of(e.Order);
        var isGood = e.Kind switch
        {
            OutcomeKind.Resting => order.Phase == Phase.Resting,
            OutcomeKind.Filled => order.Phase == Phase.Over && order.Filled > Lots.Zero,
            OutcomeKind.Cancelled => order.Phase == Phase.Over,
            OutcomeKind.WaitingForFill => order.Phase == Phase.Waiting && !order.IsArmed,
            OutcomeKind.WaitingForTrigger => order.Phase == Phase.Waiting && order.IsArmed,
            _ => false,
        };
        Must(isGood, e, $"the outcome is not what was told: {order.Phase}");
        var taken = _taken.GetValueOrDefault(e.Order);
        Must(e.Kind == OutcomeKind.Cancelled || taken == (e.Filled, e.Quote), e, "other fills than told");
    }

    private void Show(MarketId market, Side side, Ticks price, Lots by)
    {
        var level = (market, side, price);
        _shown[level] = _shown.GetValueOrDefault(level) + by.Value;
        Must(_shown[level] >= 0, level, "less than nothing is shown");
    }

    private Tracked Of(OrderId id) => _orders.TryGetValue(id, out var order)
        ? order
        : throw new BadLineException($"an event names order {id.Value}, which was never placed");

    private static void Must<T>(bool condition, T what, string complaint)
    {
        if (!condition)
        {
            throw new BadLineException($"the events contradict themselves or the state: {complaint}: {what}");
        }
    }
}
