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

    [Fact]
    public void The_builders_part_is_in_the_fee_and_told_alone()
    {
        var venue = Venue.Ready();
        venue.Act(Venue.Alice, new ApproveBuilderFee(Venue.Who(Venue.Carol), 50));
        venue.Sell(Venue.Bob, Venue.Btc, "30000", "0.1");
        var order = Venue.Order(Venue.Btc, Side.Buy, "30000", "0.1");
        var plain = Of(venue, Venue.Alice, order);
        var paying = Of(
            venue, Venue.Alice, Venue.Alice,
            new PlaceOrders([order], new BuilderCode(Venue.Who(Venue.Carol), 50)));
        Assert.Equal((0, 1_500_000), (plain.BuilderFee.Value, paying.BuilderFee.Value));
        Assert.Equal(plain.Fee.Value + 1_500_000, paying.Fee.Value);
        var refused = Of(
            venue, Venue.Alice, Venue.Alice,
            new PlaceOrders([order], new BuilderCode(Venue.Who(Venue.Carol), 51)));
        Assert.Equal(
            (RejectCode.BuilderNotApproved, OutcomeKind.Error), (refused.Code, refused.Kind));
    }

    [Fact]
    public void A_session_keys_limits_are_named_and_bind_only_it()
    {
        var venue = Venue.Ready();
        venue.Act(Venue.Alice, new ApproveAgent(Venue.Who("bot"), "bot", 0, SessionLimits.None with
        {
            MaxOrderNotional = new MicroUsd(2_000_000_000), MaxDailyLoss = new MicroUsd(1_000_000_000),
        }));
        var order = Venue.Order(Venue.Btc, Side.Buy, "30000", "0.1");
        var place = new PlaceOrders([order], null);
        Assert.Equal(RejectCode.None, Of(venue, Venue.Alice, order).Code);
        Assert.Equal(RejectCode.KeyOrderNotional, Of(venue, Venue.Alice, "bot", place).Code);
        Assert.Equal(RejectCode.UnknownSigner, Of(venue, Venue.Alice, "nobody", place).Code);
        var small = new PlaceOrders([Venue.Order(Venue.Btc, Side.Buy, "30000", "0.05")], null);
        Assert.Equal(RejectCode.None, Of(venue, Venue.Alice, "bot", small).Code);

        venue.Sell(Venue.Bob, Venue.Btc, "30000", "2");
        venue.Buy(Venue.Alice, Venue.Btc, "30000", "2");
        venue.Price(Venue.Btc, "29400");
        // Nobody has noticed the loss yet: the door of the next action would.
        var late = new PlaceOrders([Venue.Order(Venue.Btc, Side.Buy, "29400", "0.05")], null);
        Assert.Equal(RejectCode.KeyLossReached, Of(venue, Venue.Alice, "bot", late).Code);
        Assert.False(venue.Account(Venue.Alice).Sessions[0].IsBreached);
        venue.Stop(Venue.Who("bot"), 3);
        Assert.Equal(RejectCode.KeyHalted, Of(venue, Venue.Alice, "bot", late).Code);
    }

    [Fact]
    public void A_walk_through_too_many_orders_is_cut_and_says_so()
    {
        var venue = Venue.Ready();
        for (var i = 0; i <= Limits.PreviewWalk_Orders; i++)
        {
            venue.Sell(Venue.Bob, Venue.Btc, "30000", "0.001");
        }

        var whole = Of(venue, Venue.Alice, Venue.Order(Venue.Btc, Side.Buy, "30000", "1"));
        Assert.Equal((true, Limits.PreviewWalk_Orders), (whole.IsComplete, whole.Fills[0].Trades));
        foreach (var (tif, filled) in ((TimeInForce, long)[])[
            (TimeInForce.Gtc, 100_000), (TimeInForce.Ioc, 100_000), (TimeInForce.Fok, 0)])
        {
            var cut = Of(venue, Venue.Alice, Venue.Order(Venue.Btc, Side.Buy, "30000", "1.001", tif));
            Assert.Equal((false, RejectCode.None), (cut.IsComplete, cut.Code));
            Assert.Equal((filled, null), (cut.Filled.Value, cut.After));
        }

        // The order itself is not cut.
        var outcome = venue.Place(
            Venue.Alice, Venue.Order(Venue.Btc, Side.Buy, "30000", "1.001", TimeInForce.Fok));
        Assert.Equal(100_100, outcome.Filled.Value);
    }

    [Fact]
    public void The_parts_of_an_iceberg_are_met_one_by_one()
    {
        var venue = Venue.Ready();
        venue.Place(Venue.Bob, Venue.Order(Venue.Btc, Side.Sell, "30000", "0.5") with
        {
            Options = OrderOptions.None with { Display = Venue.Number("0.0004") },
        });
        Assert.True(Of(venue, Venue.Alice, Venue.Order(Venue.Btc, Side.Buy, "30000", "0.4")).IsComplete);
        var cut = Of(venue, Venue.Alice, Venue.Order(Venue.Btc, Side.Buy, "30000", "0.4004"));
        Assert.Equal((false, 40_000), (cut.IsComplete, cut.Filled.Value));
    }

    /// <summary>
    /// Any order that anybody could send on the way of a random life: the preview first, then the order
    /// itself as the next entry. The two agree in outcome, fills, fee and margins.
    /// </summary>
    [Theory]
    [InlineData(22)]
    [InlineData(23)]
    public void What_is_shown_is_what_happens(ulong seed)
    {
        var world = new World(seed, new WorldPlan { HasBuilders = true }) { ByOwner_Percent = 65 };
        var state = world.Venue.State;
        GrantKeys(world.Venue);
        var mirror = new Mirror();
        var seen = new Seen();
        for (var i = 0; i < 4_000; i++)
        {
            world.Step();
            var (account, action) = world.AnyOrder();
            // Without a vault the key says whom it acts for, and a preview is asked for an account.
            if (account is null || (action.Vault is null && ActsFor(state, action.Signer) != account))
            {
                continue;
            }

            if (i % 250 == 0)
            {
                mirror.Follow(state);
            }

            var place = (PlaceOrders)action.Command;
            var preview = OrderPreview.Of(state, account, action.Signer, place);
            if (i % 250 == 0)
            {
                // Nothing has changed, whether or not it was named as changed.
                mirror.AssertEqual(state);
            }

            seen.Compare(state, account, place, preview, world.Venue.Apply(action));
        }

        seen.AssertEnough();
    }

    // Three keys of each trader, under limits that are met, and a builder whom all let charge.
    private static void GrantKeys(Venue venue)
    {
        for (var i = 0; i < 36; i++)
        {
            var trader = $"trader{i / 3}";
            venue.Act(trader, new ApproveBuilderFee(Venue.Who("trader0"), 20));
            venue.Act(trader, new ApproveAgent(Venue.Who($"bot{i}"), $"key{i}", 0, (i % 3) switch
            {
                0 => SessionLimits.None with
                {
                    MaxOrderNotional = Usd(1_500), MaxPositionNotional = Usd(4_000),
                },
                1 => SessionLimits.None with
                {
                    MaxDailyLoss = Usd(60), MaxLeverage = i % 2 == 0 ? 5U : 40,
                },
                _ => SessionLimits.None with
                {
                    ReduceOnly = i % 2 == 0, Markets = [new MarketId((uint)(i % 4))],
                },
            }));
        }
    }

    private static MicroUsd Usd(long whole) => new(whole * 1_000_000);

    private static Account? ActsFor(VenueState state, Address key) =>
        state.FindSession(key) is { } grant && grant.Session.IsActive(state.Time)
            ? grant.Account
            : state.FindAccount(key);

    private static OrderPreview Of(Venue venue, string who, OrderSpec order) =>
        Of(venue, who, who, new PlaceOrders([order], null));

    private static OrderPreview Of(Venue venue, string who, string signer, PlaceOrders action) =>
        OrderPreview.Of(venue.State, venue.Account(who), Venue.Who(signer), action);

    /// <summary>Compares, and counts of what there was enough.</summary>
    private sealed class Seen
    {
        private readonly Dictionary<string, int> _counts = [];
        private int _standings;
        private int _skipped;

        public void Compare(
            VenueState state, Account account, PlaceOrders place, OrderPreview preview,
            IReadOnlyList<IEngineEvent> events)
        {
            // What was left over from the entry before comes first: then the preview was of another state.
            if (events[0] is not (OrderPlaced or ItemOutcome or ConditionalPlaced or ActionRejected))
            {
                _skipped++;
                return;
            }

            if (events[0] is ActionRejected rejected)
            {
                Assert.Single(events);
                Assert.Equal(rejected.Code, preview.Code);
                Assert.Equal((OutcomeKind.Error, preview.Before), (preview.Kind, preview.After));
                Count($"{preview.Kind} {preview.Code}");
                return;
            }

            var order = place.Orders[0];
            var outcome = Assert.Single(events.OfType<ItemOutcome>());
            Assert.Equal((outcome.Code, outcome.Kind), (preview.Code, preview.Kind));
            var fills = events.OfType<Traded>().Where(trade => trade.Taker.Order == outcome.Order).ToList();
            var isMatched = outcome.Kind is OutcomeKind.Resting or OutcomeKind.Filled;
            if (isMatched)
            {
                Assert.Equal((outcome.Filled, outcome.Quote), (preview.Filled, preview.Quote));
                Assert.Equal(fills.Sum(trade => trade.Taker.Fee.Value), preview.Fee.Value);
                // What rests may be met in the same entry still: that is no part of the preview.
                var paid = events
                    .TakeWhile(told => told is not OrderRested rests || rests.Order != outcome.Order)
                    .OfType<BuilderPaid>().Where(pay => pay.Order == outcome.Order);
                Assert.Equal(paid.Sum(pay => pay.Amount.Value), preview.BuilderFee.Value);
                Count(preview.BuilderFee.IsZero ? "no builder" : "builder");
                Assert.Equal(Levels(fills), preview.Fills);
                var rested = events.OfType<OrderRested>().Where(rest => rest.Order == outcome.Order);
                Assert.Equal(rested.Sum(rest => rest.Remaining.Value), preview.Rests.Value);
            }

            var waits = events.OfType<ConditionalPlaced>().SingleOrDefault();
            Assert.Equal(waits.Account == default ? null : FirstTrigger(state, waits), preview.Trigger);
            Count($"{preview.Kind} {preview.Code}");
            Count(waits.IsPositionTied ? "of a position" : "not of one");
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
                ("filled", 150), ("Resting None", 250), ("Filled None", 80), ("isolated", 40),
                ("Error InsufficientMargin", 20), ("Error PostOnlyWouldMatch", 20),
                ("Error FokNotFillable", 20), ("Error IocNoMatch", 20), ("builder", 20),
                ("of a position", 15), ("WaitingForTrigger None", 40), ("Error KeyMarket", 10),
                ("Error KeyOrderNotional", 10), ("Error KeyPositionNotional", 3),
                ("Error KeyReduceOnly", 5), ("Error KeyLossReached", 5), ("Error KeyLeverage", 2),
                ("Error BuilderNotApproved", 20), ("Error SubAccountUnknown", 5)])
            {
                Assert.True(_counts.GetValueOrDefault(what) >= least, $"{what}: {told}");
            }
        }

        private static Ticks FirstTrigger(VenueState state, in ConditionalPlaced placed)
        {
            var mark = state.MarketOf(placed.Market).Mark;
            return placed.Trigger != TriggerKind.TrailingStop ? placed.TriggerPrice
                : placed.Side == Side.Sell ? new Ticks(mark.Value - placed.TrailingOffset.Value)
                : new Ticks(mark.Value + placed.TrailingOffset.Value);
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
