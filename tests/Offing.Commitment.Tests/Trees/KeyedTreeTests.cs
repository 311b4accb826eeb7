using FsCheck;
using Check = FsCheck.Check;
using FsCheck.Fluent;
using Offing.Commitment.Trees;
using Offing.Primitives;

namespace Offing.Commitment.Tests.Trees;

public sealed class KeyedTreeTests
{
    private static readonly TreeShape[] Shapes =
        [TreeShape.OfAddress, TreeShape.OfMarket, TreeShape.OfMarketPart, TreeShape.OfBook];

    [Fact]
    public void An_empty_tree_is_32_zero_bytes()
    {
        foreach (var shape in Shapes)
        {
            Assert.Equal(Hash32.Zero, new KeyedTree(shape).Root());
            Assert.Equal(Hash32.Zero, PlainKeyedTree.Root(shape, []));
        }
    }

    [Fact]
    public void After_any_writes_the_root_is_that_of_the_plain_tree() =>
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(60), Prop.ForAll<int>(seed =>
        {
            var random = new Random(seed);
            var shape = Shapes[random.Next(Shapes.Length)];
            var tree = new KeyedTree(shape);
            var plain = new Dictionary<TreeKey, TreeValue>();
            for (var i = 0; i < 200; i++)
            {
                WriteRandomly(random, tree, plain);
                if (random.Next(20) == 0)
                {
                    Assert.Equal(PlainKeyedTree.Root(shape, plain), tree.Root());
                }
            }

            Assert.Equal(PlainKeyedTree.Root(shape, plain), tree.Root());
            Assert.Equal(plain.Count, tree.Count);
            Assert.Equal(plain.Values.Aggregate(BookSums.Zero, (sum, v) => sum + v.Sums), tree.Sums);
        }));

    [Fact]
    public void The_order_of_writing_does_not_matter() =>
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(50), Prop.ForAll<int>(seed =>
        {
            var random = new Random(seed);
            var shape = Shapes[random.Next(Shapes.Length)];
            var set = Samples.Set(random, shape, 60).ToArray();
            var first = Samples.Tree(shape, set);
            random.Shuffle(set);
            Assert.Equal(first.Root(), Samples.Tree(shape, set).Root());
        }));

    [Fact]
    public void Taking_out_a_key_gives_back_the_root_before_it()
    {
        var random = new Random(1);
        foreach (var shape in Shapes)
        {
            var tree = Samples.Tree(shape, Samples.Set(random, shape, 40));
            var before = tree.Root();
            var key = Samples.Key(random, shape);
            while (tree.Find(key) is not null)
            {
                key = Samples.Key(random, shape);
            }

            tree.Set(key, Samples.Value(random, shape));
            Assert.NotEqual(before, tree.Root());
            Assert.True(tree.Remove(key));
            Assert.Equal(before, tree.Root());
            Assert.False(tree.Remove(key));
        }
    }

    [Fact]
    public void A_value_with_sums_has_no_place_in_a_tree_without() =>
        Assert.Throws<AssertionFailedException>(() => new KeyedTree(TreeShape.OfMarket).Set(
            TreeKey.Of(new MarketId(1)), new TreeValue(Hash32.Zero, new BookSums(1, 0))));

    [Fact]
    public void A_key_is_read_back_as_written_and_ordered_as_a_number()
    {
        var random = new Random(2);
        for (var i = 0; i < 200; i++)
        {
            var shape = Shapes[i % Shapes.Length];
            var (left, right) = (Samples.KeyBytes(random, shape), Samples.KeyBytes(random, shape));
            var back = new byte[shape.KeyBytes];
            new TreeKey(left).CopyTo(back);
            Assert.Equal(left, back);
            Assert.Equal(
                Math.Sign(left.AsSpan().SequenceCompareTo(right)),
                Math.Sign(new TreeKey(left).CompareTo(new TreeKey(right))));
        }
    }

    private static void WriteRandomly(Random random, KeyedTree tree, Dictionary<TreeKey, TreeValue> plain)
    {
        var key = Samples.Key(random, tree.Shape);
        if (random.Next(3) == 0)
        {
            Assert.Equal(plain.Remove(key), tree.Remove(key));
            return;
        }

        var value = Samples.Value(random, tree.Shape);
        plain[key] = value;
        tree.Set(key, value);
        Assert.Equal(value, tree.Find(key));
    }
}
