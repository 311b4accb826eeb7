using Offing.Primitives;
using Offing.Protocol.Entries;
using Offing.Protocol.Events;

namespace Offing.MarketData.Tests;

public sealed class ListingFoldTests
{
    private static readonly MarketId New = new(2);

    private readonly VenueFold _fold = new(RandomVenue.Genesis);
    private ulong _seq;

    [Fact]
    public void A_listed_market_has_a_book_a_mark_and_candles_from_then_on()
    {
        var before = _fold.Markets;
        Happen(new MarketListed(RandomVenue.Terms(2, "NEW"), new Time(5)));
        Assert.Equal(2, before.Count);
        Assert.Equal(["BTC", "ETH", "NEW"], _fold.Markets.Select(market => market.Name));
        Assert.Null(_fold.Summary(New).Mark);
        Happen(new MarkMoved(New, new Ticks(100), new Ticks(101)));
        Assert.Equal(new Ticks(101), _fold.Summary(New).Mark);
        Assert.Empty(_fold.Book(New, PriceGrouping.None).Asks);
        Assert.Null(_fold.NewestCandle(New, CandleInterval.Find("1m")!));
    }

    [Fact]
    public void Other_parameters_are_those_of_now()
    {
        Happen(new MarketChanged(RandomVenue.Terms(1, "ETH") with { MaxLeverage = 3 }));
        Assert.Equal([10u, 3u], _fold.Markets.Select(market => market.MaxLeverage));
    }

    [Fact]
    public void Publishers_are_those_of_now()
    {
        var (fourth, other) = (Address.OfSystem("p3"), Address.OfSystem("p9"));
        Happen(new PublisherChanged(3, fourth, 2));
        Happen(new PublisherChanged(1, other, 2));
        Happen(new PublisherChanged(2, Address.Zero, 2));
        Assert.Equal(
            [RandomVenue.Genesis.Publishers[0], other, Address.Zero, fourth], _fold.Publishers);
    }

    private void Happen(IEngineEvent happened) => _fold.Apply(
        new EntryOutput(new SequencedEntry(++_seq, _seq, new Time(_seq), new Tick()), [happened]));
}
