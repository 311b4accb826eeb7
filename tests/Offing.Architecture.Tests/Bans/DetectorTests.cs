using Offing.Architecture.Tests.Bans.Samples;

namespace Offing.Architecture.Tests.Bans;

/// <summary>Each ban sees the sample that breaks it; none sees the sample that does not.</summary>
public sealed class DetectorTests
{
    [Theory]
    [InlineData(nameof(Banned.Clock), typeof(ReadsDateTime))]
    [InlineData(nameof(Banned.Clock), typeof(HoldsTimeProvider))]
    [InlineData(nameof(Banned.Clock), typeof(MeasuresTime))]
    [InlineData(nameof(Banned.Environment), typeof(ReadsTickCount))]
    [InlineData(nameof(Banned.Randomness), typeof(UsesRandom))]
    [InlineData(nameof(Banned.Randomness), typeof(UsesCryptoRandom))]
    [InlineData(nameof(Banned.Randomness), typeof(MakesGuid))]
    [InlineData(nameof(Banned.Concurrency), typeof(Awaits))]
    [InlineData(nameof(Banned.Concurrency), typeof(StartsThread))]
    [InlineData(nameof(Banned.Concurrency), typeof(UsesInterlocked))]
    [InlineData(nameof(Banned.Concurrency), typeof(UsesTimer))]
    [InlineData(nameof(Banned.FloatingPoint), typeof(DividesDouble))]
    [InlineData(nameof(Banned.FloatingPoint), typeof(ConvertsOnly))]
    [InlineData(nameof(Banned.FloatingPoint), typeof(TakesDecimal))]
    [InlineData(nameof(Banned.FloatingPoint), typeof(HoldsHalf))]
    [InlineData(nameof(Banned.FloatingPoint), typeof(ListsDoubles))]
    [InlineData(nameof(Banned.UnorderedEnumeration), typeof(LoopsDictionary))]
    [InlineData(nameof(Banned.UnorderedEnumeration), typeof(LoopsKeys))]
    [InlineData(nameof(Banned.UnorderedEnumeration), typeof(LoopsHashSet))]
    [InlineData(nameof(Banned.Culture), typeof(UsesCulture))]
    [InlineData(nameof(Banned.InputOutput), typeof(ReadsFile))]
    public void The_ban_sees_the_sample_that_breaks_it(string ban, Type sample)
    {
        var forbids = (Ban)typeof(Banned).GetProperty(ban)!.GetValue(null)!;
        Assert.Contains(UsesOf(sample), use => forbids.Forbids(use));
    }

    [Fact]
    public void Linq_over_a_dictionary_is_seen() =>
        Assert.NotEmpty(Banned.LinqBesideUnordered(UsesOf(typeof(SortsDictionaryByLinq))));

    [Fact]
    public void Code_that_breaks_no_ban_is_left_in_peace()
    {
        var uses = UsesOf(typeof(Innocent));
        Assert.All(Banned.All, ban => Assert.DoesNotContain(uses, use => ban.Forbids(use)));
        Assert.Empty(Banned.LinqBesideUnordered(uses));
    }

    private static IReadOnlyList<Use> UsesOf(Type sample)
    {
        using var scanner = new UseScanner(sample.Assembly.Location);
        var name = sample.FullName!;
        return scanner.Scan(type => type == name || type.StartsWith(name + "+", StringComparison.Ordinal));
    }
}
