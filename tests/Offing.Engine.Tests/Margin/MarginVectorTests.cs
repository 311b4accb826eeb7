using System.Globalization;
using System.Text.Json;
using Offing.Engine.Margin;
using Offing.Primitives;
using Offing.Protocol.Genesis;
using static Offing.Engine.Tests.Venue;

namespace Offing.Engine.Tests.Margin;

/// <summary>spec/vectors/margin.json, which another implementation wrote.</summary>
public class MarginVectorTests
{
    [Fact]
    [Trait("rule", "ENG-MRG-002")]
    [Trait("rule", "ENG-MRG-003")]
    public void Hyperliquid_tiers_continuous_in_size()
    {
        var seen = 0;
        foreach (var table in Read("tiers").EnumerateArray())
        {
            var margin = MarginTable.Of(Market(table));
            foreach (var wanted in table.GetProperty("cases").EnumerateArray())
            {
                var notional = Number(wanted, "notional");
                var leverage = wanted.GetProperty("leverage").GetUInt32();
                Assert.Equal(Number(wanted, "maintenance"), margin.Maintenance(notional));
                Assert.Equal(Number(wanted, "initial"), margin.Initial(notional, leverage, 0));
                seen++;
            }
        }

        Assert.True(seen > 100);
    }

    [Fact]
    [Trait("rule", "ENG-MRG-010")]
    public void Initial_margin_by_open_interest_of_dYdX()
    {
        var table = Read("openInterest");
        var market = Market(table) with
        {
            OpenInterest = new OpenInterestParameters(
                new MicroUsd((long)Number(table, "lower")), new MicroUsd((long)Number(table, "upper")),
                MicroUsd.Zero),
        };
        var state = new Venue(Genesis() with { Markets = [market] }).State.Markets[0];
        state.Mark = new Ticks(1);
        foreach (var wanted in table.GetProperty("cases").EnumerateArray())
        {
            state.OpenInterest = new Lots((long)Number(wanted, "openInterest"));
            Assert.Equal(wanted.GetProperty("scale").GetInt64(), state.Scale_Nano);
            Assert.Equal(
                Number(wanted, "initial"),
                state.Margin.Initial(Number(wanted, "notional"), market.MaxLeverage, state.Scale_Nano));
        }
    }

    [Fact]
    [Trait("rule", "ENG-MRG-009")]
    public void Hyperliquid_liquidation_price()
    {
        foreach (var wanted in Read("liquidation").EnumerateArray())
        {
            var market = new Venue(Genesis() with { Markets = [Market(wanted)] }).State.Markets[0];
            var size = (long)Number(wanted, "size");
            // At any mark the answer is the same: here at one that is far from it.
            market.Mark = new Ticks(size > 0 ? 1_000_000U : 10_000);
            var held = new Exposure(
                market, 1, size, (long)Number(wanted, "entryNotional"), 0, 0, 0, 0);
            var bucket = new Bucket(
                Number(wanted, "rest") + held.Unrealised, 0, held.Maintenance, 0, held.Notional);
            var price = wanted.GetProperty("price").GetString();
            var found = LiquidationMark.Of(held, bucket);
            Assert.Equal(price, found?.Value.ToString(CultureInfo.InvariantCulture));
        }
    }

    private static MarketParameters Market(JsonElement table)
    {
        MarginTier[] tiers =
        [
            .. table.GetProperty("tiers").EnumerateArray().Select(tier => new MarginTier(
                new MicroUsd(long.Parse(tier[0].GetString()!, CultureInfo.InvariantCulture)),
                tier[1].GetUInt32())),
        ];
        return Genesis().Markets[0] with { MaxLeverage = tiers[0].MaxLeverage, Tiers = tiers };
    }

    private static Int128 Number(JsonElement item, string name) =>
        Int128.Parse(item.GetProperty(name).GetString()!, CultureInfo.InvariantCulture);

    private static JsonElement Read(string part)
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "Offing.slnx")))
        {
            folder = folder.Parent ?? throw new InvalidOperationException("no Offing.slnx above the tests");
        }

        var path = Path.Combine(folder.FullName, "spec", "vectors", "margin.json");
        using var document = JsonDocument.Parse(File.ReadAllBytes(path));
        return document.RootElement.GetProperty(part).Clone();
    }
}
