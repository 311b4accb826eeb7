using System.Numerics;
using Offing.Engine.Marks;
using Offing.Engine.Tests.Properties;
using Offing.Primitives;

namespace Offing.Engine.Tests.Marks;

public class MarkInputsTests
{
    private const long One = 1_000_000_000;

    [Fact]
    [Trait("rule", "ENG-MRK-001")]
    [Trait("rule", "ENG-MRK-005")]
    [Trait("rule", "ENG-MRK-006")]
    public void The_mark_is_that_of_a_reference_in_unbounded_integers()
    {
        var random = new SplitMix(71);
        for (var i = 0; i < 50_000; i++)
        {
            var inputs = Any(random, spread: 100);
            Assert.Equal(Naive(inputs), inputs.Mark().Value);
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [Trait("rule", "ENG-MRK-005")]
    public void One_input_off_by_half_moves_the_mark_no_farther_than_the_others_are_apart(int liar)
    {
        var random = new SplitMix((ulong)liar + 5);
        for (var i = 0; i < 20_000; i++)
        {
            var honest = Any(random, spread: 2) with { Width = uint.MaxValue / 4 };
            honest = honest with
            {
                Book = honest.Book ?? honest.Oracle, Venues = honest.Venues ?? honest.Oracle,
            };
            var off = random.Chance(50) ? 1 : 3;
            var lying = liar switch
            {
                0 => honest with { Basis = (Int128)honest.Oracle.Value * One * (off - 2) / 2 },
                1 => honest with { Book = new Ticks((uint)((long)honest.Book.Value.Value * off / 2)) },
                _ => honest with { Venues = new Ticks((uint)((long)honest.Venues.Value.Value * off / 2)) },
            };
            BigInteger[] all = [Shifted(honest.Oracle, honest.Basis), honest.Book.Value.Value,
                honest.Venues.Value.Value];
            var others = all.Where((_, place) => place != liar).ToList();
            BigInteger mark = lying.Mark().Value;
            Assert.InRange(mark, others.Min(), others.Max());
        }
    }

    [Theory]
    [Trait("rule", "ENG-MRK-006")]
    [InlineData(300_000, 40, 3_750)]
    [InlineData(300_000, 10, 15_000)]
    [InlineData(300_000, 5, 15_000)]
    [InlineData(300_079, 40, 3_750)]
    [InlineData(19, 5, 0)]
    public void The_width_is_five_per_cent_or_half_of_the_lowest_initial_rate(
        uint oracle, uint leverage, uint width) =>
        Assert.Equal(width, MarkInputs.WidthOf(new Ticks(oracle), leverage));

    private static MarkInputs Any(SplitMix random, int spread)
    {
        var oracle = (uint)(1_000 + random.Below(random.Chance(5) ? 2_000_000_000 : 1_000_000));
        Int128 Near() => (Int128)oracle * One / 1_000 * (random.Below((2 * spread) + 1) - spread)
            + random.Below(1_000_000_007);
        Ticks? Price() => random.Chance(30)
            ? null
            : new Ticks((uint)Int128.Clamp(((oracle * (Int128)One) + Near()) / One, 1, uint.MaxValue));
        return new MarkInputs(
            new Ticks(oracle), Near(), Price(), Near(), Price(), oracle / (uint)(20 + random.Below(60)));
    }

    // Written from the rules alone.
    private static BigInteger Naive(MarkInputs inputs)
    {
        var values = new List<BigInteger> { Shifted(inputs.Oracle, inputs.Basis) };
        if (inputs.Book is { } book)
        {
            values.Add(book.Value);
        }

        if (inputs.Venues is { } venues)
        {
            values.Add(venues.Value);
        }

        if (values.Count == 2 && inputs.Book is not null)
        {
            values.Add(Shifted(inputs.Oracle, inputs.BookBasis));
        }

        values.Sort();
        var middle = values.Count switch
        {
            1 => values[0],
            2 => Floor(values[0] + values[1], 2),
            _ => values[1],
        };
        BigInteger oracle = inputs.Oracle.Value;
        middle = BigInteger.Max(oracle - inputs.Width, BigInteger.Min(oracle + inputs.Width, middle));
        return BigInteger.Min(middle, uint.MaxValue);
    }

    private static BigInteger Shifted(Ticks oracle, Int128 basis) =>
        Floor(((BigInteger)oracle.Value * One) + (BigInteger)basis, One);

    private static BigInteger Floor(BigInteger dividend, BigInteger divisor)
    {
        var quotient = BigInteger.DivRem(dividend, divisor, out var rest);
        return rest < 0 ? quotient - 1 : quotient;
    }
}
