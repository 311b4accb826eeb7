using System.Text.Json;
using Offing.Commitment.Trees;
using Offing.Primitives;
using Offing.Protocol.Batches;

namespace Offing.Commitment.Tests.Vectors;

public sealed class TreeVectorTests
{
    private static readonly JsonElement File = VectorFile.Read("hashing.json");

    [Fact]
    public void Dense_trees_agree_with_the_vectors()
    {
        foreach (var vector in File.Items("dense"))
        {
            var leaves = vector.Hashes("leaves");
            var tree = new DenseTree(leaves);
            Assert.Equal(vector.Hash("root"), tree.Root);
            Assert.Equal(vector.Hash("root"), PlainDenseTree.Root(leaves));
            foreach (var proof in vector.Items("proofs"))
            {
                var ours = tree.Prove(proof.GetProperty("index").GetInt32());
                Assert.Equal(proof.U64("path"), ours.Path);
                Assert.Equal(proof.Hashes("siblings"), ours.Siblings);
            }
        }
    }

    [Fact]
    public void Keyed_trees_agree_with_the_vectors()
    {
        foreach (var vector in File.Items("keyed"))
        {
            var shape = new TreeShape(vector.GetProperty("keyBytes").GetInt32(), false);
            Compare(shape, vector, [.. vector.Hashes("values").Select(hash => new TreeValue(hash))]);
        }
    }

    [Fact]
    public void Books_agree_with_the_vectors()
    {
        foreach (var vector in File.Items("book"))
        {
            var (bases, quotes) = (vector.U128s("bases"), vector.U128s("quotes"));
            var values = vector.Hashes("values")
                .Select((hash, i) => new TreeValue(hash, new BookSums(bases[i], quotes[i])));
            var tree = Compare(TreeShape.OfBook, vector, [.. values]);
            Assert.Equal(vector.GetProperty("base").GetString(), tree.Sums.Base.ToString());
            Assert.Equal(vector.GetProperty("quote").GetString(), tree.Sums.Quote.ToString());
        }
    }

    private static KeyedTree Compare(TreeShape shape, JsonElement vector, TreeValue[] values)
    {
        var keys = vector.Items("keys").Select(key => new TreeKey(Hex.Decode(key.GetString()!))).ToArray();
        var set = keys.Zip(values, KeyValuePair.Create).ToArray();
        var tree = Trees.Samples.Tree(shape, set);
        Assert.Equal(vector.Hash("root"), tree.Root());
        Assert.Equal(vector.Hash("root"), PlainKeyedTree.Root(shape, set));
        foreach (var proof in vector.Items("proofs"))
        {
            var index = proof.GetProperty("index").GetInt32();
            var ours = tree.Prove(keys[index])!;
            var bits = proof.Items("bits").Select(bit => bit.GetUInt16());
            Assert.Equal(bits, ours.Levels.Select(level => level.Bit));
            Assert.Equal(proof.Hashes("siblings"), ours.Levels.Select(level => level.Sibling));
            Assert.True(ours.Verify(shape, tree.Root(), keys[index], values[index]));
            if (shape.HasSums)
            {
                Assert.Equal(proof.U128s("bases"), ours.Levels.Select(level => level.SiblingSums.Base));
                Assert.Equal(proof.U128s("quotes"), ours.Levels.Select(level => level.SiblingSums.Quote));
            }
        }

        return tree;
    }
}
