using Offing.Commitment.Trees;
using Offing.Primitives;
using Offing.Protocol.Batches;

namespace Offing.Commitment.Tests.Trees;

public sealed class DenseTreeTests
{
    [Fact]
    public void The_root_is_that_of_the_plain_tree_for_every_count()
    {
        var random = new Random(1);
        for (var count = 0; count < 140; count++)
        {
            var leaves = Leaves(random, count);
            Assert.Equal(PlainDenseTree.Root(leaves), new DenseTree(leaves).Root);
        }
    }

    [Fact]
    public void Every_leaf_can_be_proved()
    {
        var random = new Random(2);
        for (var count = 1; count < 70; count++)
        {
            var leaves = Leaves(random, count);
            var tree = new DenseTree(leaves);
            for (var i = 0; i < count; i++)
            {
                Assert.True(tree.Prove(i).Verify(tree.Root, leaves[i]));
                Assert.False(tree.Prove(i).Verify(tree.Root, Samples.Hash(random)));
            }
        }
    }

    [Fact]
    public void A_bit_turned_over_in_any_byte_refuses()
    {
        var random = new Random(3);
        var leaves = Leaves(random, 11);
        var tree = new DenseTree(leaves);
        foreach (var index in new[] { 0, 5, 8, 10 })
        {
            var proof = tree.Prove(index);
            for (var bit = 0; bit < Hash32.SizeBytes * 8; bit += 9)
            {
                Assert.False(proof.Verify(Samples.Flip(tree.Root, bit), leaves[index]));
                Assert.False(proof.Verify(tree.Root, Samples.Flip(leaves[index], bit)));
                for (var level = 0; level < proof.Siblings.Count; level++)
                {
                    var turned = proof.Siblings.ToArray();
                    turned[level] = Samples.Flip(turned[level], bit);
                    Assert.False(new DenseProof(proof.Path, turned).Verify(tree.Root, leaves[index]));
                }
            }

            for (var bit = 0; bit < DenseProof.MaxLevels; bit++)
            {
                var turned = new DenseProof(proof.Path ^ 1UL << bit, proof.Siblings);
                Assert.False(turned.Verify(tree.Root, leaves[index]));
            }
        }
    }

    [Fact]
    public void A_node_cannot_be_shown_as_a_leaf()
    {
        var leaves = Leaves(new Random(4), 4);
        var tree = new DenseTree(leaves);
        var proof = tree.Prove(0);
        var shorter = new DenseProof(0, [.. proof.Siblings.Skip(1)]);
        Assert.False(shorter.Verify(tree.Root, new DenseTree(leaves[..2]).Root));
    }

    [Fact]
    public void A_proof_over_64_levels_refuses()
    {
        var siblings = Enumerable.Repeat(Hash32.Zero, DenseProof.MaxLevels + 1).ToArray();
        Assert.False(new DenseProof(0, siblings).Verify(Hash32.Zero, Hash32.Zero));
    }

    private static Hash32[] Leaves(Random random, int count)
    {
        var leaves = new Hash32[count];
        for (var i = 0; i < count; i++)
        {
            leaves[i] = Samples.Hash(random);
        }

        return leaves;
    }
}
