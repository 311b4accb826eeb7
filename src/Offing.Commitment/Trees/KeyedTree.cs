using Offing.Primitives;

namespace Offing.Commitment.Trees;

/// <summary>
/// The keyed tree of spec/hashing.md, kept from one change to the next: a write costs the path to its key,
/// and <see cref="Root"/> rehashes only what was written since. <see cref="PlainKeyedTree"/> is its
/// definition. One thread at a time.
/// </summary>
public sealed class KeyedTree(TreeShape shape)
{
    private readonly List<KeyedBranch> _path = [];
    private KeyedNode? _root;

    /// <summary>Width of the keys, and whether hashes carry sums.</summary>
    public TreeShape Shape => shape;

    /// <summary>Keys in the tree.</summary>
    public int Count { get; private set; }

    /// <summary>Sums over all keys of a book.</summary>
    public BookSums Sums => _root?.Sums ?? BookSums.Zero;

    /// <summary>Hash of the whole set; 32 zero bytes when it is empty.</summary>
    public Hash32 Root() => _root?.Hash(shape) ?? Hash32.Zero;

    /// <summary>What <paramref name="key"/> stands for, if it is in the tree.</summary>
    public TreeValue? Find(TreeKey key)
    {
        var leaf = Descend(key);
        return leaf is not null && leaf.Key == key ? leaf.Value : null;
    }

    /// <summary>Adds the key or replaces what it stands for.</summary>
    public void Set(TreeKey key, TreeValue value)
    {
        Check.That(shape.HasSums || value.Sums == BookSums.Zero);
        var nearest = Descend(key);
        if (nearest is null)
        {
            _root = new KeyedLeaf(key, value);
            Count = 1;
            return;
        }

        var difference = nearest.Key.FirstDifference(key);
        if (difference >= 0)
        {
            Insert(new KeyedLeaf(key, value), difference);
            Count++;
        }
        else if (nearest.Value != value)
        {
            nearest.Write(value);
            TouchPath();
        }
    }

    /// <summary>Takes the key out; false when it was not there.</summary>
    public bool Remove(TreeKey key)
    {
        var leaf = Descend(key);
        if (leaf is null || leaf.Key != key)
        {
            return false;
        }

        Count--;
        if (_path.Count == 0)
        {
            _root = null;
            return true;
        }

        var parent = _path[^1];
        _path.RemoveAt(_path.Count - 1);
        Attach(key, parent.Child(!key.Bit(parent.Bit)));
        TouchPath();
        return true;
    }

    /// <summary>Proof that the key is in the tree, or null when it is not.</summary>
    public KeyedProof? Prove(TreeKey key)
    {
        var leaf = Descend(key);
        if (leaf is null || leaf.Key != key)
        {
            return null;
        }

        var levels = new List<ProofLevel>(_path.Count);
        for (var i = _path.Count - 1; i >= 0; i--)
        {
            var sibling = _path[i].Child(!key.Bit(_path[i].Bit));
            levels.Add(new ProofLevel((ushort)_path[i].Bit, sibling.Hash(shape), sibling.Sums));
        }

        return new KeyedProof(levels);
    }

    // Follows the key's own bits, leaving the branches passed in _path. The leaf that it ends at shares with
    // the key every bit at which these branches divide, so it is the key's own leaf if there is one.
    private KeyedLeaf? Descend(TreeKey key)
    {
        _path.Clear();
        var node = _root;
        while (node is KeyedBranch branch)
        {
            _path.Add(branch);
            node = branch.Child(key.Bit(branch.Bit));
        }

        return (KeyedLeaf?)node;
    }

    // The new branch belongs above the first branch that divides at a later bit: all keys below that one
    // agree on every earlier bit, so the nearest leaf's first difference is the first difference with each
    // of them.
    private void Insert(KeyedLeaf leaf, int difference)
    {
        var above = _path.Count;
        while (above > 0 && _path[above - 1].Bit > difference)
        {
            above--;
        }

        _path.RemoveRange(above, _path.Count - above);
        var displaced = above == 0 ? _root! : _path[^1].Child(leaf.Key.Bit(_path[^1].Bit));
        var goesRight = leaf.Key.Bit(difference);
        var (left, right) = goesRight ? (displaced, leaf) : ((KeyedNode)leaf, displaced);
        Attach(leaf.Key, new KeyedBranch(difference, left, right));
        TouchPath();
    }

    private void Attach(TreeKey key, KeyedNode node)
    {
        if (_path.Count == 0)
        {
            _root = node;
        }
        else
        {
            _path[^1].Replace(key.Bit(_path[^1].Bit), node);
        }
    }

    private void TouchPath()
    {
        for (var i = _path.Count - 1; i >= 0; i--)
        {
            _path[i].Touch();
        }
    }
}
