using Offing.Engine.Accounts;
using Offing.Engine.Tests.Properties;
using Offing.Primitives;
using Offing.Protocol;

namespace Offing.Engine.Tests.Accounts;

public class NonceSetTests
{
    private static readonly Time Now = new(1_700_000_000_000);

    [Theory]
    [InlineData(-2 * 86_400_000L, RejectCode.NonceOutOfWindow)]
    [InlineData((-2 * 86_400_000L) + 1, RejectCode.None)]
    [InlineData(86_400_000L - 1, RejectCode.None)]
    [InlineData(86_400_000L, RejectCode.NonceOutOfWindow)]
    [Trait("rule", "ENG-ACC-004")]
    public void The_window_is_open_at_both_ends(long offset, RejectCode code) =>
        Assert.Equal(
            code,
            new Venue().State.Accounts[0].Nonces.Examine((ulong)((long)Now.Milliseconds + offset), Now));

    [Fact]
    [Trait("rule", "ENG-ACC-004")]
    public void Extremes_do_not_overflow()
    {
        var set = new Venue().State.Accounts[0].Nonces;
        Assert.Equal(RejectCode.NonceOutOfWindow, set.Examine(ulong.MaxValue, new Time(0)));
        Assert.Equal(RejectCode.NonceOutOfWindow, set.Examine(0, new Time(ulong.MaxValue)));
        Assert.Equal(RejectCode.None, set.Examine(0, new Time(0)));
    }

    [Fact]
    [Trait("rule", "ENG-ACC-006")]
    public void Only_the_hundred_highest_are_kept_and_what_fell_out_stays_out()
    {
        var set = new Venue().State.Accounts[0].Nonces;
        for (ulong i = 0; i < 100; i++)
        {
            set.MustUse(Now.Milliseconds + (2 * i));
        }

        Assert.Equal(RejectCode.None, set.Examine(Now.Milliseconds + 1, Now));
        Assert.Equal(RejectCode.NonceUsed, set.Examine(Now.Milliseconds, Now));
        Assert.Equal(RejectCode.NonceTooLow, set.Examine(Now.Milliseconds - 1, Now));
        set.MustUse(Now.Milliseconds + 1);
        Assert.Equal(100, set.Ascending.Count);
        Assert.Equal(RejectCode.NonceTooLow, set.Examine(Now.Milliseconds, Now));
        Assert.Equal(RejectCode.NonceUsed, set.Examine(Now.Milliseconds + 1, Now));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [Trait("rule", "ENG-ACC-006")]
    public void It_keeps_what_a_sorted_set_of_the_highest_keeps(ulong seed)
    {
        var random = new SplitMix(seed);
        var set = new Venue().State.Accounts[0].Nonces;
        var plain = new SortedSet<ulong>();
        for (var i = 0; i < 20_000; i++)
        {
            // Mostly the next, often among the last, sometimes far behind.
            var back = random.Below(3) == 0 ? random.Below(random.Below(20) == 0 ? 2_000 : 150) : -1;
            var nonce = (ulong)((long)Now.Milliseconds + i - back);
            var expected = plain.Contains(nonce) ? RejectCode.NonceUsed
                : plain.Count == 100 && nonce < plain.Min ? RejectCode.NonceTooLow
                : RejectCode.None;
            Assert.Equal(expected, set.Examine(nonce, Now));
            if (expected != RejectCode.None)
            {
                continue;
            }

            set.MustUse(nonce);
            plain.Add(nonce);
            if (plain.Count > 100)
            {
                plain.Remove(plain.Min);
            }

            Assert.Equal(plain.Count, set.Count);
            if (i % 97 == 0)
            {
                Assert.Equal(plain, set.Ascending);
            }
        }
    }
}
