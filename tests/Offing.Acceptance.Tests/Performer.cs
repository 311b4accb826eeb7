using Offing.Primitives;
using Offing.Protocol.Commands;
using Offing.Protocol.Entries;
using Offing.Protocol.Wire;

namespace Offing.Acceptance.Tests;

/// <summary>Carries out one step of a scenario.</summary>
internal static class Performer
{
    private static readonly Dictionary<string, OrderGrouping> Groupings = new()
    {
        ["normalTpsl"] = OrderGrouping.NormalTpsl,
        ["positionTpsl"] = OrderGrouping.PositionTpsl,
        ["oco"] = OrderGrouping.Oco,
        ["oto"] = OrderGrouping.Oto,
    };

    public static void Perform(Stage stage, string command, IReadOnlyList<Line> items)
    {
        var words = new Words(command);
        var first = words.Next();
        if (!OfTheWorld(stage, first, words) && !Views.Show(stage, first, words))
        {
            OfSomebody(stage, first, words, items);
        }

        words.MustEnd();
    }

    private static bool OfTheWorld(Stage stage, string verb, Words words)
    {
        switch (verb)
        {
            case "mark":
                var market = stage.Names.Market(words.Next());
                stage.Mark(market, Ticks(stage, market, words.Decimal()));
                return true;
            case "stop" or "resume":
                var reason = verb == "resume" ? (ushort)0 : (ushort?)null;
                if (words.Take("account"))
                {
                    stage.Stop(stage.Names.Actor(words.Next()).Account, reason ?? (ushort)words.Whole());
                    return true;
                }

                var stopped = words.Take("venue") ? OperatorSwitch.Venue : stage.Names.Market(words.Next());
                stage.Throw(stopped, reason ?? (ushort)words.Whole());
                return true;
            case "publisher":
                var place = (byte)words.Whole();
                words.Must("reports");
                var reported = stage.Names.Market(words.Next());
                stage.Report(place, reported, Ticks(stage, reported, words.Decimal()));
                return true;
            case "change":
                OperatorWords.Change(stage, words);
                return true;
            case "chain":
                ChainWords.Lose(stage, words);
                return true;
            case "cut":
                words.Must("batch");
                stage.Cut(words.Whole());
                return true;
            case "wait":
                stage.Wait(words.Duration_Ms());
                return true;
            case "later":
                stage.Later(words.Duration_Ms());
                return true;
            case "silence":
                stage.Silence(words.Duration_Ms());
                return true;
            default:
                return false;
        }
    }

    private static void OfSomebody(Stage stage, string name, Words words, IReadOnlyList<Line> items)
    {
        var verb = words.Peek;
        if (verb is "buys" or "sells")
        {
            var (order, label) = OrderPhrase.Read(stage, words);
            Place(stage, name, [order], [label], OrderGrouping.Na);
            return;
        }

        words.Next();
        switch (verb)
        {
            case "through":
                ThroughBuilder(stage, name, words);
                break;
            case "places":
                var orders = items.Select(item => OrderPhrase.Read(stage, new Words(item.Text))).ToList();
                var grouping = words.IsAtEnd ? OrderGrouping.Na : Grouping(words.Next());
                Place(stage, name, orders.Select(o => o.Order), orders.Select(o => o.Name), grouping);
                break;
            case "modifies":
                Modify(stage, name, items.Count > 0 ? items.Select(i => new Words(i.Text)) : [words]);
                break;
            case "cancels":
                Cancel(stage, name, words);
                break;
            case "twaps":
                Twap(stage, name, words);
                break;
            case "schedules":
                words.Must("cancel");
                words.Must("in");
                Act(stage, name, new ScheduleCancel(stage.Now_Ms + words.Duration_Ms()));
                break;
            case "unschedules":
                words.Must("cancel");
                Act(stage, name, new ScheduleCancel(null));
                break;
            default:
                Accounts.Perform(stage, name, verb, words);
                break;
        }
    }

    // "alice through zoe for 10 buys 1 BTC at 30000 as a"
    private static void ThroughBuilder(Stage stage, string name, Words words)
    {
        var builder = stage.Names.Actor(words.Next()).Signer;
        words.Must("for");
        var fee = words.Whole();
        var (order, label) = OrderPhrase.Read(stage, words);
        stage.Act(
            stage.Names.Actor(name), new PlaceOrders([order], new BuilderCode(builder, fee)), [label],
            Asked.Placing);
    }

    private static OrderGrouping Grouping(string word) => Groupings.TryGetValue(word, out var grouping)
        ? grouping
        : throw new BadLineException($"'{word}' is no group of orders");

    public static void Act(Stage stage, string name, Command command, Asked asked = Asked.Nothing) =>
        stage.Act(stage.Names.Actor(name), command, [], asked);

    public static Ticks Ticks(Stage stage, MarketId market, WireDecimal price) =>
        price.TryScale(stage.State.MarketOf(market).Parameters.PriceDecimals, out var ticks)
            ? new Ticks((uint)ticks)
            : throw new BadLineException($"{price} is no price of the market");

    private static void Place(
        Stage stage, string name, IEnumerable<OrderSpec> orders, IEnumerable<string?> names,
        OrderGrouping grouping)
    {
        var list = orders.ToList();
        var isNative = grouping is OrderGrouping.Oco or OrderGrouping.Oto
            || list.Any(o => o.Options != OrderOptions.None || o.Tif == TimeInForce.Fok);
        stage.Act(
            stage.Names.Actor(name),
            new PlaceOrders(list, null) { Grouping = grouping, IsNative = isNative },
            names.ToList(), Asked.Placing);
    }

    // "a: buys 2 BTC at 29990 as a2", "cloid 7: ...", "order 99: ..."
    private static void Modify(Stage stage, string name, IEnumerable<Words> phrases)
    {
        var modifies = new List<(OrderReference, OrderSpec)>();
        var names = new List<string?>();
        foreach (var words in phrases)
        {
            var target = Reference(stage, words);
            var (order, label) = OrderPhrase.Read(stage, words);
            modifies.Add((target, order));
            names.Add(label);
        }

        stage.Act(
            stage.Names.Actor(name), new ModifyOrders(modifies, IsBatch: modifies.Count > 1), names,
            Asked.Modifying);
    }

    private static OrderReference Reference(Stage stage, Words words)
    {
        var first = words.Next().TrimEnd(':');
        return first switch
        {
            "cloid" => new OrderReference(default, new ClientOrderId(Number(words))),
            "order" => new OrderReference(new OrderId(Number(words)), ClientOrderId.None),
            _ => new OrderReference(new OrderId(stage.Names.Id(first)), ClientOrderId.None),
        };
    }

    private static ulong Number(Words words) => new Words(words.Next().TrimEnd(':')).Whole();

    // "a", "a, b", "a in ETH", "cloid 7 in BTC", "order 99 in BTC", "twap t"
    private static void Cancel(Stage stage, string name, Words words)
    {
        if (words.Take("twap"))
        {
            var id = words.Take("order") ? words.Whole() : stage.Names.Id(words.Next());
            var market = words.Take("in") ? stage.Names.Market(words.Next()) : stage.Names.Market("BTC");
            Act(stage, name, new CancelTwap(market, id), Asked.Cancelling);
            return;
        }

        var items = words.Rest().Split(',').Select(item => Target(stage, new Words(item))).ToList();
        var byClientId = items.Where(i => !i.Target.ClientId.IsNone)
            .Select(i => (i.Market, i.Target.ClientId)).ToList();
        var byId = items.Where(i => i.Target.ClientId.IsNone)
            .Select(i => (i.Market, i.Target.Order)).ToList();
        if (byClientId.Count > 0 && byId.Count > 0)
        {
            throw new BadLineException("one action cancels either by ids or by client ids");
        }

        Command command = byId.Count > 0 ? new CancelOrders(byId) : new CancelOrdersByClientId(byClientId);
        Act(stage, name, command, Asked.Cancelling);
    }

    private static (OrderReference Target, MarketId Market) Target(Stage stage, Words words)
    {
        var target = Reference(stage, words);
        var known = stage.Ledger.Find(target.Order)?.Market;
        var market = words.Take("in") ? stage.Names.Market(words.Next()) : known;
        words.MustEnd();
        return (target, market ?? throw new BadLineException("in which market?"));
    }

    private static void Twap(Stage stage, string name, Words words)
    {
        var side = OrderPhrase.SideOf(words);
        var size = words.Decimal();
        var market = stage.Names.Market(words.Next());
        words.Must("over");
        var minutes = (uint)(words.Duration_Ms() / 60_000);
        var randomize = words.Take("randomized");
        var reduceOnly = words.Take("reduce-only");
        string? label = words.Take("as") ? words.Next() : null;
        stage.Act(
            stage.Names.Actor(name), new PlaceTwap(market, side, size, reduceOnly, minutes, randomize),
            [label], Asked.Nothing);
    }
}
