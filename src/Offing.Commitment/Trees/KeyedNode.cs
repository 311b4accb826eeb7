using Offing.Primitives;

namespace Offing.Commitment.Trees;

/// <summary>A subtree of a <see cref="KeyedTree"/>, with its hash until something below it changes.</summary>
internal abstract class KeyedNode
{
    private Hash32 _hash;
    private bool _isClean;

    /// <summary>What stands below; kept up by every write, so that only hashing is put off.</summary>
    public BookSums Sums { get; protected set; }

    /// <summary>The hash of the subtree; rehashes exactly the nodes written since the last call.</summary>
    public Hash32 Hash(TreeShape shape)
    {
        if (!_isClean)
        {
            _hash = Compute(shape);
            _isClean = true;
        }

        return _hash;
    }

    /// <summary>Forgets the hash.</summary>
    public void MarkDirty() => _isClean = false;

    protected abstract Hash32 Compute(TreeShape shape);
}

/// <summary>A subtree with one key.</summary>
internal sealed class KeyedLeaf : KeyedNode
{
    public KeyedLeaf(TreeKey key, TreeValue value)
    {
        Key = key;
        Value = value;
        Sums = value.Sums;
    }

    public TreeKey Key { get; }

    public TreeValue Value { get; private set; }

    public void Write(TreeValue value)
    {
        Value = value;
        Sums = value.Sums;
        MarkDirty();
    }

    protected override Hash32 Compute(TreeShape shape) => TreeHash.Leaf(shape, Key, Value);
}

/// <summary>A subtree whose keys first differ at <see cref="Bit"/>.</summary>
internal sealed class KeyedBranch : KeyedNode
{
    public KeyedBranch(int bit, KeyedNode left, KeyedNode right)
    {
        Bit = bit;
        Left = left;
        Right = right;
        Touch();
    }

    public int Bit { get; }

    public KeyedNode Left { get; private set; }

    public KeyedNode Right { get; private set; }

    public KeyedNode Child(bool right) => right ? Right : Left;

    public void Replace(bool right, KeyedNode child)
    {
        if (right)
        {
            Right = child;
        }
        else
        {
            Left = child;
        }
    }

    /// <summary>To be called from the leaf up after a write below.</summary>
    public void Touch()
    {
        Sums = Left.Sums + Right.Sums;
        MarkDirty();
    }

    protected override Hash32 Compute(TreeShape shape) =>
        TreeHash.Node(shape, Bit, Left.Hash(shape), Right.Hash(shape), Sums);
}
