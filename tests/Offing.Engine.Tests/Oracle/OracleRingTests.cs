using Offing.Engine.Oracle;
using Offing.Primitives;
using Offing.Protocol.Entries;
using static Offing.Engine.Tests.Venue;

namespace Offing.Engine.Tests.Oracle;

public sealed class OracleRingTests
{
    private readonly Venue _venue = new();

    private OracleRing Ring => _venue.State.MarketOf(Btc).Ring;

    private IEnumerable<uint> Held => Ring.Prices.Select(price => price.Value).Where(price => price != 0);

    [Fact]
    [Trait("rule", "ENG-ORA-011")]
    public void It_holds_the_price_after_each_report_that_finds_a_quorum_and_no_tick()
    {
        _venue.Report(0, Btc, 300_000);
        Assert.Empty(Held);
        _venue.Report(1, Btc, 300_000);
        _venue.Now += 500;
        _venue.Report(2, Btc, 400_000);
        _venue.Report(1, Btc, 400_000);
        Assert.Equal([300_000U, 300_000U, 303_000U], Held);
        _venue.Now += 1_000;
        _venue.Apply(new Tick());
        Assert.Equal(309_060U, _venue.State.MarketOf(Btc).OraclePrice.Value);
        Assert.Equal(3, Held.Count());
        Assert.Equal(3, Ring.Next);
        _venue.Report(0, Btc, 0);
        Assert.Equal(3, Held.Count());
    }

    [Fact]
    [Trait("rule", "ENG-ORA-011")]
    public void The_newest_takes_the_place_of_the_oldest()
    {
        _venue.Price(Btc, "30000");
        var before = Held.Count();
        for (uint i = 1; i <= 20; i++)
        {
            _venue.Report(0, Btc, 300_000 + i);
            _venue.Report(1, Btc, 300_000 + i);
            _venue.Now += 1_000;
        }

        Assert.Equal(Limits.OracleRing_Prices, Held.Count());
        Assert.Equal((before + 40) % Limits.OracleRing_Prices, Ring.Next);
        var last = (Ring.Next + Limits.OracleRing_Prices - 1) % Limits.OracleRing_Prices;
        Assert.Equal(_venue.State.MarketOf(Btc).OraclePrice, Ring.Prices[last]);
        Assert.True(Ring.Prices[Ring.Next].Value < Ring.Prices[last].Value);
    }

    [Fact]
    [Trait("rule", "ENG-ORA-011")]
    public void Without_a_quorum_and_after_the_end_of_a_market_nothing_enters()
    {
        _venue.Price(Btc, "30000");
        var before = Held.ToArray();
        _venue.Now += 10_001;
        _venue.Apply(new Tick());
        _venue.Report(0, Btc, 300_100);
        _venue.Report(1, Btc, 300_100);
        Assert.Equal(before, Held);
        _venue.Now += 24 * 3_600_000;
        _venue.Apply(new Tick());
        Assert.True(_venue.State.MarketOf(Btc).IsSettled);
        _venue.Report(0, Btc, 300_100);
        _venue.Report(1, Btc, 300_100);
        _venue.Report(0, Btc, 300_100);
        Assert.Equal(before, Held);
    }
}
