using Offing.Primitives;
using Offing.Protocol.Commands;
using Offing.Protocol.Entries;
using Offing.Protocol.Events;

namespace Offing.MarketData.Tests;

/// <summary>
/// Events as an engine could have made them, out of random choices: orders rest, match in their order and are
/// cancelled.
/// </summary>
internal sealed class RandomVenue(int seed)
{
    public const ulong Start_Ms = 1_700_000_000_000;

    private readonly Random _random = new(seed);
    private readonly List<Resting> _book = [];
    private readonly Dictionary<(Address, MarketId), Lots> _positions = [];
    private ulong _order;
    private ulong _trade;
    private ulong _seq;
    private ulong _time_Ms = Start_Ms;

    public static Address[] Accounts { get; } =
        [.. Enumerable.Range(0, 5).Select(i => Address.OfSystem($"account {i}"))];

    public IEnumerable<EntryOutput> Run(int entries)
    {
        for (var i = 0; i < entries; i++)
        {
            var events = new List<IEngineEvent>();
            _time_Ms += (ulong)_random.Next(0, 40_000);
            if (_random.Next(4) == 0 && _book.Count > 0)
            {
                Cancel(events, _book[_random.Next(_book.Count)]);
            }
            else
            {
                Place(events);
            }

            yield return new EntryOutput(
                new SequencedEntry(++_seq, _seq, new Time(_time_Ms), new Tick()), events);
        }
    }

    private void Place(List<IEngineEvent> events)
    {
        var market = new MarketId((uint)_random.Next(2));
        var side = (Side)_random.Next(2);
        var account = Accounts[_random.Next(Accounts.Length)];
        var price = new Ticks((uint)(100_000 + _random.Next(-60, 60)));
        var size = new Lots(_random.Next(1, 50));
        var id = new OrderId(++_order);
        var clientId = _random.Next(2) == 0 ? ClientOrderId.None : new ClientOrderId((UInt128)_order);
        events.Add(new OrderPlaced(
            id, clientId, market, account, account, side, price, size, size, TimeInForce.Gtc, false,
            new Time(_time_Ms)));
        var mine = new Resting(id, clientId, market, account, side, price, size);
        foreach (var maker in Crossing(mine))
        {
            Match(events, mine, maker);
            if (mine.Remaining.IsZero)
            {
                break;
            }
        }

        if (mine.Remaining.IsZero)
        {
            events.Add(Closed(mine, OrderStatus.Filled, false));
        }
        else if (_random.Next(5) == 0)
        {
            events.Add(Closed(mine, OrderStatus.IocCanceled, false));
        }
        else
        {
            _book.Add(mine);
            events.Add(new OrderRested(id, market, account, side, price, mine.Remaining, mine.Remaining));
        }
    }

    private Resting[] Crossing(Resting taker)
    {
        var others = _book.Where(o => o.Market == taker.Market && o.Side != taker.Side);
        return taker.Side == Side.Buy
            ? [.. others.Where(o => o.Price <= taker.Price).OrderBy(o => o.Price).ThenBy(o => o.Id)]
            : [
                .. others.Where(o => o.Price >= taker.Price).OrderByDescending(o => o.Price).ThenBy(
                    o => o.Id)];
    }

    private void Match(List<IEngineEvent> events, Resting taker, Resting maker)
    {
        var size = Lots.Min(taker.Remaining, maker.Remaining);
        taker.Remaining -= size;
        maker.Remaining -= size;
        events.Add(new Traded(
            ++_trade, taker.Market, maker.Price, size, SideOf(taker, size), SideOf(maker, size)));
        if (maker.Remaining.IsZero)
        {
            _book.Remove(maker);
            events.Add(Closed(maker, OrderStatus.Filled, true));
        }
    }

    private FillSide SideOf(Resting order, Lots size)
    {
        var before = _positions.GetValueOrDefault((order.Account, order.Market));
        _positions[(order.Account, order.Market)] = before + (order.Side == Side.Buy ? size : -size);
        return new FillSide(
            order.Account, order.Id, order.ClientId, order.Side, before, MicroUsd.Zero, new MicroUsd(1));
    }

    private void Cancel(List<IEngineEvent> events, Resting order)
    {
        _book.Remove(order);
        events.Add(Closed(order, OrderStatus.Canceled, true));
    }

    private static OrderClosed Closed(Resting order, OrderStatus status, bool hadRested) =>
        new(
            order.Id, order.Market, order.Account, order.Side, order.Price, order.Remaining,
            hadRested ? order.Remaining : Lots.Zero, status, hadRested);

    private sealed class Resting(
        OrderId id, ClientOrderId clientId, MarketId market, Address account, Side side, Ticks price,
        Lots size)
    {
        public OrderId Id => id;

        public ClientOrderId ClientId => clientId;

        public MarketId Market => market;

        public Address Account => account;

        public Side Side => side;

        public Ticks Price => price;

        public Lots Remaining { get; set; } = size;
    }
}
