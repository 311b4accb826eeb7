using Offing.Commitment.State;
using Offing.MarketData;
using Offing.Primitives;
using Offing.Protocol;
using Offing.Protocol.Codec;
using Offing.Protocol.Events;

namespace Offing.Node.Tests.Support;

/// <summary>Everything that a node shows, line by line, so that two can be held side by side.</summary>
internal static class Picture
{
    /// <summary>The state root by its plain definition.</summary>
    public static Hash32 Root(NodeCore node) => node.Read(state => PlainStateTree.Root(state, Rules.Hash));

    public static IReadOnlyList<string> Of(NodeWorld world)
    {
        var lines = new List<string> { $"root {Root(world.Core)}", $"folded {world.Market.Seq}" };
        lines.AddRange(Batches(world));
        lines.AddRange(Of(world.Market, world.Core.Read(
            state => state.Accounts.Select(account => account.Owner).ToArray())));
        return lines;
    }

    /// <summary>What an outcome told, its entry by its canonical bytes.</summary>
    public static string Of(EntryOutput output) =>
        $"{output.Entry.Seq} {output.Entry.Arrival} {Hex.Encode(EntryCodec.EncodeCanonical(output.Entry))} "
        + string.Join(", ", output.Events);

    public static IEnumerable<string> Batches(NodeWorld world)
    {
        for (ulong number = 0; world.Core.Ledger.Header(number) is { } header; number++)
        {
            yield return $"{header}";
        }
    }

    private static IEnumerable<string> Of(VenueFold market, IReadOnlyList<Address> accounts)
    {
        var book = market.Book(Entries.Btc, PriceGrouping.None);
        yield return $"bids {string.Join(", ", book.Bids)}";
        yield return $"asks {string.Join(", ", book.Asks)}";
        yield return $"{market.Summary(Entries.Btc)}";
        yield return string.Join("\n", market.Trades(Entries.Btc));
        foreach (var account in accounts)
        {
            yield return $"{account}";
            yield return string.Join("\n", market.OpenOrders(account));
            yield return string.Join("\n", market.OrderHistory(account));
            yield return string.Join("\n", market.Fills(account));
            yield return string.Join("\n", market.Ledger(account));
        }
    }
}
