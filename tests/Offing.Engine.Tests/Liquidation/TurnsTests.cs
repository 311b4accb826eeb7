using Offing.Primitives;
using Offing.Protocol.Commands;
using Offing.Protocol.Entries;
using Offing.Protocol.Events;
using Offing.Protocol.Genesis;

namespace Offing.Engine.Tests.Liquidation;

/// <summary>More buckets in danger than an entry has turns for.</summary>
public class TurnsTests
{
    private const int Traders = Limits.LiquidationsPerEntry + 100;

    private readonly Venue _venue = new Venue(Venue.Genesis() with
    {
        Oracle = new OracleParameters(10_000, 2, new Nano(500_000_000)),
    }).Price(Venue.Btc, "30000");

    [Fact]
    [Trait("rule", "ENG-LIQ-001")]
    public void The_next_entry_goes_on_behind_the_last_turn()
    {
        Fill();
        _venue.Now += 5_000;
        _venue.Report(0, Venue.Btc, 270_000);
        var first = Accounts(_venue.Report(1, Venue.Btc, 270_000));
        Assert.Equal(Limits.LiquidationsPerEntry, first.Length);
        Assert.NotEqual(0UL, _venue.State.LiquidationCursor);

        // Whatever the next entry is.
        var second = Accounts(_venue.Apply(new BatchCut(1)));
        Assert.Equal(100, second.Length);
        Assert.Empty(first.Intersect(second));
        Assert.Equal(0UL, _venue.State.LiquidationCursor);
        Assert.Empty(_venue.State.Danger.Endangered);
    }

    private static Address[] Accounts(IReadOnlyList<IEngineEvent> events) =>
        [.. events.OfType<LiquidationStep>().Select(step => step.Account).Distinct()];

    // The invariants are examined around it, not for each of the thousands of entries.
    private void Fill()
    {
        _venue.Deposit(Venue.Bob, 10_000_000);
        _venue.Sell(Venue.Bob, Venue.Btc, "30000", "20");
        for (var i = 0; i < Traders; i++)
        {
            Run(_venue.Request(RequestType.Deposit, $"t{i}", 25_000_000));
            var order = Venue.Order(Venue.Btc, Side.Buy, "30000", "0.01", TimeInForce.Ioc);
            Run(_venue.Signed($"t{i}", new PlaceOrders([order], null)));
        }
    }

    private void Run(Entry entry) => _venue.Machine.Apply(
        new SequencedEntry(
            _venue.State.InputCursor + 1, _venue.State.InputCursor + 1, new Time(_venue.Now), entry));
}
