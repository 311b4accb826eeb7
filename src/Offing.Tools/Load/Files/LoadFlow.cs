using System.Globalization;
using System.Text;
using Offing.Primitives;
using Offing.Protocol.Commands;
using Offing.Protocol.Wire;
using Offing.Tools.Bench.Books;
using Offing.Tools.Client;

namespace Offing.Tools.Load.Files;

/// <summary>An action to be signed.</summary>
public readonly record struct LoadAction(int Account, LoadKind Kind, string Json);

/// <summary>
/// Makes the actions of many accounts in several markets: orders that rest around the price, some that take,
/// and cancels of what should still rest. It does not know what will have traded, so a cancel may come late.
/// </summary>
internal sealed class LoadFlow
{
    // Of each account, in shares of a hundred: with as many cancels as orders that rest, books stay as deep.
    private const uint Taking = 12;
    private const int OpenEach = 24;
    private const uint Reach_Steps = 40;

    // Five figures each, so that a step is always a tick: price, decimals, lots of about 20 USDC.
    private static readonly (uint Mid, int Decimals, uint Lots, int LotDecimals)[] Markets =
        [(60_000, 0, 33, 5), (25_000, 1, 80, 4), (15_000, 2, 13, 2), (50_000, 4, 40, 1)];

    /// <summary>It trades in the first so many markets of the development genesis.</summary>
    public static int MarketCount => Markets.Length;

    private readonly LoadPlan _plan;
    private readonly BookDice _dice;
    private readonly Queue<(uint Market, ClientOrderId Id)>[] _open;
    private ulong _ids;

    public LoadFlow(LoadPlan plan, ulong seed)
    {
        (_plan, _dice) = (plan, new BookDice(seed));
        _open = [.. Enumerable.Range(0, plan.Accounts).Select(_ => new Queue<(uint, ClientOrderId)>())];
    }

    public LoadAction Next()
    {
        var account = (int)_dice.Below((uint)_plan.Accounts);
        var open = _open[account];
        // Near the wished number as many cancels as orders that rest; far from it only one of the two.
        var surplus = open.Count - (OpenEach * _plan.Batch);
        var cancels = open.Count >= _plan.Batch
            && _dice.Below(100) < (uint)Math.Clamp(44 + (surplus / _plan.Batch * 8), 0, 100);
        return new LoadAction(
            account, cancels ? LoadKind.Cancels : LoadKind.Orders, cancels ? Cancel(open) : Order(open));
    }

    private static string Cancel(Queue<(uint Market, ClientOrderId Id)> open, int count)
    {
        var json = new StringBuilder("{\"type\":\"cancelByCloid\",\"cancels\":[");
        for (var i = 0; i < count; i++)
        {
            var (market, id) = open.Dequeue();
            json.Append(i == 0 ? "" : ",").Append(
                CultureInfo.InvariantCulture, $"{{\"asset\":{market},\"cloid\":\"{id}\"}}");
        }

        return json.Append("]}").ToString();
    }

    private string Cancel(Queue<(uint Market, ClientOrderId Id)> open) => Cancel(open, _plan.Batch);

    private string Order(Queue<(uint Market, ClientOrderId Id)> open) => ActionJson.Orders(
        Enumerable.Range(0, _plan.Batch).Select(_ => Spec(open)).ToArray()).ToJsonString();

    private OrderSpec Spec(Queue<(uint Market, ClientOrderId Id)> open)
    {
        var number = _dice.Below((uint)Markets.Length);
        var market = Markets[number];
        var side = (Side)_dice.Below(2);
        var takes = _dice.Below(100) < Taking * 100 / 56;
        var away = 1 + (int)_dice.Below(Reach_Steps);
        var up = (side == Side.Buy) == takes;
        var price = (ulong)(market.Mid + (up ? away : -away));
        var id = takes ? ClientOrderId.None : new ClientOrderId(++_ids);
        if (!takes)
        {
            open.Enqueue((number, id));
        }

        return new OrderSpec(
            new MarketId(number), side, WireDecimal.FromUnits(price, market.Decimals),
            WireDecimal.FromUnits(market.Lots + _dice.Below(market.Lots), market.LotDecimals), false,
            takes ? TimeInForce.Ioc : TimeInForce.Gtc, id);
    }
}
