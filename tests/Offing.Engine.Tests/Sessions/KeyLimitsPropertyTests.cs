using Offing.Engine.Sessions;
using Offing.Engine.Tests.Properties;
using Offing.Primitives;
using Offing.Protocol.Events;

namespace Offing.Engine.Tests.Sessions;

public class KeyLimitsPropertyTests
{
    private readonly Dictionary<OrderId, OrderPlaced> _placed = [];
    private readonly Dictionary<Address, uint> _breachedOn = [];
    private int _grown;

    [Theory]
    [InlineData(41)]
    [InlineData(42)]
    [Trait("rule", "ENG-KEY-002")]
    [Trait("rule", "ENG-KEY-003")]
    [Trait("rule", "ENG-KEY-007")]
    public void In_random_lives_no_key_goes_beyond_its_limits(ulong seed)
    {
        var world = new World(seed) { ByOwner_Percent = 30 };
        var state = world.Venue.State;
        for (var i = 0; i < 8_000; i++)
        {
            foreach (var happened in world.Step())
            {
                Follow(state, happened);
            }
        }

        Assert.True(_grown > 20 && _breachedOn.Count > 2, $"{_grown} {_breachedOn.Count}");
    }

    private void Follow(VenueState state, IEngineEvent happened)
    {
        switch (happened)
        {
            case OrderPlaced placed:
                _placed[placed.Order] = placed;
                break;
            case KeyLossReached reached:
                _breachedOn[reached.Key] = state.FindSession(reached.Key)!.Value.Session.Day;
                break;
            case Traded trade:
                Check(state, trade, trade.Taker);
                Check(state, trade, trade.Maker);
                break;
        }
    }

    // By the events alone: what a fill of the key's order made of the position.
    private void Check(VenueState state, Traded trade, in FillSide side)
    {
        var order = _placed[side.Order];
        var account = state.FindAccount(side.Account)!;
        if (state.FindLimitedKey(account, order.Signer) is not { } session)
        {
            return;
        }

        var limits = session.Limits;
        var before = side.StartPosition.Value;
        var after = before + (side.Side == Side.Buy ? trade.Size.Value : -trade.Size.Value);
        Assert.True(limits.Markets.Count == 0 || limits.Markets.Contains(trade.Market));
        if (Math.Abs(after) <= Math.Abs(before) && Math.Sign(after) == Math.Sign(before))
        {
            return;
        }

        if (after == 0)
        {
            return;
        }

        _grown++;
        Assert.False(limits.ReduceOnly);
        Assert.False(
            _breachedOn.TryGetValue(session.Key, out var day) && day == session.Day,
            $"{session.Key} {trade}");
        var mark = state.MarketOf(trade.Market).Mark;
        AssertAtMost(limits.MaxPositionNotional, mark.Worth(Math.Abs(after)));
        AssertAtMost(limits.MaxOrderNotional, order.Price.Worth(order.Size.Value));
    }

    private static void AssertAtMost(MicroUsd limit, Int128 value) =>
        Assert.True(limit.IsZero || value <= limit.Value, $"{value} over {limit}");
}
