using System.Text;
using Offing.Protocol.Genesis;
using Offing.Simulator.Worlds;

namespace Offing.Simulator.Traders;

/// <summary>Draws the actions of a trader.</summary>
internal sealed class ActionText(SimRandom random, GenesisConfig genesis, PriceWalk prices)
{
    private static readonly string[] Tifs = ["Gtc", "Gtc", "Gtc", "Ioc", "Ioc", "Alo"];

    /// <param name="orders">Of the trader's, that may still be open; some are forgotten here.</param>
    public string Draw(List<(int Market, ulong Order)> orders)
    {
        var market = random.Below(genesis.Markets.Count);
        switch (random.Below(100))
        {
            case < 55:
            default:
                return Orders(market);
            case < 78 when orders.Count > 0:
                return Cancel(orders);
            case < 82:
                return $"{{\"type\":\"cancelByCloid\",\"cancels\":[{{\"asset\":{market},"
                    + $"\"cloid\":\"{Cloid()}\"}}]}}";
            case < 92 when orders.Count > 0:
                var (at, order) = random.Pick(orders);
                return $"{{\"type\":\"batchModify\",\"modifies\":[{{\"oid\":{order},"
                    + $"\"order\":{Order(at)}}}]}}";
            case < 95:
                var isCross = random.Chance(700) ? "true" : "false";
                return $"{{\"type\":\"updateLeverage\",\"asset\":{market},\"isCross\":{isCross},\"leverage\":"
                    + $"{random.Between(1, 20)}}}";
            case < 97:
                return "{\"type\":\"noop\"}";
        }
    }

    private string Orders(int market)
    {
        var text = new StringBuilder("{\"type\":\"order\",\"orders\":[").Append(Order(market));
        for (var more = random.Chance(250) ? random.Between(1, 4) : 0; more > 0; more--)
        {
            text.Append(',').Append(Order(random.Below(genesis.Markets.Count)));
        }

        return text.Append("],\"grouping\":\"na\"}").ToString();
    }

    private string Cancel(List<(int Market, ulong Order)> orders)
    {
        var text = new StringBuilder("{\"type\":\"cancel\",\"cancels\":[");
        for (var left = random.Between(1, 3); left > 0 && orders.Count > 0; left--)
        {
            var place = random.Below(orders.Count);
            var (market, order) = orders[place];
            orders.RemoveAt(place);
            text.Append(text[^1] == '[' ? "" : ",").Append($"{{\"a\":{market},\"o\":{order}}}");
        }

        return text.Append("]}").ToString();
    }

    private string Order(int market)
    {
        var parameters = genesis.Markets[market];
        var (mark, step) = (prices.Of(market), PriceWalk.StepOf(market));
        var away = random.Chance(50) ? 900 : 60;
        var ticks = mark * (ulong)(10_000 + random.Between(-away, away)) / 10_000 / step * step;
        var dollars = (ulong)random.Between(15, random.Chance(100) ? 20_000 : 2_000);
        var lots = Math.Max(1, dollars * 1_000_000 / mark);
        var kind = random.Chance(60)
            ? $"{{\"trigger\":{{\"isMarket\":true,\"triggerPx\":\"{Price(market, ticks)}\","
                + "\"tpsl\":\"sl\"}}"
            : $"{{\"limit\":{{\"tif\":\"{random.Pick(Tifs)}\"}}}}";
        var cloid = random.Chance(300) ? $",\"c\":\"{Cloid()}\"" : "";
        return $"{{\"a\":{market},\"b\":{Bool(500)},\"p\":\"{Price(market, ticks)}\",\"s\":\""
            + $"{WireText.Decimal(lots, parameters.SzDecimals)}\",\"r\":{Bool(60)},\"t\":{kind}{cloid}}}";
    }

    private string Price(int market, ulong ticks) =>
        WireText.Decimal(ticks, genesis.Markets[market].PriceDecimals);

    private string Bool(int permille) => random.Chance(permille) ? "true" : "false";

    private string Cloid() => $"0x{random.Below(200):x32}";
}
