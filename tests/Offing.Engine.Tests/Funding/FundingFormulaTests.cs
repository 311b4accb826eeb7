using System.Globalization;
using System.Text.Json;
using Offing.Engine.Books;
using Offing.Engine.Funding;
using Offing.Engine.Liquidation;
using Offing.Engine.Marks;
using Offing.Engine.Markets;
using Offing.Primitives;
using Offing.Protocol.Genesis;

namespace Offing.Engine.Tests.Funding;

/// <summary>spec/vectors/funding.json, written by another implementation.</summary>
public class FundingFormulaTests
{
    private static readonly JsonElement Vectors = Read();

    [Fact]
    [Trait("rule", "ENG-FND-006")]
    public void The_rate_is_that_of_the_vectors_at_every_corner()
    {
        foreach (var vector in Vectors.GetProperty("rates").EnumerateArray())
        {
            var rate = FundingFormula.Rate((long)Wide(vector, "average"));
            Assert.Equal(Wide(vector, "rate"), rate);
            Assert.Equal(Wide(vector, "anHour"), FundingFormula.Paid(rate, FundingFormula.Hour_Ms).Value);
        }
    }

    [Fact]
    [Trait("rule", "ENG-FND-007")]
    public void A_payment_is_that_of_the_vectors()
    {
        foreach (var vector in Vectors.GetProperty("payments").EnumerateArray())
        {
            var payment = FundingFormula.Payment(
                (long)Wide(vector, "rate"), new Ticks(vector.GetProperty("oracle").GetUInt32()),
                vector.GetProperty("elapsed").GetUInt64());
            Assert.Equal(Wide(vector, "index"), payment);
        }
    }

    [Fact]
    [Trait("rule", "ENG-FND-004")]
    public void Impact_prices_and_premiums_are_those_of_the_vectors()
    {
        foreach (var vector in Vectors.GetProperty("impacts").EnumerateArray())
        {
            var quotes = ImpactQuotes.Of(Market(vector));
            Assert.Equal(Price(vector, "impactBid"), quotes.Bid.Price(Side.Buy));
            Assert.Equal(Price(vector, "impactAsk"), quotes.Ask.Price(Side.Sell));
            var oracle = new Ticks(vector.GetProperty("oracle").GetUInt32());
            Assert.Equal(Wide(vector, "premium"), FundingFormula.Premium(quotes, oracle));
        }
    }

    private static MarketState Market(JsonElement vector)
    {
        var parameters = new MarketParameters(
            new MarketId(0), "M", 0, 5, new Nano(100_000_000), new Nano(800_000_000))
        {
            ImpactNotional = new MicroUsd(vector.GetProperty("notional").GetInt64()),
        };
        var orders = new OrderTable();
        var market = new MarketState(parameters, 3, 0, new Changes(), orders, new DangerIndex());
        foreach (var (name, side) in new[] { ("bids", Side.Buy), ("asks", Side.Sell) })
        {
            foreach (var level in vector.GetProperty(name).EnumerateArray())
            {
                var order = orders.Rent();
                (order.Side, order.Price) = (side, new Ticks(level[0].GetUInt32()));
                order.Remaining = order.Displayed = new Lots(level[1].GetInt64());
                market.Orders.Insert(order);
            }
        }

        return market;
    }

    private static Ticks Price(JsonElement vector, string name) =>
        vector.GetProperty(name) is { ValueKind: JsonValueKind.Number } price
            ? new Ticks(price.GetUInt32())
            : default;

    private static Int128 Wide(JsonElement vector, string name) =>
        Int128.Parse(vector.GetProperty(name).GetString()!, CultureInfo.InvariantCulture);

    private static JsonElement Read()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "Offing.slnx")))
        {
            folder = folder.Parent!;
        }

        var path = Path.Combine(folder.FullName, "spec", "vectors", "funding.json");
        using var document = JsonDocument.Parse(File.ReadAllBytes(path));
        return document.RootElement.Clone();
    }
}
