using Offing.Primitives;
using Offing.Protocol;
using Offing.Protocol.Commands;
using Offing.Protocol.Entries;
using Offing.Protocol.Events;
using Offing.Protocol.Genesis;

namespace Offing.MarketData.Tests;

/// <summary>
/// Events as an engine could have made them, out of random choices: orders rest, show a part, match in their
/// order, shrink, wait for a trigger, come in slices, and are cancelled.
/// </summary>
internal sealed class RandomVenue(int seed)
{
    public const ulong Start_Ms = 1_700_000_000_000;

    private readonly Random _random = new(seed);
    private readonly List<Resting> _book = [];
    private readonly List<ConditionalPlaced> _waiting = [];
    private readonly List<(TwapStarted Twap, Lots Filled, MicroUsd Quote)> _twaps = [];
    private readonly Dictionary<(Address, MarketId), Lots> _positions = [];
    private ulong _order;
    private ulong _place;
    private ulong _trade;
    private ulong _seq;
    private ulong _time_Ms = Start_Ms;

    /// <summary>Two markets, three publishers.</summary>
    public static GenesisConfig Genesis { get; } = new(
        "fold", [Terms(0, "BTC"), Terms(1, "ETH")],
        [Address.OfSystem("p0"), Address.OfSystem("p1"), Address.OfSystem("p2")],
        new OracleParameters(10_000, 2, new Nano(20_000_000)), new FeeParameters(new Nano(0), new Nano(0)),
        MicroUsd.Zero, []);

    public static MarketParameters Terms(uint id, string name) =>
        new(new MarketId(id), name, 4, 10, new Nano(100_000_000), new Nano(800_000_000));

    public static Address[] Accounts { get; } =
        [.. Enumerable.Range(0, 5).Select(i => Address.OfSystem($"account {i}"))];

    public IEnumerable<EntryOutput> Run(int entries)
    {
        for (var i = 0; i < entries; i++)
        {
            var events = new List<IEngineEvent>();
            _time_Ms += (ulong)_random.Next(0, 40_000);
            switch (_random.Next(12))
            {
                case 0 or 1 when _book.Count > 0:
                    Close(events, Any(_book), OrderStatus.Canceled);
                    break;
                case 2 when _book.Count > 0:
                    Shrink(events, Any(_book));
                    break;
                case 3:
                    Wait(events);
                    break;
                case 4 or 5 when _waiting.Count > 0:
                    Advance(events, _random.Next(_waiting.Count));
                    break;
                case 6:
                    RunTwaps(events);
                    break;
                default:
                    Execute(events, NewOrder(TimeInForce.Gtc));
                    break;
            }

            yield return new EntryOutput(
                new SequencedEntry(++_seq, _seq, new Time(_time_Ms), new Tick()), events);
        }
    }

    private T Any<T>(List<T> items) => items[_random.Next(items.Count)];

    private OrderPlaced NewOrder(TimeInForce tif)
    {
        var size = _random.Next(1, 50);
        var id = new OrderId(++_order);
        var account = Any([.. Accounts]);
        return new OrderPlaced(
            id, _random.Next(2) == 0 ? ClientOrderId.None : new ClientOrderId((UInt128)_order),
            new MarketId((uint)_random.Next(2)), account, account, (Side)_random.Next(2),
            new Ticks((uint)(100_000 + _random.Next(-60, 60))), new Lots(size),
            new Lots(_random.Next(3) == 0 ? _random.Next(1, size + 1) : size), tif, false,
            new Time(_time_Ms));
    }

    // Places, matches against the book, and lets the rest rest or drops it; what was filled, for how much.
    private (Lots Filled, MicroUsd Quote) Execute(List<IEngineEvent> events, OrderPlaced placed)
    {
        events.Add(placed);
        var mine = new Resting(placed);
        var quote = MicroUsd.Zero;
        while (!mine.Remaining.IsZero && Best(mine) is { } maker)
        {
            quote += Match(events, mine, maker);
        }

        var filled = placed.Size - mine.Remaining;
        if (mine.Remaining.IsZero)
        {
            events.Add(Closed(mine, OrderStatus.Filled, false));
        }
        else if (placed.Tif == TimeInForce.Ioc || _random.Next(5) == 0)
        {
            events.Add(Closed(mine, OrderStatus.IocCanceled, false));
        }
        else
        {
            mine.Show(++_place);
            _book.Add(mine);
            events.Add(new OrderRested(
                placed.Order, placed.Market, placed.Account, placed.Side, placed.Price, mine.Remaining,
                mine.Shown));
        }

        return (filled, quote);
    }

    private Resting? Best(Resting taker)
    {
        var others = _book.Where(o => o.Placed.Market == taker.Placed.Market
            && o.Placed.Side != taker.Placed.Side);
        var price = taker.Placed.Price;
        return taker.Placed.Side == Side.Buy
            ? others.Where(o => o.Placed.Price <= price).OrderBy(o => o.Placed.Price).ThenBy(o => o.Place)
                .FirstOrDefault()
            : others.Where(o => o.Placed.Price >= price).OrderByDescending(o => o.Placed.Price)
                .ThenBy(o => o.Place).FirstOrDefault();
    }

    private MicroUsd Match(List<IEngineEvent> events, Resting taker, Resting maker)
    {
        var size = Lots.Min(taker.Remaining, maker.Shown);
        taker.Remaining -= size;
        maker.Remaining -= size;
        maker.Shown -= size;
        var price = maker.Placed.Price;
        events.Add(new Traded(
            ++_trade, taker.Placed.Market, price, size, SideOf(taker, size), SideOf(maker, size)));
        if (maker.Remaining.IsZero)
        {
            Close(events, maker, OrderStatus.Filled);
        }
        else if (maker.Shown.IsZero)
        {
            maker.Show(++_place);
            events.Add(new OrderRefilled(
                maker.Placed.Order, maker.Placed.Market, maker.Placed.Account, maker.Placed.Side, price,
                maker.Shown));
        }

        return price * size;
    }

    private FillSide SideOf(Resting order, Lots size)
    {
        var placed = order.Placed;
        var before = _positions.GetValueOrDefault((placed.Account, placed.Market));
        _positions[(placed.Account, placed.Market)] = before + (placed.Side == Side.Buy ? size : -size);
        return new FillSide(
            placed.Account, placed.Order, placed.ClientId, placed.Side, before, MicroUsd.Zero,
            new MicroUsd(1));
    }

    // What is hidden goes first, and what is left of nothing is closed.
    private void Shrink(List<IEngineEvent> events, Resting order)
    {
        var by = new Lots(_random.Next(1, (int)order.Remaining.Value + 1));
        var shown = Lots.Max(by - (order.Remaining - order.Shown), Lots.Zero);
        order.Remaining -= by;
        order.Shown -= shown;
        events.Add(new OrderReduced(
            order.Placed.Order, order.Placed.Market, order.Placed.Account, order.Placed.Side,
            order.Placed.Price, by, shown, OrderStatus.ReduceOnlyCanceled));
        if (order.Remaining.IsZero)
        {
            Close(events, order, OrderStatus.ReduceOnlyCanceled);
        }
    }

    private void Close(List<IEngineEvent> events, Resting order, OrderStatus status)
    {
        _book.Remove(order);
        events.Add(Closed(order, status, true));
    }

    private static OrderClosed Closed(Resting order, OrderStatus status, bool hadRested) =>
        new(
            order.Placed.Order, order.Placed.Market, order.Placed.Account, order.Placed.Side,
            order.Placed.Price, order.Remaining, hadRested ? order.Shown : Lots.Zero, status, hadRested);

    private void Wait(List<IEngineEvent> events)
    {
        var order = NewOrder(TimeInForce.Gtc);
        var kind = (TriggerKind)_random.Next(4);
        var waiting = new ConditionalPlaced(
            order.Order, order.ClientId, order.Market, order.Account, order.Account, order.Side, order.Price,
            order.Size, order.Tif, ReduceOnly: true, kind, _random.Next(2) == 0,
            new Ticks(kind == TriggerKind.None ? 0 : order.Price.Value - 5),
            new Ticks(kind == TriggerKind.TrailingStop ? 5u : 0), 7, new OrderId(1), false,
            IsArmed: kind == TriggerKind.TrailingStop, order.Time);
        _waiting.Add(waiting);
        events.Add(waiting);
    }

    private void Advance(List<IEngineEvent> events, int index)
    {
        var waiting = _waiting[index];
        if (waiting is { IsArmed: false, Trigger: not TriggerKind.None })
        {
            _waiting[index] = waiting with { IsArmed = true, Size = new Lots(_random.Next(1, 50)) };
            events.Add(new ConditionalArmed(waiting.Order, waiting.Account, _waiting[index].Size));
        }
        else if (waiting.Trigger == TriggerKind.TrailingStop && _random.Next(2) == 0)
        {
            _waiting[index] = waiting with { TriggerPrice = new Ticks(waiting.TriggerPrice.Value + 1) };
            events.Add(
                new TriggerMoved(waiting.Order, waiting.Account, _waiting[index].TriggerPrice));
        }
        else
        {
            _waiting.RemoveAt(index);
            End(events, waiting);
        }
    }

    private void End(List<IEngineEvent> events, ConditionalPlaced waiting)
    {
        var refusal = _random.Next(3) == 0 ? RejectCode.InsufficientMargin : RejectCode.None;
        var isCancelled = _random.Next(3) == 0;
        if (!isCancelled)
        {
            events.Add(new ConditionalTriggered(
                waiting.Order, waiting.Market, waiting.Account, waiting.TriggerPrice, refusal));
        }

        if (isCancelled || refusal != RejectCode.None)
        {
            events.Add(new OrderClosed(
                waiting.Order, waiting.Market, waiting.Account, waiting.Side, waiting.Price, waiting.Size,
                Lots.Zero, isCancelled ? OrderStatus.SiblingFilledCanceled : OrderStatus.Rejected, false));
            return;
        }

        Execute(events, new OrderPlaced(
            waiting.Order, waiting.ClientId, waiting.Market, waiting.Account, waiting.Signer, waiting.Side,
            new Ticks(waiting.Price.Value + 3), waiting.Size, waiting.Size, waiting.Tif, waiting.ReduceOnly,
            new Time(_time_Ms)));
    }

    private void RunTwaps(List<IEngineEvent> events)
    {
        if (_twaps.Count == 0 || _random.Next(3) == 0)
        {
            var order = NewOrder(TimeInForce.Ioc);
            var started = new TwapStarted(
                order.Order.Value, order.Market, order.Account, order.Side, new Lots(500), false, 30, true,
                order.Time);
            _twaps.Add((started, Lots.Zero, MicroUsd.Zero));
            events.Add(started);
        }

        for (var i = 0; i < _twaps.Count; i++)
        {
            var (twap, filled, quote) = _twaps[i];
            var order = NewOrder(TimeInForce.Ioc) with
            {
                Account = twap.Account, Market = twap.Market, Side = twap.Side,
            };
            var slice = Execute(events, order);
            events.Add(new TwapSliced(
                twap.Twap, twap.Account, order.Order, RejectCode.None, slice.Filled, slice.Quote));
            _twaps[i] = (twap, filled + slice.Filled, quote + slice.Quote);
        }

        if (_random.Next(3) == 0)
        {
            var (twap, filled, quote) = _twaps[0];
            _twaps.RemoveAt(0);
            events.Add(new TwapEnded(twap.Twap, twap.Account, TwapStatus.Terminated, filled, quote));
        }
    }

    private sealed class Resting(OrderPlaced placed)
    {
        public OrderPlaced Placed => placed;

        public Lots Remaining { get; set; } = placed.Size;

        public Lots Shown { get; set; }

        public ulong Place { get; private set; }

        // The next part that it shows stands at the back of its level.
        public void Show(ulong place) => (Shown, Place) = (Lots.Min(placed.Displayed, Remaining), place);
    }
}
