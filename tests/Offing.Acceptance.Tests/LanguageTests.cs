namespace Offing.Acceptance.Tests;

/// <summary>A language that lets errors through proves nothing: what must fail, fails, and where.</summary>
public sealed class LanguageTests
{
    [Fact]
    public void What_happens_and_is_not_expected_fails_with_place_and_both_sides()
    {
        var failure = Fails("bob sells 1 BTC at 30000\nalice buys 1 BTC at 30000 ioc");
        Assert.StartsWith("case.txt(3): alice buys 1 BTC", failure, StringComparison.Ordinal);
        Assert.Contains("expected:\n    > nothing", failure, StringComparison.Ordinal);
        Assert.Contains("> trade 1 at 30000 alice buys from bob", failure, StringComparison.Ordinal);
    }

    [Fact]
    public void A_line_that_is_not_understood_is_named_with_file_and_line()
    {
        var failure = Fails("\n# a comment\nalice buys 1 BTC at 30000 quickly");
        Assert.StartsWith("case.txt(4): alice buys 1 BTC", failure, StringComparison.Ordinal);
        Assert.Contains("'quickly' is no option of an order", failure, StringComparison.Ordinal);
    }

    [Fact]
    public void A_refusal_may_be_told_with_the_words_of_the_wire() => Runner.Run(Scenario.Read(
        "case.txt", "# A case\nalice buys 1 BTC at 0 as a\n  > a refused PriceZero: Order has zero price."));

    [Theory]
    [InlineData("alice buys 1 BTC at 30000\n  > nothing")]
    [InlineData("alice buys 1 BTC at 30000\n  > alice rests 2")]
    [InlineData("alice buys 1 BTC at 30000\n  > alice rests 1\n  > alice filled")]
    [InlineData("alice buys 1 BTC at 30000 ioc")]
    [InlineData("book BTC\n  > bid 30000 alice 1")]
    [InlineData("alice buys 1 BTC at 30000 as a\nbook BTC\n  > nothing")]
    [InlineData("alice is long 1 BTC")]
    [InlineData("alice has 1 USDC")]
    [InlineData("orders alice\n  > alice buys 1 BTC at 30000")]
    [InlineData("bob creates sub-account s1\nalice/s1 buys 1 BTC at 30000")]
    [InlineData("alice sells 1 BTC stop-market 29000\nmark BTC 29000")]
    [InlineData("alice sells 1 BTC stop-market 29000\n  > alice waitingForTrigger 29001")]
    [InlineData("alice sells 1 BTC stop-market 29000\nmark BTC 29001\n  > alice triggered at 29001")]
    [InlineData("alice places oco\n+ buys 1 BTC at 29000\n+ sells 1 BTC at 31000\n> alice rests 1")]
    [InlineData("alice places normalTpsl\n+ buys 1 BTC at 29000\n  > nothing")]
    [InlineData("alice twaps buys 1 BTC over 5m")]
    [InlineData("alice schedules cancel in 5s\nwait 5s")]
    [InlineData("alice buys 1 BTC at 29000 for 5s\nwait 4s\n  > alice expired 1")]
    [InlineData("alice buys 1 BTC at 0 as a\n  > a refused PriceZero: Order has zero size.")]
    [InlineData("alice buys 1 BTC at 0 as a\n  > a refused PriceTooLarge")]
    [InlineData("2 times alice buys 1 BTC at 30000 as a")]
    [InlineData("chain loses 1 request")]
    [InlineData("cut batch 1\n  > nothing")]
    [InlineData("alice demands withdrawal 500\nalice has 99500 USDC")]
    public void What_is_expected_and_does_not_happen_fails(string steps) => Fails(steps);

    [Theory]
    [InlineData("alice juggles")]
    [InlineData("alice buys BTC")]
    [InlineData("alice buys 1 BTC")]
    [InlineData("alice buys 1 BTC at 30000 quickly")]
    [InlineData("alice buys 1 XRP at 30000")]
    [InlineData("alice cancels a")]
    [InlineData("wait 3 days")]
    [InlineData("+ buys 1 BTC at 30000")]
    [InlineData("> nothing")]
    [InlineData("wait 1s\n  > nothing\n  + buys 1 BTC at 30000")]
    [InlineData("mark BTC 30000 now")]
    [InlineData("alice places pairs\n  + buys 1 BTC at 30000")]
    [InlineData("alice sells 1 BTC stop-market")]
    [InlineData("alice sells 1 BTC stop-limit 29000")]
    [InlineData("alice twaps buys 1 BTC")]
    [InlineData("alice schedules cancel at 5s")]
    [InlineData("alice cancels twap t")]
    [InlineData("chain loses request 9")]
    [InlineData("chain finds 1 request")]
    [InlineData("alice demands 500")]
    [InlineData("alice modifies a: buys 1 BTC at 30000")]
    public void What_is_not_of_the_language_fails(string steps) => Fails(steps);

    [Fact]
    public void A_file_without_a_sentence_fails() => Assert.Throws<ScenarioFailure>(
        () => Runner.Run(Scenario.Read("case.txt", "alice buys 1 BTC at 30000")));

    [Fact]
    public void A_sentence_gives_its_file_the_name() =>
        Assert.Equal("an-icebergs-refill-5x", Scenario.NameOf("An iceberg's refill (5x)"));

    private static string Fails(string steps) => Assert.Throws<ScenarioFailure>(
        () => Runner.Run(Scenario.Read("case.txt", "# A case\n" + steps))).Message;
}
