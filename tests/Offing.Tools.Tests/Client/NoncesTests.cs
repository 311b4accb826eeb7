using System.Collections.Concurrent;
using Offing.Tools.Client;

namespace Offing.Tools.Tests.Client;

public sealed class NoncesTests
{
    [Fact]
    public void They_are_each_used_once_whoever_asks_and_begin_at_the_time()
    {
        var (nonces, seen) = (new Nonces(), new ConcurrentBag<ulong>());
        var before = (ulong)DateTimeOffset.UtcNow.ToUnixTimeMilliseconds();
        Parallel.For(0, 8, _ =>
        {
            var last = 0UL;
            for (var i = 0; i < 2_000; i++)
            {
                var next = nonces.Next();
                Assert.True(next > last);
                last = next;
                seen.Add(next);
            }
        });
        Assert.Equal(16_000, seen.Distinct().Count());
        Assert.True(seen.Min() >= before);
    }
}
