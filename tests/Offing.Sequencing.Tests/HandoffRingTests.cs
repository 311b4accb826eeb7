using Offing.Sequencing.Testing;

namespace Offing.Sequencing.Tests;

public sealed class HandoffRingTests
{
    public static TheoryData<IHandoff<object>> Rings(int capacity) =>
        [new HandoffRing<object>(capacity), new LockedRing<object>(capacity)];

    [Theory]
    [MemberData(nameof(Rings), 4)]
    public void It_gives_back_in_order_what_was_put_in_and_refuses_when_full(IHandoff<object> ring)
    {
        var (next, taken) = (0, 0);
        for (var round = 0; round < 20; round++)
        {
            while (ring.TryAdd(next) == RingOutcome.Added)
            {
                next++;
            }

            Assert.Equal(taken + 4, next);
            Assert.Equal(RingOutcome.Full, ring.TryAdd("one too many"));
            Assert.True(ring.HasClaims);
            for (var i = 0; i < 1 + (round % 4); i++)
            {
                Assert.True(ring.TryTake(out var item, out var ticket));
                Assert.Equal(taken, item);
                Assert.Equal(taken++, ticket);
            }
        }
    }

    [Theory]
    [MemberData(nameof(Rings), 8)]
    public void A_closed_ring_takes_nothing_and_gives_what_it_has(IHandoff<object> ring)
    {
        ring.TryAdd("a");
        ring.TryAdd("b");
        ring.Close();
        Assert.True(ring.IsClosed);
        Assert.Equal(RingOutcome.Closed, ring.TryAdd("c"));
        Assert.True(ring.TryTake(out var first, out _));
        Assert.True(ring.TryTake(out var second, out _));
        Assert.Equal(("a", "b"), (first, second));
        Assert.False(ring.HasClaims);
        Assert.False(ring.TryTake(out _, out _));
        Assert.True(ring.IsClosed);
    }

    [Theory]
    [MemberData(nameof(Rings), 8)]
    public void What_is_taken_is_not_kept_alive(IHandoff<object> ring)
    {
        var gone = PutInAndTake(ring);
        GC.Collect();
        Assert.False(gone.IsAlive);
    }

    private static WeakReference PutInAndTake(IHandoff<object> ring)
    {
        var item = new object();
        ring.TryAdd(item);
        ring.TryTake(out _, out _);
        return new WeakReference(item);
    }
}
