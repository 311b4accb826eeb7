using Offing.Primitives;
using Offing.Protocol.Commands;
using Offing.Protocol.Wire;
using Offing.Tools.Bench.Books;
using Offing.Tools.Client;
using Offing.Tools.Risk.Scenarios;

namespace Offing.Tools.Risk.Running;

/// <summary>The crowds and the actors of a scenario, each order at its second.</summary>
internal sealed class Traders
{
    // Stands in for whoever holds the other side of the crowds: rich, and hardly leveraged.
    private static readonly Address Desk = Address.OfSystem("risk.desk");
    private static readonly MicroUsd DeskCollateral = new(2_000_000_000L * 1_000_000);

    private readonly Clerk _clerk;
    private readonly Journal _journal;
    private readonly ILookup<int, Opening> _openings;
    private readonly ILookup<int, (Address Account, ActorOrder Order)> _orders;

    public Traders(Scenario scenario, Clerk clerk, Journal journal)
    {
        (_clerk, _journal) = (clerk, journal);
        _openings = scenario.Crowds.SelectMany((crowd, i) => Openings(crowd, i, scenario.Seed))
            .ToLookup(opening => opening.At);
        _orders = scenario.Actors
            .SelectMany(actor => actor.Orders.Select(order => (Account(actor), order)))
            .ToLookup(pair => pair.order.At);
    }

    public void Fund(Scenario scenario)
    {
        if (scenario.Crowds.Count > 0)
        {
            _clerk.Deposit(Desk, DeskCollateral);
        }

        foreach (var actor in scenario.Actors)
        {
            _clerk.Deposit(Account(actor), actor.Collateral);
        }
    }

    /// <summary>Carries out what is due at the clerk's second.</summary>
    public void Act()
    {
        foreach (var opening in _openings[_clerk.Second])
        {
            Open(opening);
        }

        foreach (var (account, order) in _orders[_clerk.Second])
        {
            Send(account, order);
        }
    }

    private static Address Account(Actor actor) => Address.OfSystem($"risk.actor.{actor.Name}");

    // A squared chance makes small accounts frequent and large ones rare.
    private static IEnumerable<Opening> Openings(Crowd crowd, int number, ulong seed)
    {
        var dice = new BookDice(seed ^ ((ulong)(number + 1) << 48));
        const uint Fine = 1_000_000;
        for (var i = 0; i < crowd.Accounts; i++)
        {
            var chance = (long)dice.Below(Fine + 1);
            var span = (Int128)(crowd.MostCollateral - crowd.LeastCollateral).Value;
            var collateral = crowd.LeastCollateral.Value + (long)(span * chance / Fine * chance / Fine);
            var leverage = crowd.LeastLeverage
                + (long)((Int128)(crowd.MostLeverage - crowd.LeastLeverage) * dice.Below(Fine + 1) / Fine);
            var side = dice.Below((uint)Nano.One) < crowd.Longs ? Side.Buy : Side.Sell;
            var at = crowd.From + (int)dice.Below((uint)(crowd.To - crowd.From) + 1);
            yield return new Opening(
                Address.OfSystem($"risk.crowd.{number}.{i}"), at, crowd.Market, side,
                new MicroUsd(collateral), new MicroUsd((long)((Int128)collateral * leverage / Nano.One)));
        }
    }

    private void Open(Opening opening)
    {
        var market = _clerk.State.MarketOf(opening.Market);
        var most = market.Parameters.MaxLeverage;
        _clerk.Deposit(opening.Account, opening.Collateral);
        _clerk.Act(opening.Account, new UpdateLeverage(opening.Market, IsCross: true, most));
        if (market.Mark.Value == 0)
        {
            _journal.Refused++;
            return;
        }

        var price = Grid.Round(market.Mark.Value, market.Parameters);
        var order = Order(opening.Market, opening.Side, price, opening.Value, TimeInForce.Ioc);
        var other = opening.Side == Side.Buy ? Side.Sell : Side.Buy;
        _clerk.Act(Desk, new PlaceOrders([order with { Side = other, Tif = TimeInForce.Gtc }], null));
        _journal.CountsRefusals = true;
        _clerk.Act(opening.Account, new PlaceOrders([order], null));
        _journal.CountsRefusals = false;
        var left = _clerk.Find(Desk)!.Orders.InIdOrder;
        if (left.Count > 0)
        {
            _clerk.Act(Desk, new CancelOrders([.. left.Select(one => (one.Market, one.Id))]));
        }
    }

    private void Send(Address account, ActorOrder order)
    {
        var market = _clerk.State.MarketOf(order.Market);
        var away = order.Side == Side.Buy ? order.Slippage : -order.Slippage;
        var ticks = (ulong)((Int128)market.Mark.Value * (Nano.One + away) / Nano.One);
        if (ticks == 0)
        {
            _journal.Refused++;
            return;
        }

        var price = Grid.Round(ticks, market.Parameters);
        _journal.CountsRefusals = true;
        _clerk.Act(account, new PlaceOrders(
            [Order(order.Market, order.Side, price, order.Value, TimeInForce.Ioc) with
            {
                ReduceOnly = order.ReduceOnly,
            }],
            null));
        _journal.CountsRefusals = false;
    }

    private OrderSpec Order(MarketId market, Side side, WireDecimal price, MicroUsd value, TimeInForce tif)
    {
        var parameters = _clerk.State.MarketOf(market).Parameters;
        price.TryScale(parameters.PriceDecimals, out var ticks);
        var lots = Math.Clamp(value.Value / (long)Math.Max(ticks, 1), 1, Limits.OrderMax_Lots);
        return new OrderSpec(
            market, side, price, WireDecimal.FromUnits((ulong)lots, parameters.SzDecimals), false, tif,
            ClientOrderId.None);
    }

    private readonly record struct Opening(
        Address Account, int At, MarketId Market, Side Side, MicroUsd Collateral, MicroUsd Value);
}
