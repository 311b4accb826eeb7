using Offing.Gateway.Limiting;

namespace Offing.Gateway.Tests.Limiting;

public sealed class TokenBucketsTests
{
    [Fact]
    public void A_bucket_holds_a_minutes_worth_and_fills_steadily()
    {
        var buckets = new TokenBuckets<string>(perMinute: 60);
        for (var i = 0; i < 60; i++)
        {
            Assert.True(buckets.TrySpend("a", 1, now_Ms: 5));
        }

        Assert.False(buckets.TrySpend("a", 1, now_Ms: 5));
        Assert.True(buckets.TrySpend("b", 1, now_Ms: 5));
        Assert.True(buckets.TrySpend("a", 1, now_Ms: 1_005));
        Assert.False(buckets.HasAny("a", now_Ms: 1_005));
        buckets.Spend("a", 60, now_Ms: 10_000_000);
        Assert.False(buckets.HasAny("a", now_Ms: 10_000_000));
    }

    [Fact]
    public void Who_has_anything_passes_and_owes_the_rest()
    {
        var buckets = new TokenBuckets<string>(perMinute: 60);
        Assert.True(buckets.TrySpend("a", 90, 0));
        Assert.False(buckets.HasAny("a", 30_000));
        Assert.True(buckets.HasAny("a", 30_001));
    }

    [Fact]
    public void A_clock_that_goes_back_gives_nothing()
    {
        var buckets = new TokenBuckets<string>(perMinute: 60);
        buckets.Spend("a", 60, 1_000_000);
        Assert.False(buckets.HasAny("a", 0));
    }

    [Fact]
    public void Buckets_are_bounded_and_the_full_ones_go_first()
    {
        var buckets = new TokenBuckets<int>(perMinute: 60, most: 3);
        buckets.Spend(1, 1, 1);
        buckets.Spend(2, 1_000, 1);
        buckets.Spend(3, 1, 1);
        buckets.Spend(4, 1, 60_001);
        Assert.False(buckets.HasAny(2, 60_001));
        buckets.Spend(5, 1_000, 60_001);
        buckets.Spend(6, 1_000, 60_001);
        // None of the three is full: all begin anew.
        Assert.True(buckets.HasAny(2, 60_001));
        Assert.False(buckets.HasAny(6, 60_001));
    }

    /// <summary>Beside the plain reading: a level that rises, is cut at the top, and is spent.</summary>
    [Fact]
    public void Any_course_of_events_goes_as_a_plain_level_says()
    {
        var random = new Random(5);
        var buckets = new TokenBuckets<string>(perMinute: 120);
        var (level, now) = (120.0m, 1L);
        for (var i = 0; i < 5_000; i++)
        {
            var passed = random.Next(1_500);
            (now, level) = (now + passed, Math.Min(120m, level + (passed * 120m / 60_000m)));
            var weight = random.Next(1, 30);
            Assert.Equal(level > 0, buckets.TrySpend("a", weight, now));
            level -= level > 0 ? weight : 0;
        }
    }
}
