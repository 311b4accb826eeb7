using Offing.Primitives;
using Offing.Protocol.Commands;
using Offing.Protocol.Genesis;
using Offing.Tools.Client;
using Offing.Tools.Publishers;
using Offing.Tools.Risk.Scenarios;

namespace Offing.Tools.Risk.Running;

/// <summary>The makers of one book: each second they quote anew around the price of elsewhere.</summary>
internal sealed class Makers
{
    private readonly BookPlan _plan;
    private readonly Clerk _clerk;
    private readonly MarketParameters _market;
    private readonly Address[] _accounts;

    public Makers(BookPlan plan, int number, Clerk clerk)
    {
        (_plan, _clerk) = (plan, clerk);
        _market = clerk.State.Genesis.Markets[(int)plan.Market.Value];
        _accounts =
        [
            .. Enumerable.Range(0, plan.Makers).Select(i => Address.OfSystem($"risk.maker.{number}.{i}")),
        ];
    }

    public void Fund()
    {
        foreach (var account in _accounts)
        {
            _clerk.Deposit(account, _plan.Collateral);
        }
    }

    /// <param name="price">Micro-USDC for one unit of the base.</param>
    public void Quote(long price)
    {
        price += (long)((Int128)price * _plan.Premium.At(_clerk.Second) / Nano.One);
        foreach (var account in _accounts)
        {
            var open = _clerk.Find(account)?.Orders.InIdOrder ?? [];
            if (open.Count > 0)
            {
                _clerk.Act(account, new CancelOrders([.. open.Select(order => (order.Market, order.Id))]));
            }
        }

        var value = (Int128)_plan.Level.Value * _plan.Depth.At(_clerk.Second) / Nano.One / _accounts.Length;
        var orders = new List<OrderSpec>();
        for (var level = 0; level < _plan.Levels; level++)
        {
            var away = _plan.First + (level * _plan.Step);
            Add(orders, Side.Buy, (Int128)price * (Nano.One - away) / Nano.One, value);
            Add(orders, Side.Sell, (Int128)price * (Nano.One + away) / Nano.One, value);
        }

        foreach (var account in orders.Count > 0 ? _accounts : [])
        {
            var wanted = Wanted(account, orders);
            if (wanted.Count > 0)
            {
                _clerk.Act(account, new PlaceOrders(wanted, null));
            }
        }
    }

    private IReadOnlyList<OrderSpec> Wanted(Address account, List<OrderSpec> orders)
    {
        var position = _clerk.Find(account)?.FindSlot(_plan.Market)?.Size.Value ?? 0;
        var worth = _clerk.State.MarketOf(_plan.Market).Mark.Worth(position);
        return Int128.Abs(worth) < _plan.Most.Value
            ? orders
            : [.. orders.Where(order => order.Side == (worth > 0 ? Side.Sell : Side.Buy))];
    }

    private void Add(List<OrderSpec> orders, Side side, Int128 price, Int128 value)
    {
        var ticks = (ulong)(price / RandomWalk.Pow10(_market.SzDecimals));
        if (ticks == 0 || value < Limits.OrderMinValue_MicroUsd * 2)
        {
            return;
        }

        var lots = (ulong)Int128.Clamp(value / ticks, 1, Limits.OrderMax_Lots);
        orders.Add(new OrderSpec(
            _plan.Market, side, Grid.Round(ticks, _market),
            Protocol.Wire.WireDecimal.FromUnits(lots, _market.SzDecimals), false, TimeInForce.Gtc,
            ClientOrderId.None));
    }
}
