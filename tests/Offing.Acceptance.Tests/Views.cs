using Offing.Primitives;
using Offing.Protocol.Commands;

namespace Offing.Acceptance.Tests;

/// <summary>What anyone may look at: a book, and an account's open orders.</summary>
internal static class Views
{
    public static bool Show(Stage stage, string word, Words words)
    {
        switch (word)
        {
            case "book":
                Book(stage, stage.Names.Market(words.Next()));
                return true;
            case "orders":
                Orders(stage, stage.Names.Actor(words.Next()).Account);
                return true;
            default:
                return false;
        }
    }

    // Each level in the order in which its orders trade, with what they show.
    private static void Book(Stage stage, MarketId market)
    {
        foreach (var (side, word) in new[] { (Side.Sell, "ask"), (Side.Buy, "bid") })
        {
            var orders = stage.State.MarketOf(market).Book.InPriority(side);
            foreach (var level in orders.GroupBy(o => o.Price))
            {
                var shown = level.Select(o =>
                    stage.Narrator.Label(o.Id, stage.State.Accounts[o.Owner].Owner)
                    + " " + stage.Narrator.Size(market, o.Displayed));
                stage.Tell($"{word} {stage.Narrator.Price(market, level.Key)} {string.Join(", ", shown)}");
            }
        }
    }

    private static void Orders(Stage stage, Address account)
    {
        foreach (var order in stage.Ledger.Open.Where(o => o.Account == account))
        {
            var left = stage.Narrator.Size(order.Market, order.Left);
            var size = stage.Narrator.Size(order.Market, order.Size);
            var label = stage.Narrator.Label(order.Id, account);
            stage.Tell(
                $"{label} {(order.Side == Side.Buy ? "buys" : "sells")} {left}"
                + (left == size ? "" : $" of {size}")
                + $" {stage.Names.Of(order.Market)}{Where(stage, order)}"
                + (order.ReduceOnly ? " reduce-only" : ""));
        }
    }

    private static string Where(Stage stage, Tracked order) =>
        order.Phase == Phase.Resting ? $" at {stage.Narrator.Price(order.Market, order.Price)}"
        : order.IsArmed ? $" waitingForTrigger {stage.Narrator.Price(order.Market, order.TriggerPrice)}"
        : " waitingForFill";
}
