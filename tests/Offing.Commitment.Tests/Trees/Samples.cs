using Offing.Commitment.Trees;
using Offing.Primitives;

namespace Offing.Commitment.Tests.Trees;

/// <summary>Keys that often share long prefixes and often collide, and values for them.</summary>
internal static class Samples
{
    public static byte[] KeyBytes(Random random, TreeShape shape)
    {
        var bytes = new byte[shape.KeyBytes];
        bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
        bytes[^1] ^= (byte)random.Next(8);
        return bytes;
    }

    public static TreeKey Key(Random random, TreeShape shape) => new(KeyBytes(random, shape));

    public static Hash32 Hash(Random random)
    {
        var bytes = new byte[Hash32.SizeBytes];
        random.NextBytes(bytes);
        return new Hash32(bytes);
    }

    public static TreeValue Value(Random random, TreeShape shape) => new(
        Hash(random),
        shape.HasSums ? new BookSums((ulong)random.NextInt64(), (ulong)random.NextInt64()) : BookSums.Zero);

    public static Dictionary<TreeKey, TreeValue> Set(Random random, TreeShape shape, int writes)
    {
        var set = new Dictionary<TreeKey, TreeValue>();
        for (var i = 0; i < writes; i++)
        {
            set[Key(random, shape)] = Value(random, shape);
        }

        return set;
    }

    public static KeyedTree Tree(TreeShape shape, IEnumerable<KeyValuePair<TreeKey, TreeValue>> set)
    {
        var tree = new KeyedTree(shape);
        foreach (var (key, value) in set)
        {
            tree.Set(key, value);
        }

        return tree;
    }

    /// <summary>The hash with one bit turned over.</summary>
    public static Hash32 Flip(Hash32 hash, int bit)
    {
        var bytes = hash.ToArray();
        bytes[bit / 8] ^= (byte)(1 << bit % 8);
        return new Hash32(bytes);
    }
}
