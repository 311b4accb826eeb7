using Offing.Engine.Tests.Properties;
using Offing.Engine.Triggers;
using Offing.Primitives;
using Offing.Protocol.Commands;

namespace Offing.Engine.Tests.Triggers;

public class TriggerIndexTests
{
    [Theory]
    [InlineData(Side.Buy, TriggerKind.StopLoss, true)]
    [InlineData(Side.Sell, TriggerKind.StopLoss, false)]
    [InlineData(Side.Buy, TriggerKind.TakeProfit, false)]
    [InlineData(Side.Sell, TriggerKind.TakeProfit, true)]
    [InlineData(Side.Buy, TriggerKind.TrailingStop, true)]
    [InlineData(Side.Sell, TriggerKind.TrailingStop, false)]
    [Trait("rule", "ENG-TRG-001")]
    public void A_stop_follows_the_mark_and_a_take_profit_goes_against_it(
        Side side, TriggerKind kind, bool isRising) =>
        Assert.Equal(isRising, TriggerIndex.IsRising(side, kind));

    // The reference looks at every order at every mark.
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [Trait("rule", "ENG-TRG-004")]
    public void Orders_fire_in_the_order_in_which_the_mark_comes_to_them(ulong seed)
    {
        var random = new SplitMix(seed);
        var index = new TriggerIndex();
        var plain = new List<(bool IsRising, Ticks Trigger, OrderId Id)>();
        var (mark, fired) = (new Ticks(1_000), 0);
        for (var i = 1UL; i < 20_000; i++)
        {
            if (random.Chance(60))
            {
                var added = (random.Chance(50), new Ticks((uint)(900 + random.Below(200))), new OrderId(i));
                plain.Add(added);
                index.Add(added.Item1, added.Item2, added.Item3);
            }
            else if (plain.Count > 0 && random.Chance(20))
            {
                var gone = random.Pick(plain);
                plain.Remove(gone);
                index.Remove(gone.IsRising, gone.Trigger, gone.Id);
            }

            mark = new Ticks((uint)Math.Clamp(mark.Value + random.Below(21) - 10, 900, 1_100));
            for (var left = random.Below(4); left > 0; left--)
            {
                var expected = Next(plain, mark);
                Assert.Equal(expected is not null, index.TryMet(mark, mark, out var id));
                if (expected is { } next)
                {
                    Assert.Equal(next.Id, id);
                    plain.Remove(next);
                    index.Remove(next.IsRising, next.Trigger, next.Id);
                    fired++;
                }
            }

            Assert.Equal(plain.Count, index.Count);
        }

        Assert.True(fired > 3_000, $"{fired}");
    }

    private static (bool IsRising, Ticks Trigger, OrderId Id)? Next(
        List<(bool IsRising, Ticks Trigger, OrderId Id)> plain, Ticks mark)
    {
        var met = plain.Where(o => o.IsRising ? mark >= o.Trigger : mark <= o.Trigger).ToList();
        var up = met.Where(o => o.IsRising).OrderBy(o => o.Trigger).ThenBy(o => o.Id).Take(1);
        var down = met.Where(o => !o.IsRising).OrderByDescending(o => o.Trigger).ThenBy(o => o.Id).Take(1);
        var heads = up.Concat(down).OrderBy(o => o.Id).ToList();
        return heads.Count == 0 ? null : heads[0];
    }
}
