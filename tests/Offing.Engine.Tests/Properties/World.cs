using Offing.Engine.Accounts;
using Offing.Engine.Markets;
using Offing.Primitives;
using Offing.Protocol.Commands;
using Offing.Protocol.Entries;
using Offing.Protocol.Events;
using Offing.Protocol.Genesis;
using Offing.Protocol.Wire;

namespace Offing.Engine.Tests.Properties;

/// <summary>A dozen accounts and their session keys that do everything a client can, from one seed.</summary>
internal sealed class World
{
    private static readonly TimeInForce[] Tifs =
    [
        TimeInForce.Gtc, TimeInForce.Gtc, TimeInForce.Gtc, TimeInForce.Gtc, TimeInForce.Ioc, TimeInForce.Alo,
        TimeInForce.Fok, TimeInForce.FrontendMarket,
    ];

    // More of the latest keys than have a session.
    private const int KeysUsed = 30;

    private readonly SplitMix _random;
    private readonly WorldPlan _plan;
    private readonly WorldOperator _operator;
    private readonly WorldDemands _demands;
    private readonly LivingMarkets _living;
    private readonly string[] _traders;
    private int _keys;

    public World(ulong seed, WorldPlan? plan = null)
    {
        _random = new SplitMix(seed);
        _plan = plan ?? new WorldPlan();
        _traders = [.. Enumerable.Range(0, _plan.Traders).Select(i => $"trader{i}")];
        Venue = new Venue(_plan.Genesis ?? Genesis());
        _living = new LivingMarkets(Venue.State, _plan.Stay);
        _operator = new WorldOperator(Venue, _random, _living);
        _demands = new WorldDemands(Venue, _random);
        Venue.Price(new MarketId(0), "30000").Price(new MarketId(1), "2000").Price(new MarketId(2), "100");
        foreach (var small in Venue.State.Markets.Skip(3))
        {
            Venue.Price(small.Id, small.Id.Value == 5 ? "0.002" : "5");
        }

        foreach (var trader in _traders)
        {
            Venue.Deposit(trader, _random.Chance(30) ? 300 : _plan.Start_Usdc);
            Venue.Act(trader, Grant());
        }
    }

    public Venue Venue { get; }

    // Of each kind of market one: plain, with tiers, with scaling and a cap, isolated only; each within
    // reach. And two that do not stay.
    private static GenesisConfig Genesis()
    {
        var plain = Venue.Genesis(small: 3);
        MarketParameters[] markets = [.. plain.Markets];
        markets[1] = markets[1] with
        {
            Tiers = [Tier(0, 25), Tier(9_000, 13), Tier(30_000, 7), Tier(77_777, 2)],
        };
        markets[2] = markets[2] with
        {
            Tiers = [Tier(0, 20), Tier(15_000, 3)],
            OpenInterest = new OpenInterestParameters(Usdc(20_000), Usdc(90_000), Usdc(110_000)),
        };
        markets[3] = markets[3] with { IsolatedOnly = true };
        return plain with
        {
            Markets = markets, ParameterDelay_Ms = 30_000, ForcedDeadline_Ms = 5_000,
            Venues = [new VenueParameters("one", 1)],
        };
    }

    private static MarginTier Tier(long from, uint leverage) => new(Usdc(from), leverage);

    private static MicroUsd Usdc(long amount) => new(amount * 1_000_000);

    /// <summary>How many of a hundred actions are signed by an owner and not by a session key.</summary>
    public int ByOwner_Percent { get; init; } = 85;

    public Dictionary<Type, int> Seen { get; } = [];

    /// <summary>One entry; what it did.</summary>
    public IReadOnlyList<IEngineEvent> Step()
    {
        Venue.Now += (ulong)_random.Below(_plan.StepMost_Ms);
        var events = _random.Below(100) switch
        {
            < 18 when _plan.Weather is not null => _plan.Weather.Happen(Venue),
            < 14 => Report(),
            < 16 => Venue.Apply(
                _random.Chance(4) && Venue.Reversal() is { } last ? last : new Tick()),
            < 17 => Venue.Apply(_random.Chance(80)
                ? new BatchCut(Venue.State.LastBatch + (ulong)_random.Below(2))
                : new Started(Venue.State.Epoch + (ulong)_random.Below(2))),
            < 19 => Deposit(),
            < 20 when _random.Below(100) < _plan.Changes_PerTenThousand => _operator.Change(),
            20 when _plan.Weather is null || _random.Chance(50) => _operator.Throw(
                _random.Chance(60) ? AnyTrader() : AnyKey()),
            21 when _random.Chance(50) => Silence(),
            _ => Act(),
        };
        foreach (var happened in events)
        {
            Seen[happened.GetType()] = Seen.GetValueOrDefault(happened.GetType()) + 1;
        }

        return events;
    }

    /// <summary>
    /// An action of one order that somebody could send now for an account: an owner or a session key,
    /// with a builder or without, and now and then for an account that it may not act for.
    /// </summary>
    public (Account? For, SignedAction Action) AnyOrder()
    {
        var who = _random.Chance(ByOwner_Percent) ? AnyTrader() : AnyKey();
        var subject = Subject(_random.Chance(97) ? who : AnyTrader());
        var slot = subject?.Slots.FirstOrDefault(held => !held.Size.IsZero);
        var order = _random.Chance(10) ? Triggered(Order()) : Order();
        var action = slot is not null && _random.Chance(5)
            ? new PlaceOrders(
                [Triggered(Order(slot.Market) with
                {
                    Side = slot.Size > Lots.Zero ? Side.Sell : Side.Buy,
                    ReduceOnly = _random.Chance(90),
                    Size = _random.Chance(60) ? default : order.Size,
                })],
                AnyBuilder()) { Grouping = OrderGrouping.PositionTpsl }
            : new PlaceOrders([order], AnyBuilder());
        Address? vault = subject is { Master.IsZero: false } ? subject.Owner : null;
        return (subject, Venue.Signed(who, action) with { Vault = vault });
    }

    // Of one that many have approved, mostly.
    private BuilderCode? AnyBuilder() => !_plan.HasBuilders || _random.Chance(75)
        ? null
        : new BuilderCode(
            Venue.Who(_random.Chance(80) ? _traders[0] : AnyTrader()), (ulong)_random.Below(22));

    private IReadOnlyList<IEngineEvent> Deposit() => Venue.Apply(_random.Chance(60)
        ? Venue.Request(
            RequestType.Deposit, AnyTrader(), 1 + (_random.Next() % (_plan.DepositMost_Usdc * 1_000_000)))
        : _demands.Any(
            AnyTrader(), AnyTrader(), Market(), () => _random.Chance(80) ? $"bot{++_keys}" : AnyKey()));

    private string AnyTrader() => _random.Pick(_traders);

    // One of the latest: the others have been replaced.
    private string AnyKey() => $"bot{_keys - _random.Below(Math.Min(_keys, KeysUsed) + 1)}";

    private IReadOnlyList<IEngineEvent> Silence()
    {
        Venue.Now += _random.Chance(10) ? 12_000UL : 0;
        return Venue.Apply(new Tick());
    }

    // Of two markets, all publishers at once, mostly: a walk of up to one per cent, sometimes one of twenty.
    private IReadOnlyList<IEngineEvent> Report()
    {
        var events = new List<IEngineEvent>();
        Report(Venue.State.MarketOf(_living.Pick(_random)), events);
        Report(Venue.State.MarketOf(_living.Pick(_random)), events);
        return events;
    }

    private void Report(MarketState market, List<IEngineEvent> events)
    {
        var width = _random.Chance(5) ? 0.2 : 0.01;
        var target = market.Mark.Value * (1 + ((_random.Below(2001) - 1000) / 1000.0 * width));
        // One that was listed begins somewhere.
        var ticks = market.Mark.Value == 0 ? 1_000 : Math.Clamp((uint)target, 1, 4_000_000_000);
        for (byte publisher = 0; publisher < 3; publisher++)
        {
            // Now and then one says nothing that counts.
            events.AddRange(Venue.Report(publisher, market.Id, _random.Chance(1) ? 0 : ticks));
        }

        if (_random.Chance(5))
        {
            events.AddRange(Venue.Quote((byte)_random.Below(3), 0, market.Id, ticks));
        }
    }

    private IReadOnlyList<IEngineEvent> Act()
    {
        var who = _random.Chance(ByOwner_Percent) ? AnyTrader() : AnyKey();
        if (_random.Chance(6))
        {
            return Venue.Act(who, SubAccounts(who));
        }

        var subject = Subject(who);
        var command = _random.Below(120) switch
        {
            >= 100 and < 112 => Grouped(who),
            >= 112 and < 114 => new ScheduleCancel(
                _random.Chance(20) ? null : Venue.Now + (ulong)_random.Below(60_000)),
            >= 114 and < 118 => new PlaceTwap(
                Market(), Pick(), WireDecimal.FromUnits((ulong)_random.Below(100_000), 0),
                _random.Chance(20), (uint)(4 + _random.Below(_random.Chance(80) ? 8 : 1_500)),
                _random.Chance(50)),
            >= 118 => new CancelTwap(Market(), TwapOf(who)),
            < 62 => new PlaceOrders(
                [.. Enumerable.Range(0, 1 + _random.Below(3)).Select(
                    _ => _random.Chance(15) ? Triggered(Order())
                        : _random.Chance(8) ? Reducing(subject) : Order())],
                Builder()),
            < 74 => new CancelOrders([.. Targets(subject).Select(o => (o.Market, o.Order))]),
            < 77 => new CancelOrdersByClientId([(Market(), new ClientOrderId((ulong)_random.Below(50)))]),
            < 87 => new ModifyOrders(
                [.. Targets(subject).Select(Replacement)],
                IsBatch: true),
            < 90 => new UpdateLeverage(Market(), _random.Chance(50), (uint)_random.Below(45)),
            < 92 => IsolatedMargin(subject),
            < 96 => new Withdraw(
                Venue.Who(_random.Chance(95) ? who : "thief"),
                new MicroUsd((long)(_random.Next() >> (_random.Chance(80) ? 34 : 8)))),
            < 99 => Grant(),
            _ => _plan.HasBuilders && _random.Chance(50)
                ? new ApproveBuilderFee(Venue.Who(AnyTrader()), (ulong)_random.Below(110))
                : (Command)new Noop(_random.Chance(50)),
        };
        Address? vault = subject is { Master.IsZero: false } ? subject.Owner : null;
        return Venue.Apply(Venue.Signed(who, command) with { Vault = vault });
    }

    // Of one of its isolated positions, mostly, and often more than may be moved.
    private Command IsolatedMargin(Account? of)
    {
        var isolated = of?.Slots.Where(slot => slot.IsIsolated && !slot.Size.IsZero).ToList();
        var market = isolated is { Count: > 0 } ? _random.Pick(isolated).Market : Market();
        var amount = new MicroUsd((long)(_random.Next() >> (_random.Chance(80) ? 36 : 20)));
        return _random.Chance(20)
            ? new TopUpIsolatedMargin(market, WireDecimal.FromUnits((ulong)_random.Below(400), 1))
            : new UpdateIsolatedMargin(market, _random.Chance(50) ? amount : -amount);
    }

    // Approved by few.
    private BuilderCode? Builder() => !_plan.HasBuilders || _random.Chance(90)
        ? null
        : new BuilderCode(Venue.Who(AnyTrader()), (ulong)_random.Below(20));

    // Mostly its own, and often more than there is.
    private Command SubAccounts(string who)
    {
        var of = Venue.State.FindAccount(Venue.Who(_random.Chance(95) ? who : AnyTrader()));
        return of is null || of.SubAccounts.Count == 0 || _random.Chance(15)
            ? new CreateSubAccount($"sub{_random.Below(_plan.SubAccounts)}")
            : new TransferSubAccount(
                _random.Pick(of.SubAccounts).Owner, _random.Chance(60),
                new MicroUsd((long)(_random.Next() >> (_random.Chance(80) ? 36 : 20))));
    }

    // The account that it acts for, or one of that one's sub-accounts.
    private Account? Subject(string who)
    {
        var key = Venue.Who(who);
        var account = Venue.State.FindSession(key)?.Account ?? Venue.State.FindAccount(key);
        return account is null || account.SubAccounts.Count == 0 || _random.Chance(60)
            ? account
            : _random.Pick(account.SubAccounts);
    }

    private ApproveAgent Grant() => new(
        Venue.Who(_random.Chance(80) ? $"bot{++_keys}" : AnyKey()), _random.Chance(50) ? "" : "second", 0,
        KeyLimits());

    // Some of them tight enough to be met.
    private SessionLimits KeyLimits() => _random.Chance(40) ? SessionLimits.None : new SessionLimits(
        Amount(4_000), Amount(12_000), Amount(400), (uint)(_random.Chance(50) ? 0 : 20), _random.Chance(10),
        _random.Chance(80) ? [] : [Market()]);

    private MicroUsd Amount(int most_Usd) =>
        new(_random.Chance(40) ? 0 : 1_000_000L * (1 + _random.Below(most_Usd)));

    // Seldom one that is settled.
    private MarketId Market() => _random.Chance(2)
        ? new MarketId((uint)_random.Below(Venue.State.Markets.Count))
        : _living.Pick(_random);

    private IEnumerable<(MarketId Market, OrderId Order)> Targets(Account? of)
    {
        var open = (of?.Orders.InIdOrder.Select(order => (order.Market, order.Id)) ?? [])
            .Concat(of?.Waiting?.InIdOrder.Select(order => (order.Market, order.Id)) ?? []).ToList();
        return open.Count == 0 || _random.Chance(5)
            ? [(Market(), new OrderId((ulong)_random.Below(1000)))]
            : [_random.Pick(open)];
    }

    private ulong TwapOf(string who) =>
        Venue.State.FindAccount(Venue.Who(who))?.Waiting?.Twaps.FirstOrDefault() ?? 0;

    private Side Pick() => _random.Chance(50) ? Side.Buy : Side.Sell;

    private (OrderReference, OrderSpec) Replacement((MarketId Market, OrderId Order) target) =>
        (new OrderReference(target.Order, default), _random.Chance(70)
            ? Order(target.Market)
            : Triggered(Order(target.Market) with { ReduceOnly = _random.Chance(60) }));

    // Of the shapes that clients send, mostly; what does not fit is refused.
    private PlaceOrders Grouped(string who)
    {
        var grouping = _random.Pick<OrderGrouping>(
            [OrderGrouping.NormalTpsl, OrderGrouping.PositionTpsl, OrderGrouping.Oco, OrderGrouping.Oto]);
        var first = Order();
        var orders = new List<OrderSpec>();
        if (grouping == OrderGrouping.PositionTpsl)
        {
            var slot = Venue.State.FindAccount(Venue.Who(who))?.Slots.FirstOrDefault(s => !s.Size.IsZero);
            var market = slot?.Market ?? first.Market;
            var side = slot?.Size.Value > 0 ? Side.Sell : Side.Buy;
            var size = _random.Chance(60) ? default : first.Size;
            orders.AddRange(Enumerable.Range(0, 1 + _random.Below(2)).Select(
                _ => Triggered(Order(market) with { Side = side, ReduceOnly = true, Size = size })));
            return new PlaceOrders(orders, null) { Grouping = grouping };
        }

        orders.Add(_random.Chance(80) ? first : Triggered(first));
        var opposite = first.Side == Side.Buy ? Side.Sell : Side.Buy;
        for (var i = 1 + _random.Below(2); i > 0; i--)
        {
            var child = Order(_random.Chance(90) ? first.Market : Market());
            orders.Add(grouping == OrderGrouping.NormalTpsl
                ? Triggered(child with { Side = opposite, ReduceOnly = true, Size = first.Size })
                : _random.Chance(50) ? Triggered(child) : child);
        }

        return new PlaceOrders(orders, null) { Grouping = grouping };
    }

    private OrderSpec Triggered(OrderSpec order)
    {
        var market = Venue.State.MarketOf(order.Market);
        var kind = _random.Pick<TriggerKind>(
            [TriggerKind.StopLoss, TriggerKind.StopLoss, TriggerKind.TakeProfit, TriggerKind.TrailingStop]);
        var near = kind == TriggerKind.TrailingStop
            ? Math.Max(1, market.Mark.Value * (ulong)_random.Below(200) / 10_000)
            : Figures(market.Mark.Value * (ulong)(9_900 + _random.Below(201)) / 10_000);
        var price = WireDecimal.FromUnits(near, market.Parameters.PriceDecimals);
        return order with { Trigger = new TriggerSpec(kind, price, _random.Chance(60)) };
    }

    // Five figures at most, so that most orders are on the grid.
    private static ulong Figures(ulong price)
    {
        for (ulong unit = 1; price / unit >= 100_000; unit *= 10)
        {
            price -= price % (unit * 10);
        }

        return price;
    }

    private OrderSpec Order() => Order(Market());

    private OrderSpec Order(MarketId of)
    {
        var market = Venue.State.MarketOf(of);
        var decimals = market.Parameters.PriceDecimals;
        var price = Figures(market.Mark.Value * (ulong)(9_700 + _random.Below(600)) / 10_000);
        var dollars = (ulong)(5 + _random.Below(_random.Chance(10) ? 200_000 : 4_000));
        var size = Math.Max(1, dollars * 1_000_000 / Math.Max(1, market.Mark.Value));
        return new OrderSpec(
            market.Id, Pick(), WireDecimal.FromUnits(price, decimals),
            WireDecimal.FromUnits(size, market.Parameters.SzDecimals), _random.Chance(8),
            _random.Pick(Tifs), new ClientOrderId(_random.Chance(50) ? 0 : (ulong)_random.Below(50)))
        {
            Options = _random.Chance(30)
                ? Options(market.Parameters.SzDecimals, size)
                : OrderOptions.None,
        };
    }

    // All of a position, at rest beyond the mark, mostly: it shrinks with the position.
    private OrderSpec Reducing(Account? of)
    {
        var held = of?.Slots.Where(slot => !slot.Size.IsZero).ToList();
        if (held is not { Count: > 0 })
        {
            return Order();
        }

        var slot = _random.Pick(held);
        var market = Venue.State.MarketOf(slot.Market);
        var side = slot.Size > Lots.Zero ? Side.Sell : Side.Buy;
        var beyond = side == Side.Sell ? 10_000 + _random.Below(200) : 10_000 - _random.Below(200);
        return Order(slot.Market) with
        {
            Side = side,
            Price = WireDecimal.FromUnits(
                Figures(market.Mark.Value * (ulong)beyond / 10_000), market.Parameters.PriceDecimals),
            Size = WireDecimal.FromUnits((ulong)slot.Size.Abs.Value, market.Parameters.SzDecimals),
            ReduceOnly = true, Tif = TimeInForce.Gtc, Options = OrderOptions.None,
        };
    }

    private OrderOptions Options(int decimals, ulong size) => new(
        (SelfTradeMode)_random.Below(4), _random.Chance(50),
        _random.Chance(40) ? WireDecimal.FromUnits(Math.Max(1, size / 4), decimals) : null,
        _random.Chance(50) ? 0 : Venue.Now + 1 + (ulong)_random.Below(20_000));
}
