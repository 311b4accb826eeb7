using System.Numerics;
using Offing.Commitment.Escape;
using Offing.Primitives;
using Offing.Protocol.Genesis;

namespace Offing.Commitment.Tests.Escape;

public sealed class EscapeShareTests
{
    private static readonly Address Somebody = Address.OfSystem("somebody");

    [Theory]
    [InlineData(1000, 0, 0, 900, 900)]
    [InlineData(900, 100, 0, 1000, 900)]
    [InlineData(900, 100, 50, 950, 900)]
    [InlineData(900, 0, 0, 1000, 900)]
    [InlineData(900, 100, 0, 500, 450)]
    [InlineData(0, 0, 0, 500, 0)]
    public void The_share_is_the_vault_over_what_is_asked_of_it(
        int vault, int negative, int junior, int positive, int paid)
    {
        var sums = new EscapeSums();
        sums.Add(Of(Somebody), [positive]);
        sums.Add(Of(Somebody), [-negative]);
        sums.Add(Of(SystemAccounts.Insurance), [junior]);
        Assert.Equal(paid, (int)sums.Fix(vault).Of(positive));
    }

    [Fact]
    public void What_is_asked_by_all_never_exceeds_the_vault()
    {
        var random = new Random(3);
        for (var i = 0; i < 500; i++)
        {
            var sums = new EscapeSums();
            var claims = Enumerable.Range(0, 1 + random.Next(8))
                .Select(_ => (BigInteger)random.Next(1_000)).ToList();
            claims.ForEach(claim => sums.Add(Of(Somebody), [claim]));
            sums.Add(Of(Somebody), [-random.Next(1_000)]);
            sums.Add(Of(SystemAccounts.Fees), [random.Next(500)]);
            var vault = random.Next(4_000);
            var share = sums.Fix(vault);
            var paid = claims.Aggregate(BigInteger.Zero, (sum, claim) => sum + share.Of(claim));
            Assert.True(paid <= vault);
            Assert.All(claims, claim => Assert.True(share.Of(claim) <= claim));
        }
    }

    [Fact]
    public void Leaves_that_are_too_short_are_refused()
    {
        Assert.Throws<FormatException>(() => EscapeAccount.Read(new byte[152]));
        Assert.Throws<FormatException>(() => EscapeMarket.Read(new byte[359], []));
    }

    private static EscapeAccount Of(Address owner) => new(owner, Address.Zero, default, []);
}
