using Offing.Primitives;
using Offing.Protocol.Events;

namespace Offing.MarketData.Tests;

/// <summary>The same answers by looking at the whole list of events each time: slow and evident.</summary>
internal sealed class PlainRebuild(IReadOnlyList<EntryOutput> history)
{
    private IEnumerable<IEngineEvent> Events => history.SelectMany(o => o.Events);

    public BookLevel[] Levels(MarketId market, Side side)
    {
        var resting = Events.OfType<OrderRested>().Where(r => r.Market == market && r.Side == side)
            .Where(r => !IsClosed(r.Order)).Select(r => (r.Price, Size: Shown(r)));
        var levels = resting.GroupBy(r => r.Price)
            .Select(g => new BookLevel(g.Key, new Lots(g.Sum(r => r.Size)), g.Count()));
        return [
            .. (
                side == Side.Buy
                    ? levels.OrderByDescending(l => l.Price)
                    : levels.OrderBy(l => l.Price)).Take(20)];
    }

    public ulong[] OpenOrders(Address account) =>
    [
        .. Events.OfType<OrderPlaced>().Where(p => p.Account == account).Select(p => p.Order)
            .Union(Events.OfType<ConditionalPlaced>().Where(p => p.Account == account).Select(p => p.Order))
            .Where(o => !IsClosed(o)).Select(o => o.Value).Order(),
    ];

    /// <summary>What has traded of an order, and what of it is neither traded nor taken away.</summary>
    public (Lots Filled, Lots Remaining) Size(OrderId order)
    {
        var size = Events.OfType<ConditionalPlaced>().Where(p => p.Order == order).Select(p => p.Size)
            .Concat(Events.OfType<ConditionalArmed>().Where(a => a.Order == order).Select(a => a.Size))
            .Concat(Events.OfType<OrderPlaced>().Where(p => p.Order == order).Select(p => p.Size)).Last();
        var filled = Events.OfType<Traded>().Where(t => t.Maker.Order == order || t.Taker.Order == order)
            .Sum(t => t.Size.Value);
        var reduced = Events.OfType<OrderReduced>().Where(r => r.Order == order).Sum(r => r.By.Value);
        return (new Lots(filled), new Lots(size.Value - filled - reduced));
    }

    /// <summary>The trigger price of a conditional order now; null when it is none.</summary>
    public Ticks? TriggerPrice(OrderId order)
    {
        var prices = Events.OfType<ConditionalPlaced>().Where(p => p.Order == order)
            .Select(p => p.TriggerPrice)
            .Concat(Events.OfType<TriggerMoved>().Where(m => m.Order == order).Select(m => m.TriggerPrice))
            .ToArray();
        return prices.Length == 0 ? null : prices[^1];
    }

    /// <summary>TWAPs that run, and what their slices have traded.</summary>
    public (ulong Twap, Lots Filled)[] Twaps(Address account) =>
    [
        .. Events.OfType<TwapStarted>().Where(t => t.Account == account).Select(t => t.Twap)
            .Except(Events.OfType<TwapEnded>().Select(t => t.Twap)).Order()
            .Select(t => (t, new Lots(
                Events.OfType<TwapSliced>().Where(s => s.Twap == t).Sum(s => s.Filled.Value)))),
    ];

    /// <summary>The orders of slices: fills of them, and of no others, carry their TWAP.</summary>
    public HashSet<OrderId> Slices => [.. Events.OfType<TwapSliced>().Select(s => s.Order)];

    public ulong[] FillsNewestFirst(Address account) =>
    [
        .. Events.OfType<Traded>().SelectMany(t => new[] { (t.TradeId, t.Taker), (t.TradeId, t.Maker) })
            .Where(t => t.Item2.Account == account).Select(t => t.TradeId).Reverse(),
    ];

    public Lots OpenInterest(MarketId market)
    {
        var positions = Events.OfType<Traded>().Where(t => t.Market == market)
            .SelectMany(t => new[] { (t.Taker, t.Size), (t.Maker, t.Size) })
            .GroupBy(t => t.Item1.Account)
            .Select(g => g.Sum(t => t.Item1.Side == Side.Buy ? t.Size.Value : -t.Size.Value));
        return new Lots(positions.Where(p => p > 0).Sum());
    }

    private bool IsClosed(OrderId order) => Events.OfType<OrderClosed>().Any(c => c.Order == order);

    private long Shown(OrderRested rested) => rested.Displayed.Value
        + Events.OfType<OrderRefilled>().Where(r => r.Order == rested.Order).Sum(r => r.Displayed.Value)
        - Events.OfType<Traded>().Where(t => t.Maker.Order == rested.Order).Sum(t => t.Size.Value)
        - Events.OfType<OrderReduced>().Where(r => r.Order == rested.Order).Sum(r => r.FromDisplayed.Value);
}
