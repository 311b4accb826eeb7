using Offing.Protocol.Wire;

namespace Offing.Protocol.Tests.Wire;

public sealed class RejectTextTests
{
    [Fact]
    public void Every_code_has_a_whole_text_with_a_detail_and_without()
    {
        foreach (var code in Enum.GetValues<RejectCode>())
        {
            foreach (var detail in new[] { "", "this" })
            {
                var text = RejectText.For(code, detail);
                Assert.NotEmpty(text);
                Assert.Equal(text.Trim(), text);
                foreach (var broken in new[] { ": .", "  ", " .", "..", ": :" })
                {
                    Assert.DoesNotContain(broken, text, StringComparison.Ordinal);
                }
            }
        }
    }

    [Theory]
    [InlineData(RejectCode.PriceOffTick, "Price must be divisible by tick size.")]
    [InlineData(RejectCode.BelowMinimumValue, "Order must have minimum value of $10")]
    [InlineData(RejectCode.ReduceOnlyWouldIncrease, "Reduce only order would increase position.")]
    [InlineData(RejectCode.PostOnlyWouldMatch, "Post only order would have immediately matched,")]
    [InlineData(RejectCode.IocNoMatch, "Order could not immediately match against any resting orders.")]
    [InlineData(RejectCode.UnknownSigner, "User or API Wallet ")]
    [InlineData(RejectCode.BadSize, "Order has invalid size")]
    [InlineData(RejectCode.SizeOffLot, "Order has invalid size")]
    [InlineData(RejectCode.SizeTooLarge, "Order has invalid size")]
    [InlineData(RejectCode.SizeZero, "Order has zero size.")]
    [InlineData(RejectCode.InsufficientMargin, "Insufficient margin to place order.")]
    [InlineData(RejectCode.InsufficientBalance, "Insufficient balance for withdrawal")]
    [InlineData(RejectCode.UnknownOrder, "Order was never placed, already canceled, or filled.")]
    [InlineData(RejectCode.NotDeposited, "Must deposit before performing actions.")]
    [InlineData(RejectCode.PriceOutsideBand, "Order price too far from oracle")]
    public void The_words_that_clients_look_for_are_there(RejectCode code, string words)
    {
        Assert.StartsWith(words, RejectText.For(code), StringComparison.Ordinal);
        Assert.StartsWith(words, RejectText.For(code, " detail"), StringComparison.Ordinal);
    }

    [Fact]
    public void Details_stand_where_clients_expect_them()
    {
        const string address = "0x9af70704e9ec5f505cdba564ff4dec03503ddaa2";
        Assert.Equal(
            $"User or API Wallet {address} does not exist.",
            RejectText.For(RejectCode.UnknownSigner, address));
        Assert.Equal(
            $"Must deposit before performing actions. User: {address}",
            RejectText.For(RejectCode.NotDeposited, address));
        Assert.Equal(
            "Post only order would have immediately matched, bbo was 99@100.",
            RejectText.For(RejectCode.PostOnlyWouldMatch, " bbo was 99@100."));
    }
}
