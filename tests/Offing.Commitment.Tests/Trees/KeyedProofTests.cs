using Offing.Commitment.Trees;
using Offing.Primitives;

namespace Offing.Commitment.Tests.Trees;

public sealed class KeyedProofTests
{
    [Fact]
    public void Every_key_of_a_tree_can_be_proved_and_no_other()
    {
        var random = new Random(3);
        foreach (var shape in new[] { TreeShape.OfAddress, TreeShape.OfBook })
        {
            for (var size = 0; size < 30; size++)
            {
                var set = Samples.Set(random, shape, size);
                var tree = Samples.Tree(shape, set);
                foreach (var (key, value) in set)
                {
                    Assert.True(tree.Prove(key)!.Verify(shape, tree.Root(), key, value));
                }

                var stranger = Samples.Key(random, shape);
                Assert.Equal(set.ContainsKey(stranger), tree.Prove(stranger) is not null);
            }
        }
    }

    [Fact]
    public void A_bit_turned_over_in_any_byte_refuses()
    {
        var random = new Random(4);
        foreach (var shape in new[] { TreeShape.OfAddress, TreeShape.OfBook })
        {
            var set = Samples.Set(random, shape, 24);
            var tree = Samples.Tree(shape, set);
            var root = tree.Root();
            var (key, value) = set.MaxBy(pair => tree.Prove(pair.Key)!.Levels.Count);
            var proof = tree.Prove(key)!;
            Assert.True(proof.Levels.Count > 3);
            Assert.True(proof.Verify(shape, root, key, value));
            for (var bit = 0; bit < Hash32.SizeBytes * 8; bit += 9)
            {
                Assert.False(proof.Verify(shape, Samples.Flip(root, bit), key, value));
                var turned = value with { Hash = Samples.Flip(value.Hash, bit) };
                Assert.False(proof.Verify(shape, root, key, turned));
            }

            for (var bit = 0; bit < shape.KeyBits; bit++)
            {
                Assert.False(proof.Verify(shape, root, FlipKey(shape, key, bit), value));
            }

            foreach (var wrong in Corruptions(proof))
            {
                Assert.False(wrong.Verify(shape, root, key, value));
            }
        }
    }

    [Fact]
    public void A_books_sums_cannot_be_moved_between_a_leaf_and_its_sibling()
    {
        var random = new Random(5);
        var set = Samples.Set(random, TreeShape.OfBook, 10);
        var tree = Samples.Tree(TreeShape.OfBook, set);
        var (key, value) = set.First();
        var first = tree.Prove(key)!.Levels[0];
        var one = new BookSums(1, 1);
        var moved = new KeyedProof(
            [
                first with { SiblingSums = first.SiblingSums + one },
                .. tree.Prove(key)!.Levels.Skip(1),
            ]);
        var less = value with { Sums = new BookSums(value.Sums.Base - 1, value.Sums.Quote - 1) };
        Assert.False(moved.Verify(TreeShape.OfBook, tree.Root(), key, less));
    }

    [Fact]
    public void Sums_over_128_bits_refuse_and_do_not_throw()
    {
        var level = new ProofLevel(3, Hash32.Zero, new BookSums(UInt128.MaxValue, 0));
        var value = new TreeValue(Hash32.Zero, new BookSums(1, 0));
        Assert.False(new KeyedProof([level]).Verify(TreeShape.OfBook, Hash32.Zero, default, value));
    }

    [Fact]
    public void Exactly_the_smallest_key_is_shown_to_be_the_first()
    {
        var random = new Random(6);
        var set = Samples.Set(random, TreeShape.OfBook, 40);
        var tree = Samples.Tree(TreeShape.OfBook, set);
        foreach (var key in set.Keys)
        {
            Assert.Equal(key == set.Keys.Min(), tree.Prove(key)!.IsFirst(key));
        }
    }

    private static IEnumerable<KeyedProof> Corruptions(KeyedProof proof)
    {
        for (var i = 0; i < proof.Levels.Count; i++)
        {
            var level = proof.Levels[i];
            for (var bit = 0; bit < Hash32.SizeBytes * 8; bit += 9)
            {
                yield return With(proof, i, level with { Sibling = Samples.Flip(level.Sibling, bit) });
            }

            for (var bit = 0; bit < 16; bit++)
            {
                yield return With(proof, i, level with { Bit = (ushort)(level.Bit ^ 1 << bit) });
            }

            for (var bit = 0; bit < 128; bit += 9)
            {
                var (lots, quote) = level.SiblingSums;
                var turned = UInt128.One << bit;
                yield return With(proof, i, level with { SiblingSums = new BookSums(lots ^ turned, quote) });
                yield return With(proof, i, level with { SiblingSums = new BookSums(lots, quote ^ turned) });
            }

            yield return new KeyedProof([.. proof.Levels.Take(i), .. proof.Levels.Skip(i + 1)]);
        }

        yield return new KeyedProof([.. proof.Levels, proof.Levels[^1]]);
    }

    private static KeyedProof With(KeyedProof proof, int index, ProofLevel level)
    {
        var levels = proof.Levels.ToArray();
        levels[index] = level;
        return new KeyedProof(levels);
    }

    private static TreeKey FlipKey(TreeShape shape, TreeKey key, int bit)
    {
        var bytes = new byte[shape.KeyBytes];
        key.CopyTo(bytes);
        bytes[bit / 8] ^= (byte)(0x80 >> bit % 8);
        return new TreeKey(bytes);
    }
}
