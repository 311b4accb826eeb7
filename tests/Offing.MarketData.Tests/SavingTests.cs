using System.Collections;
using System.Reflection;
using Offing.Protocol.Codec;

namespace Offing.MarketData.Tests;

public sealed class SavingTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void A_fold_that_was_saved_and_loaded_is_the_same_in_every_field_and_goes_on_alike(int seed)
    {
        var fold = new VenueFold(RandomVenue.Genesis);
        var entries = new RandomVenue(seed).Run(3_000).ToList();
        entries.Take(2_500).ToList().ForEach(fold.Apply);
        var loaded = Load(Save(fold));
        AssertSame(fold, loaded, "fold", []);
        foreach (var output in entries.Skip(2_500))
        {
            fold.Apply(output);
            loaded.Apply(output);
        }

        AssertSame(fold, loaded, "fold", []);
        Assert.Equal(Save(fold), Save(loaded));
    }

    [Fact]
    public void What_ends_too_early_is_refused()
    {
        var fold = new VenueFold(RandomVenue.Genesis);
        new RandomVenue(4).Run(300).ToList().ForEach(fold.Apply);
        var saved = Save(fold);
        for (var length = 0; length < saved.Length; length += 97)
        {
            Assert.Throws<CodecException>(() => Load(saved[..length]));
        }
    }

    private static byte[] Save(VenueFold fold)
    {
        using var stream = new MemoryStream();
        fold.Save(stream);
        return stream.ToArray();
    }

    private static VenueFold Load(byte[] saved)
    {
        var fold = new VenueFold(RandomVenue.Genesis);
        fold.Load(new MemoryStream(saved));
        return fold;
    }

    // By reflection, so that a field which is added and not saved is found. Lists by their items, whatever
    // room they have; what says how to compare, and locks, are no data.
    private static void AssertSame(object? one, object? other, string path, HashSet<object> seen)
    {
        // What was never needed is made when somebody asks for it.
        if (one is null != other is null && IsEmpty(one ?? other!))
        {
            return;
        }

        if (one is null || other is null || one.GetType().IsPrimitive || one is string or Enum or Int128)
        {
            Assert.True(Equals(one, other), $"{path}: {one} and {other}");
            return;
        }

        Assert.True(one.GetType() == other.GetType(), path);
        if (one is Lock or Delegate or PagePool or FoldStep or TapeFold
            || (!one.GetType().IsValueType && !seen.Add(one)))
        {
            return;
        }

        if (Items(one) is { } items)
        {
            var (left, right) = (items.Cast<object>().ToList(), Items(other)!.Cast<object>().ToList());
            Assert.True(left.Count == right.Count, $"{path}: {left.Count} and {right.Count} items");
            if (one.GetType().Name.StartsWith("Dictionary", StringComparison.Ordinal))
            {
                (left, right) = (Sorted(left), Sorted(right));
            }

            for (var i = 0; i < left.Count; i++)
            {
                AssertSame(left[i], right[i], $"{path}[{i}]", seen);
            }

            return;
        }

        const BindingFlags all = BindingFlags.Instance | BindingFlags.NonPublic | BindingFlags.Public;
        foreach (var field in one.GetType().GetFields(all).Where(field => !IsShortcut(one, field)))
        {
            AssertSame(field.GetValue(one), field.GetValue(other), $"{path}.{field.Name}", seen);
        }
    }

    // A ring or levels by what they hold: on which pages that stands is nobody's business.
    private static IEnumerable? Items(object one) => one is SortedLevels levels ? levels.All()
        : IsRing(one) ? OldestFirst(one)
        : one as IEnumerable;

    private static IEnumerable OldestFirst(object ring) =>
        (IEnumerable)ring.GetType().GetMethod(nameof(PackedRing<>.OldestFirst))!.Invoke(ring, [])!;

    private static bool IsRing(object one) => one.GetType() is { IsGenericType: true } type
        && type.GetGenericTypeDefinition() == typeof(PackedRing<>);

    private static bool IsEmpty(object one) => Items(one) is { } items && !items.Cast<object>().Any();

    private static bool IsShortcut(object one, FieldInfo field) =>
        one is AccountFolds && field.Name == "_last";

    // By the text of the key, which is the same in both.
    private static List<object> Sorted(List<object> pairs) =>
        [.. pairs.OrderBy(pair => pair.GetType().GetProperty("Key")!.GetValue(pair)!.ToString())];
}
