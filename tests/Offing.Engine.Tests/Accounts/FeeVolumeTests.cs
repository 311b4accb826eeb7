using Offing.Engine.Accounts;
using Offing.Primitives;

namespace Offing.Engine.Tests.Accounts;

public class FeeVolumeTests
{
    private const ulong Day_Ms = 86_400_000;
    private readonly FeeVolume _volume = new Venue().State.Accounts[0].Volume;

    [Fact]
    [Trait("rule", "ENG-FEE-003")]
    public void Today_and_fourteen_days_before_it_are_kept()
    {
        for (ulong day = 20_000; day < 20_020; day++)
        {
            _volume.Add(new Time(day * Day_Ms), isMaker: true, new MicroUsd(1));
            _volume.Add(new Time((day * Day_Ms) + Day_Ms - 1), isMaker: false, new MicroUsd(2));
            var days = (long)Math.Min(day - 20_000 + 1, FeeVolume.Days);
            Assert.Equal((days, 2 * days), (_volume.Maker.Sum(), _volume.Taker.Sum()));
        }
    }

    [Fact]
    [Trait("rule", "ENG-FEE-005")]
    public void What_counts_on_a_day_is_the_fourteen_days_before_it()
    {
        for (uint day = 100; day < 140; day++)
        {
            Assert.Equal(3 * Math.Min(day - 100, 14), (long)_volume.Before(day));
            _volume.Add(new Time(day * Day_Ms), isMaker: true, new MicroUsd(1));
            _volume.Add(new Time(day * Day_Ms), isMaker: false, new MicroUsd(2));
            Assert.Equal(3 * Math.Min(day - 100, 14), (long)_volume.Before(day));
        }

        Assert.Equal(3 * 4, (long)_volume.Before(150));
        Assert.Equal(0, (long)_volume.Before(154));
    }

    [Fact]
    [Trait("rule", "ENG-FEE-003")]
    public void Days_without_a_trade_are_cleared()
    {
        foreach (var (day, kept) in ((ulong, long)[])[(1, 1), (3, 2), (16, 2), (100, 1)])
        {
            _volume.Add(new Time(day * Day_Ms), isMaker: true, new MicroUsd(1));
            Assert.Equal(kept, _volume.Maker.Sum());
        }
    }

    [Fact]
    [Trait("rule", "ENG-FEE-003")]
    public void A_day_at_the_end_of_64_bits_stays_there()
    {
        _volume.Add(new Time(0), isMaker: true, new MicroUsd(long.MaxValue));
        _volume.Add(new Time(0), isMaker: true, new MicroUsd(1));
        Assert.Equal(long.MaxValue, _volume.Maker[0]);
    }
}
