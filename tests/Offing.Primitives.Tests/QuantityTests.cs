using Offing.Primitives;

namespace Offing.Primitives.Tests;

public sealed class QuantityTests
{
    [Fact]
    [Trait("rule", "ENG-UNI-006")]
    public void The_limits_keep_what_they_promise_one_another() => Limits.AssertRelations();

    [Fact]
    [Trait("rule", "ENG-UNI-001")]
    public void Price_times_size_is_exact() =>
        Assert.Equal(new MicroUsd(-3_000_000_000), new Ticks(300_000) * new Lots(-10_000));

    [Fact]
    [Trait("rule", "ENG-UNI-006")]
    public void The_largest_accepted_order_has_a_notional() =>
        Assert.True(new Ticks(uint.MaxValue) * new Lots(Limits.OrderMax_Lots) > MicroUsd.Zero);

    [Fact]
    public void Arithmetic_refuses_to_leave_64_bits()
    {
        Assert.Throws<OverflowException>(() => new Lots(long.MaxValue) + new Lots(1));
        Assert.Throws<OverflowException>(() => new Lots(long.MinValue) - new Lots(1));
        Assert.Throws<OverflowException>(() => -new Lots(long.MinValue));
        Assert.Throws<OverflowException>(() => new Lots(long.MinValue).Abs);
        Assert.Throws<OverflowException>(() => new MicroUsd(long.MaxValue) + new MicroUsd(1));
        Assert.Throws<OverflowException>(() => new MicroUsd(long.MinValue) - new MicroUsd(1));
        Assert.Throws<OverflowException>(() => -new MicroUsd(long.MinValue));
        Assert.Throws<OverflowException>(() => new Ticks(uint.MaxValue) * new Lots(long.MaxValue));
        Assert.Throws<OverflowException>(() => new Nano(2 * Nano.One).RoundUp(new MicroUsd(long.MaxValue)));
    }

    [Theory]
    [InlineData(1, 450_000, 0, 1)]
    [InlineData(-1, 450_000, -1, 0)]
    [InlineData(2_000_000, 450_000, 900, 900)]
    [InlineData(0, 450_000, 0, 0)]
    [Trait("rule", "ENG-UNI-004")]
    public void A_rate_is_rounded_in_the_direction_of_its_name(long amount, long rate, long down, long up)
    {
        Assert.Equal(new MicroUsd(down), new Nano(rate).RoundDown(new MicroUsd(amount)));
        Assert.Equal(new MicroUsd(up), new Nano(rate).RoundUp(new MicroUsd(amount)));
    }

    [Fact]
    public void The_smaller_and_the_larger_are_chosen_by_value()
    {
        Assert.Equal(new Lots(-5), Lots.Min(new Lots(-5), new Lots(3)));
        Assert.Equal(new Lots(3), Lots.Max(new Lots(-5), new Lots(3)));
        Assert.Equal(new MicroUsd(-5), MicroUsd.Min(new MicroUsd(3), new MicroUsd(-5)));
        Assert.Equal(new MicroUsd(3), MicroUsd.Max(new MicroUsd(3), new MicroUsd(-5)));
    }
}
