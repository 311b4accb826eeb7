using Offing.Tools.Bench.Books;

namespace Offing.Tools.Tests.Bench;

/// <summary>The property test of the two books; more by ./offing bench books-agree.</summary>
public sealed class BooksAgreeTests
{
    private const long Operations = 10_000_000;

    [Fact]
    public void Both_books_say_the_same_to_ten_million_random_operations() =>
        Assert.NotEqual(0UL, new BooksAgree(seed: 1).Run(Operations));

    [Fact]
    public void The_same_seed_makes_the_same_events() =>
        Assert.Equal(new BooksAgree(seed: 2).Run(50_000), new BooksAgree(seed: 2).Run(50_000));
}
