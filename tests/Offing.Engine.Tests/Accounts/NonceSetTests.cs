using Offing.Engine.Accounts;
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

}
