using Offing.Commitment.Batches;
using Offing.Commitment.State;
using Offing.Commitment.Trees;
using Offing.Primitives;
using Offing.Protocol.Codec;

namespace Offing.Commitment.Net;

/// <summary>
/// The net data of one batch after the other (spec/data.md): the leaves of accounts, markets and oracle that
/// are not what they were at the batch before, the preimage of the state root, and the batch's withdrawals.
/// One thread's.
/// </summary>
public sealed class NetWriter
{
    /// <summary>First byte of net data; a new layout takes a new number.</summary>
    public const byte Version = 2;

    private readonly ByteWriter _data = new(1 << 16);

    // Of what was named since the batch before, what it was there, empty when there was none. Null: that is
    // not known any more, and it goes whole.
    private readonly SortedDictionary<ulong, byte[]?> _accounts = [];
    private readonly SortedDictionary<ulong, byte[]?> _markets = [];
    private readonly SortedDictionary<ulong, byte[]?> _oracle = [];
    private readonly Dictionary<ulong, Address> _owners = [];
    private byte[]? _preimage = [];

    /// <summary>The tree takes in a capture; several of them may belong to one batch.</summary>
    public void Apply(StateTree tree, LeafChanges changes)
    {
        foreach (var account in changes.Accounts)
        {
            _owners[account.Index] = account.Owner;
            _accounts.TryAdd(account.Index, tree.FindLeaf(account.Owner) ?? []);
        }

        foreach (var market in changes.Markets)
        {
            _markets.TryAdd(market.Id.Value, tree.FindLeaf(market.Id) ?? []);
        }

        foreach (var (key, _) in changes.Oracle)
        {
            _oracle.TryAdd(NetKeys.Of(key), tree.FindOracleLeaf(key) ?? []);
        }

        tree.Apply(changes);
    }

    /// <summary>The net data of the batch that ends with the state of the tree.</summary>
    /// <param name="tree">That took in everything by <see cref="Apply"/>.</param>
    /// <param name="withdrawals">All that its entries queued, by ascending index.</param>
    public byte[] Write(StateTree tree, IReadOnlyList<WithdrawalLeaf> withdrawals)
    {
        _data.Clear();
        _data.U8(Version);
        var preimage = tree.RootPreimage();
        LeafPatch.Write(_data, _preimage, preimage);
        _preimage = preimage;
        Write(_accounts, index => tree.FindLeaf(_owners[index]));
        Write(_markets, market => tree.FindLeaf(new MarketId((uint)market)));
        Write(_oracle, key => tree.FindOracleLeaf(NetKeys.OracleKey(key)));
        // How many, and under which index, the two preimages say.
        foreach (var withdrawal in withdrawals)
        {
            _data.VarUInt(AccountCapture.IndexOf(tree.FindLeaf(withdrawal.Owner)!))
                .VarUInt((ulong)withdrawal.Amount.Value);
        }

        return _data.ToArray();
    }

    /// <summary>
    /// The last batches are none any more: the next one begins where the first of them did. What they named
    /// goes whole in it, whatever is known of before, so that whoever makes it comes to the same bytes.
    /// </summary>
    /// <param name="data">Of those batches.</param>
    public void Reopen(IEnumerable<byte[]> data)
    {
        _preimage = null;
        foreach (var each in data)
        {
            var reader = new ByteReader(each.AsSpan(1));
            LeafPatch.Read(ref reader, []);
            foreach (var leaves in Lists)
            {
                var key = 0UL;
                for (var left = reader.VarUInt(); left > 0; left--)
                {
                    key += reader.VarUInt();
                    LeafPatch.Read(ref reader, []);
                    leaves[key] = null;
                }
            }
        }
    }

    /// <summary>Writes what the next batch goes on from (spec/snapshot.md).</summary>
    public void Save(ByteWriter into)
    {
        Save(into, _preimage);
        foreach (var leaves in Lists)
        {
            into.VarUInt((ulong)leaves.Count);
            foreach (var (key, before) in leaves)
            {
                into.VarUInt(key);
                Save(into, before);
            }
        }
    }

    /// <summary>Takes up what <see cref="Save"/> wrote, when nothing was applied yet.</summary>
    /// <param name="tree">The one of then.</param>
    /// <param name="root">The state root of the batch before; null when there is none.</param>
    /// <exception cref="CodecException">It is not what was written, or not of that batch.</exception>
    public void Load(ref ByteReader from, StateTree tree, Hash32? root)
    {
        _preimage = Load(ref from);
        var isOther = _preimage is { } known
            && (root is { } due ? Keccak.Hash(known) != due : known.Length > 0);
        if (isOther)
        {
            throw new CodecException("what its next batch goes on from is not what the last one ended with");
        }

        foreach (var leaves in Lists)
        {
            for (var left = from.VarUInt(); left > 0; left--)
            {
                var key = from.VarUInt();
                leaves[key] = Load(ref from);
            }
        }

        foreach (var owner in tree.Owners)
        {
            _owners.Add((ulong)_owners.Count, owner);
        }
    }

    private SortedDictionary<ulong, byte[]?>[] Lists => [_accounts, _markets, _oracle];

    private static void Save(ByteWriter into, byte[]? leaf)
    {
        into.Bool(leaf is not null);
        if (leaf is not null)
        {
            into.Prefixed(leaf);
        }
    }

    private static byte[]? Load(ref ByteReader from) =>
        from.Bool() ? from.Prefixed(LeafPatch.LeafMost_Bytes).ToArray() : null;

    private void Write(SortedDictionary<ulong, byte[]?> named, Func<ulong, byte[]?> leafOf)
    {
        var changed = named.Select(each => (each.Key, Before: each.Value, After: leafOf(each.Key)!))
            .Where(each => each.Before is null || !each.Before.AsSpan().SequenceEqual(each.After)).ToList();
        _data.VarUInt((ulong)changed.Count);
        var last = 0UL;
        foreach (var (key, before, after) in changed)
        {
            _data.VarUInt(key - last);
            LeafPatch.Write(_data, before, after);
            last = key;
        }

        named.Clear();
    }
}

/// <summary>Names of leaves as numbers.</summary>
internal static class NetKeys
{
    /// <summary>The greatest name of an oracle leaf.</summary>
    public const ulong OracleMost = ((ulong)uint.MaxValue << PartBits) | byte.MaxValue;

    private const int PartBits = 8;
    private const int OracleKey_Bytes = 5;

    /// <summary>The market in the high bits, the part of it in the low eight.</summary>
    public static ulong Of(TreeKey oracle)
    {
        Span<byte> bytes = stackalloc byte[OracleKey_Bytes];
        oracle.CopyTo(bytes);
        var key = 0UL;
        foreach (var value in bytes)
        {
            key = (key << PartBits) | value;
        }

        return key;
    }

    public static TreeKey OracleKey(ulong key) =>
        TreeKey.Of(new MarketId((uint)(key >> PartBits)), (byte)(key & byte.MaxValue));
}
