using Offing.Primitives;
using Offing.Protocol.Commands;
using Offing.Protocol.Wire;

namespace Offing.Acceptance.Tests;

/// <summary>Reads "buys 3 BTC at 30010 ioc as b1".</summary>
internal static class OrderPhrase
{
    private static readonly Dictionary<string, TimeInForce> Tifs = new()
    {
        ["gtc"] = TimeInForce.Gtc,
        ["ioc"] = TimeInForce.Ioc,
        ["fok"] = TimeInForce.Fok,
        ["alo"] = TimeInForce.Alo,
        ["frontend-market"] = TimeInForce.FrontendMarket,
    };

    private static readonly Dictionary<string, SelfTradeMode> SelfTrades = new()
    {
        ["expire-maker"] = SelfTradeMode.ExpireMaker,
        ["expire-taker"] = SelfTradeMode.ExpireTaker,
        ["expire-both"] = SelfTradeMode.ExpireBoth,
        ["decrement"] = SelfTradeMode.Decrement,
    };

    private static readonly Dictionary<string, (TriggerKind Kind, bool IsMarket)> Triggers = new()
    {
        ["stop-market"] = (TriggerKind.StopLoss, true),
        ["stop-limit"] = (TriggerKind.StopLoss, false),
        ["take-profit-market"] = (TriggerKind.TakeProfit, true),
        ["take-profit-limit"] = (TriggerKind.TakeProfit, false),
        ["trailing-market"] = (TriggerKind.TrailingStop, true),
        ["trailing-limit"] = (TriggerKind.TrailingStop, false),
    };

    public static (OrderSpec Order, string? Name) Read(Stage stage, Words words)
    {
        var side = SideOf(words);
        var size = words.Decimal();
        var market = stage.Names.Market(words.Next());
        WireDecimal? price = words.Take("at") ? words.Decimal() : null;
        var order = new OrderSpec(
            market, side, price ?? default, size, false, TimeInForce.Gtc, ClientOrderId.None);
        string? name = null;
        while (!words.IsAtEnd)
        {
            if (words.Take("as"))
            {
                name = words.Next();
                continue;
            }

            order = Option(stage, order, words);
        }

        return (price is null ? order with { Price = PriceOf(stage, order) } : order, name);
    }

    public static Side SideOf(Words words) => words.Next() switch
    {
        "buys" => Side.Buy,
        "sells" => Side.Sell,
        var other => throw new BadLineException($"'{other}' is neither buys nor sells"),
    };

    private static OrderSpec Option(Stage stage, OrderSpec order, Words words)
    {
        var options = order.Options;
        var word = words.Next();
        if (Tifs.TryGetValue(word, out var tif))
        {
            return order with { Tif = tif };
        }

        if (SelfTrades.TryGetValue(word, out var mode))
        {
            return order with { Options = options with { SelfTrade = mode } };
        }

        if (Triggers.TryGetValue(word, out var trigger))
        {
            return order with { Trigger = new TriggerSpec(trigger.Kind, words.Decimal(), trigger.IsMarket) };
        }

        return word switch
        {
            "reduce-only" => order with { ReduceOnly = true },
            "across" => order with { Options = options with { AcrossSubAccounts = true } },
            "showing" => order with { Options = options with { Display = words.Decimal() } },
            "for" => order with
            {
                Options = options with { Expiry_Ms = stage.Now_Ms + words.Duration_Ms() },
            },
            "cloid" => order with { ClientId = new ClientOrderId(words.Whole()) },
            _ => throw new BadLineException($"'{word}' is no option of an order"),
        };
    }

    // A market form must carry a price that it does not use.
    private static WireDecimal PriceOf(Stage stage, OrderSpec order)
    {
        if (order.Trigger is not { IsMarket: true } trigger)
        {
            throw new BadLineException("the order has no price");
        }

        var market = stage.State.MarketOf(order.Market);
        return trigger.Kind == TriggerKind.TrailingStop
            ? WireDecimal.FromUnits(market.Mark.Value, market.Parameters.PriceDecimals)
            : trigger.Price;
    }
}
