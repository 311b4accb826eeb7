using FsCheck;
using FsCheck.Fluent;
using Offing.Primitives;
using Offing.Protocol.Events;

namespace Offing.MarketData.Tests;

public sealed class VenueFoldTests
{
    private static readonly MarketId Btc = new(0);

    [Fact]
    public void The_folded_book_equals_a_plain_rebuild_after_every_few_entries() =>
        Prop.ForAll(ArbMap.Default.ArbFor<int>(), seed =>
        {
            var fold = new VenueFold(RandomVenue.Genesis);
            var history = new List<EntryOutput>();
            foreach (var output in new RandomVenue(seed).Run(150))
            {
                fold.Apply(output);
                history.Add(output);
                if (history.Count % 10 == 0)
                {
                    AssertEqual(fold, new PlainRebuild(history));
                }
            }
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(20));

    [Fact]
    public void Replaying_the_same_entries_rebuilds_the_same_answers()
    {
        var history = new RandomVenue(7).Run(400).ToList();
        var (first, second) = (Fold(history), Fold(history));
        Assert.Equal(first.Book(Btc, PriceGrouping.None).Asks, second.Book(Btc, PriceGrouping.None).Asks);
        Assert.Equal(first.Trades(Btc), second.Trades(Btc));
        Assert.Equal(first.Summary(Btc), second.Summary(Btc));
        foreach (var account in RandomVenue.Accounts)
        {
            Assert.Equal(first.OrderHistory(account), second.OrderHistory(account));
        }
    }

    [Fact]
    public void A_listener_is_told_of_every_change_and_a_removed_one_of_none()
    {
        var history = new RandomVenue(11).Run(200).ToList();
        var fold = new VenueFold(RandomVenue.Genesis);
        var (stays, leaves) = (new Recorder(), new Recorder());
        fold.AddListener(stays);
        fold.AddListener(leaves);
        fold.RemoveListener(leaves);
        history.ForEach(fold.Apply);
        Assert.Empty(leaves.Updates);
        var trades = history.SelectMany(o => o.Events).OfType<Traded>().Select(t => t.TradeId);
        Assert.Equal(trades, stays.Updates.SelectMany(u => u.Trades).Select(t => t.TradeId));
        Assert.All(stays.Updates, u => Assert.Equal(2 * u.Trades.Count, u.Fills.Count));
        var last = stays.Updates.SelectMany(u => u.Orders).GroupBy(o => o.Id).Select(g => g.Last());
        Assert.All(last, o => Assert.Equal(Untrailed(fold.FindOrder(o.Account, o.Id)!.Value), Untrailed(o)));
        Assert.Contains(history.SelectMany(o => o.Events), e => e is TriggerMoved);
        var begun = history.SelectMany(o => o.Events).OfType<TwapStarted>().Select(t => t.Twap);
        Assert.Equal(begun.Order(), stays.Updates.SelectMany(u => u.Twaps)
            .Where(t => t.Status == TwapStatus.Activated).Select(t => t.Id).Order());
    }

    [Fact]
    public void An_order_is_found_by_its_id_and_by_the_clients_and_only_by_its_own_account()
    {
        var fold = Fold([.. new RandomVenue(3).Run(100)]);
        var order = RandomVenue.Accounts.SelectMany(fold.OrderHistory).First(o => !o.ClientId.IsNone);
        var other = RandomVenue.Accounts.First(a => a != order.Account);
        Assert.Equal(order, fold.FindOrder(order.Account, order.Id));
        Assert.Equal(order, fold.FindOrder(order.Account, order.ClientId));
        Assert.Null(fold.FindOrder(other, order.Id));
        Assert.Null(fold.FindOrder(other, order.ClientId));
    }

    private static void AssertEqual(VenueFold fold, PlainRebuild plain)
    {
        foreach (var market in new[] { Btc, new MarketId(1) })
        {
            var book = fold.Book(market, PriceGrouping.None);
            Assert.Equal(plain.Levels(market, Side.Buy), book.Bids);
            Assert.Equal(plain.Levels(market, Side.Sell), book.Asks);
            Assert.Equal(plain.OpenInterest(market), fold.Summary(market).OpenInterest);
        }

        foreach (var account in RandomVenue.Accounts)
        {
            Assert.Equal(plain.OpenOrders(account), fold.OpenOrders(account).Select(o => o.Id.Value));
            Assert.Equal(plain.FillsNewestFirst(account), fold.Fills(account).Select(f => f.TradeId));
            var twaps = fold.Twaps(account).Select(t => (t.Id, t.Filled));
            Assert.Equal(plain.Twaps(account), twaps);
            var slices = plain.Slices;
            Assert.All(fold.Fills(account), f => Assert.Equal(slices.Contains(f.Order), f.Twap is not null));
            foreach (var order in fold.OpenOrders(account))
            {
                Assert.Equal(plain.Size(order.Id), (order.Filled, order.Remaining));
                Assert.Equal(plain.TriggerPrice(order.Id), order.Condition?.TriggerPrice);
            }
        }
    }

    // A trailing stop's trigger follows the mark without being told.
    private static OrderRecord Untrailed(OrderRecord order) => order.Condition is { } condition
        ? order with { Condition = condition with { TriggerPrice = default } }
        : order;

    private static VenueFold Fold(List<EntryOutput> history)
    {
        var fold = new VenueFold(RandomVenue.Genesis);
        history.ForEach(fold.Apply);
        return fold;
    }

    private sealed class Recorder : IFeedListener
    {
        public List<FeedUpdate> Updates { get; } = [];

        public void OnEntry(FeedUpdate update) => Updates.Add(update);
    }
}
