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
            .Where(r => !Events.OfType<OrderClosed>().Any(c => c.Order == r.Order))
            .Select(r => (r.Price, Size: r.Remaining - FilledAsMaker(r.Order)));
        var levels = resting.GroupBy(r => r.Price)
            .Select(g => new BookLevel(g.Key, new Lots(g.Sum(r => r.Size.Value)), g.Count()));
        return [
            .. (
                side == Side.Buy
                    ? levels.OrderByDescending(l => l.Price)
                    : levels.OrderBy(l => l.Price)).Take(20)];
    }

    public ulong[] OpenOrders(Address account) =>
    [
        .. Events.OfType<OrderPlaced>().Where(p => p.Account == account).Select(p => p.Order)
            .Except(Events.OfType<OrderClosed>().Select(c => c.Order)).Select(o => o.Value).Order(),
    ];

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

    private Lots FilledAsMaker(OrderId order) =>
        new(Events.OfType<Traded>().Where(t => t.Maker.Order == order).Sum(t => t.Size.Value));
}
