using System.Text.Json.Nodes;
using Offing.Primitives;
using Offing.Tools.Client;

namespace Offing.Tools.Risk.Explaining;

/// <summary>offing risk explain: the requirements of an account as a person reads them.</summary>
public static class Explanation
{
    private const int Usd = 6;
    private const int Percent = 7;

    /// <summary>Asks a venue and writes what it answers.</summary>
    /// <exception cref="VenueException">It does not answer, or has no such account.</exception>
    public static async Task RunAsync(
        VenueClient venue, Address user, TextWriter output, CancellationToken stop)
    {
        var reply = await venue.NativeAsync($"account?user={user}", null, stop);
        if (VenueClient.ErrorOf(reply) is { } error)
        {
            throw new VenueException(error);
        }

        var meta = await venue.InfoAsync(new JsonObject { ["type"] = "meta" }, stop);
        foreach (var line in Lines(reply["data"]!, meta["universe"]!.AsArray()))
        {
            await output.WriteLineAsync(line);
        }
    }

    /// <param name="account">data of GET /native/account.</param>
    /// <param name="universe">Of the info call meta: names and decimals of the markets.</param>
    public static IEnumerable<string> Lines(JsonNode account, JsonArray universe)
    {
        yield return $"account {account["user"]} at entry {account["seq"]}";
        foreach (var bucket in account["buckets"]!.AsArray())
        {
            foreach (var line in Bucket(bucket!, universe))
            {
                yield return line;
            }
        }

        foreach (var market in account["requirements"]!.AsArray())
        {
            foreach (var line in Market(market!, new Grid(universe, Int(market!["market"]!))))
            {
                yield return line;
            }
        }

        var resting = account["restingFees"]!;
        yield return $"fees of resting orders: {Money(resting["fees"])} = {Money(resting["quote"])} x "
            + $"{Fixed(resting["rate"], Percent)} %, rounded up";
        foreach (var key in account["sessions"]!.AsArray().Where(key => Int(key!["maxDailyLoss"]!) != 0))
        {
            yield return $"session key {key!["key"]} \"{key["name"]}\": lost {Money(key["dayLoss"])} today "
                + $"of {Money(key["maxDailyLoss"])}"
                + ((bool)key["breached"]! ? ", may only reduce" : "");
        }
    }

    private static IEnumerable<string> Bucket(JsonNode bucket, JsonArray universe)
    {
        var name = bucket["market"] is { } market
            ? $"{universe[(int)Int(market)]!["name"]} isolated"
            : "cross";
        yield return $"{name}: {bucket["state"]}, equity {Money(bucket["equity"])}, "
            + $"of which {Money(bucket["cushion"])} above maintenance";
        yield return $"  collateral {Money(bucket["collateral"])}, positions {Money(bucket["notional"])}, "
            + $"withdrawable {Money(bucket["withdrawable"])}";
        yield return $"  initial {Money(bucket["initial"])}, with orders {Money(bucket["reserved"])}, "
            + $"maintenance {Money(bucket["maintenance"])}";
    }

    private static IEnumerable<string> Market(JsonNode market, Grid grid)
    {
        var (tier, orders) = (market["tier"]!, market["orders"]!);
        var mode = (bool)market["isolated"]! ? "isolated" : "cross";
        yield return $"{grid.Name} ({mode}, leverage {market["leverage"]}): {grid.Size(market["size"])} at "
            + $"mark {grid.Price(market["mark"])} = {Money(market["notional"])}, "
            + $"profit {Money(market["unrealisedPnl"])}, funding due {Money(market["fundingDue"])}";
        yield return $"  initial {Money(market["initial"])}, maintenance {Money(market["maintenance"])}: "
            + $"tier from {Money(tier["from"])}, {tier["maxLeverage"]}x, {Money(tier["free"])} free; "
            + $"scaled by open interest {Fixed(market["scale"], Percent)} %";
        yield return $"  orders: buys {grid.Size(orders["buys"])}, sells {grid.Size(orders["sells"])}, worst "
            + $"side {grid.Size(orders["worst"])}: margin {Money(orders["margin"])} + loss at their prices "
            + $"{Money(orders["loss"])} = {Money(market["reserved"])}";
        yield return market["liquidationPrice"] is { } price
            ? $"  liquidated at {grid.Price(price)}, {Fixed(market["distance"], Percent)} % from the mark"
                + ((bool)market["mayLiquidate"]! ? "" : " (not while the market has no price to trade at)")
            : "  no mark alone liquidates it";
    }

    private static string Money(JsonNode? amount) => Fixed(amount, Usd);

    private static long Int(JsonNode number) => number.GetValue<long>();

    // Integers alone: what is printed is what the venue said, to the last digit.
    private static string Fixed(JsonNode? number, int decimals) => Amounts.Text(Int(number!), decimals);

    /// <summary>Name and decimals of one market.</summary>
    private readonly struct Grid(JsonArray universe, long market)
    {
        private readonly JsonNode _of = universe[(int)market]!;

        public string Name => _of["name"]!.GetValue<string>();

        private int SizeDecimals => _of["szDecimals"]!.GetValue<int>();

        public string Size(JsonNode? lots) => Fixed(lots, SizeDecimals);

        public string Price(JsonNode? ticks) => Fixed(ticks, Usd - SizeDecimals);
    }
}
