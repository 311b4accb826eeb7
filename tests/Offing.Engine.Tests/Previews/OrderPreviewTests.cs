using Offing.Engine.Accounts;
using Offing.Engine.Previews;
using Offing.Engine.Tests.Properties;
using Offing.Primitives;
using Offing.Protocol;
using Offing.Protocol.Commands;
using Offing.Protocol.Events;

namespace Offing.Engine.Tests.Previews;

/// <summary>What an order would do, beside what it does.</summary>
public class OrderPreviewTests
{
    [Fact]
    public void An_order_shows_its_fills_by_price_its_fee_and_what_rests()
    {
        var venue = Venue.Ready();
        venue.Sell(Venue.Bob, Venue.Btc, "30010", "0.1");
        venue.Sell(Venue.Carol, Venue.Btc, "30000", "0.2");
        venue.Sell(Venue.Bob, Venue.Btc, "30000", "0.1");
        var preview = Of(venue, Venue.Alice, Venue.Order(Venue.Btc, Side.Buy, "30020", "0.5"));
        Assert.Equal(
            [
                new FillLevel(new Ticks(300_000), new Lots(30_000), 2),
                new FillLevel(new Ticks(300_100), new Lots(10_000), 1),
            ],
            preview.Fills);
        Assert.Equal((40_000, 10_000), (preview.Filled.Value, preview.Rests.Value));
        Assert.Equal(12_001_000_000, preview.Quote.Value);
        Assert.Equal(5_400_450, preview.Fee.Value);
        Assert.Equal((RejectCode.None, OutcomeKind.Resting), (preview.Code, preview.Kind));
        Assert.Equal(Lots.Zero, preview.Before!.Size);
        Assert.Equal(40_000, preview.After!.Size.Value);
        Assert.Equal(100_000_000_000 - 5_400_450 - 1_000_000, preview.After.Cross.Equity.Value);
    }

    [Fact]
    public void A_refusal_is_named_and_leaves_all_as_it_is()
    {
        var venue = Venue.Ready();
        venue.Sell(Venue.Bob, Venue.Btc, "30000", "0.1");
        foreach (var (order, code) in ((OrderSpec, RejectCode)[])[
            (Venue.Order(Venue.Btc, Side.Buy, "30000", "0.1", TimeInForce.Alo),
                RejectCode.PostOnlyWouldMatch),
            (Venue.Order(Venue.Btc, Side.Buy, "34000", "0.1"), RejectCode.PriceOutsideBand),
            (Venue.Order(Venue.Btc, Side.Buy, "30000", "0.2", TimeInForce.Fok), RejectCode.FokNotFillable),
            (Venue.Order(Venue.Btc, Side.Buy, "29000", "0.1", TimeInForce.Ioc), RejectCode.IocNoMatch),
            (Venue.Order(Venue.Btc, Side.Buy, "30000", "100"), RejectCode.InsufficientMargin),
            (Venue.Order(new MarketId(99), Side.Buy, "30000", "1"), RejectCode.UnknownMarket)])
        {
            var preview = Of(venue, Venue.Alice, order);
            Assert.Equal((code, OutcomeKind.Error), (preview.Code, preview.Kind));
            Assert.Equal(preview.Before, preview.After);
        }
    }

    /// <summary>
    /// Any order that anybody could send on the way of a random life: the preview first, then the order
    /// itself as the next entry. The two agree in outcome, fills, fee and margins.
    /// </summary>
    [Theory]
    [InlineData(21)]
    [InlineData(22)]
    public void What_is_shown_is_what_happens(ulong seed)
    {
        var world = new World(seed);
        var state = world.Venue.State;
        var mirror = new Mirror();
        var seen = new Seen();
        for (var i = 0; i < 4_000; i++)
        {
            world.Step();
            var (who, order) = world.AnyOrder();
            if (state.FindAccount(Venue.Who(who)) is not { } account)
            {
                continue;
            }

            if (i % 250 == 0)
            {
                mirror.Follow(state);
            }

            var preview = OrderPreview.Of(state, account, order);
            if (i % 250 == 0)
            {
                // Nothing has changed, whether or not it was named as changed.
                mirror.AssertEqual(state);
            }

            var events = world.Venue.Act(who, new PlaceOrders([order], null));
            seen.Compare(state, account, order, preview, events);
        }

        seen.AssertEnough();
    }

    private static OrderPreview Of(Venue venue, string who, OrderSpec order) =>
        OrderPreview.Of(venue.State, venue.Account(who), order);

    /// <summary>Compares, and counts of what there was enough.</summary>
    private sealed class Seen
    {
        private readonly Dictionary<string, int> _counts = [];
        private int _standings;
        private int _skipped;

        public void Compare(
            VenueState state, Account account, OrderSpec order, OrderPreview preview,
            IReadOnlyList<IEngineEvent> events)
        {
            // What was left over from the entry before comes first: then the preview was of another state.
            if (events[0] is not (OrderPlaced or ItemOutcome or ConditionalPlaced))
            {
                _skipped++;
                return;
            }

            var outcome = Assert.Single(events.OfType<ItemOutcome>());
            Assert.Equal((outcome.Code, outcome.Kind), (preview.Code, preview.Kind));
            var fills = events.OfType<Traded>().Where(trade => trade.Taker.Order == outcome.Order).ToList();
            var isMatched = outcome.Kind is OutcomeKind.Resting or OutcomeKind.Filled;
            if (isMatched)
            {
                Assert.Equal((outcome.Filled, outcome.Quote), (preview.Filled, preview.Quote));
                Assert.Equal(fills.Sum(trade => trade.Taker.Fee.Value), preview.Fee.Value);
                Assert.Equal(Levels(fills), preview.Fills);
                var rested = events.OfType<OrderRested>().Where(rest => rest.Order == outcome.Order);
                Assert.Equal(rested.Sum(rest => rest.Remaining.Value), preview.Rests.Value);
            }

            Count($"{preview.Kind} {preview.Code}");
            Count(fills.Count > 0 ? "filled" : "not filled");
            if (state.FindMarket(order.Market) is null || MovesOn(account, outcome.Order, events))
            {
                return;
            }

            var now = Standing.Of(state, account, order.Market);
            Assert.Equal(now, preview.After);
            _standings++;
            Count(now.Isolated is null ? "cross" : "isolated");
        }

        public void AssertEnough()
        {
            var told = string.Join(", ", _counts.Select(pair => $"{pair.Key} {pair.Value}"));
            Assert.True(_skipped < 400, $"{_skipped} skipped");
            Assert.True(_standings > 2_500, $"{_standings} standings: {told}");
            foreach (var (what, least) in ((string, int)[])[
                ("filled", 300), ("Resting None", 300), ("Filled None", 100), ("isolated", 40),
                ("Error InsufficientMargin", 20), ("Error PostOnlyWouldMatch", 20),
                ("Error FokNotFillable", 20), ("Error IocNoMatch", 20)])
            {
                Assert.True(_counts.GetValueOrDefault(what) >= least, $"{what}: {told}");
            }
        }

        private void Count(string what) => _counts[what] = _counts.GetValueOrDefault(what) + 1;

        // Orders of a group that the order filled, and what hangs on its own position: what these do next is
        // told by no preview.
        private static bool MovesOn(
            Account account, OrderId order, IReadOnlyList<IEngineEvent> events) => events.Any(happened =>
            happened switch
            {
                ConditionalTriggered or ConditionalArmed or KeyLossReached => true,
                Traded trade => trade.Taker.Order != order,
                OrderPlaced placed => placed.Order != order,
                OrderClosed closed => closed.Account == account.Owner && closed.Status
                    is OrderStatus.SiblingFilledCanceled or OrderStatus.KeyLimitCanceled
                        or OrderStatus.LiquidatedCanceled,
                _ => false,
            });

        private static List<FillLevel> Levels(List<Traded> trades)
        {
            var levels = new List<FillLevel>();
            foreach (var trade in trades)
            {
                if (levels.Count > 0 && levels[^1].Price == trade.Price)
                {
                    levels[^1] = levels[^1] with
                    {
                        Size = levels[^1].Size + trade.Size,
                        Trades = levels[^1].Trades + 1,
                    };
                }
                else
                {
                    levels.Add(new FillLevel(trade.Price, trade.Size, 1));
                }
            }

            return levels;
        }
    }
}
