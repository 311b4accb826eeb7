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
    private readonly SortedDictionary<ulong, byte[]> _accounts = [];
    private readonly SortedDictionary<ulong, byte[]> _markets = [];
    private readonly SortedDictionary<ulong, byte[]> _oracle = [];
    private readonly SortedSet<ulong>[] _touched = [[], [], []];
    private readonly Dictionary<ulong, Address> _owners = [];
    private byte[] _preimage = [];

    /// <summary>Takes in what the tree has taken in; several captures may belong to one batch.</summary>
    public void Note(LeafChanges changes)
    {
        foreach (var account in changes.Accounts)
        {
            _owners[account.Index] = account.Owner;
            _touched[0].Add(account.Index);
        }

        foreach (var market in changes.Markets)
        {
            _touched[1].Add(market.Id.Value);
        }

        foreach (var (key, _) in changes.Oracle)
        {
            _touched[2].Add(NetKeys.Of(key));
        }
    }

    /// <summary>The net data of the batch that ends with the state of the tree.</summary>
    /// <param name="tree">After all that was noted.</param>
    /// <param name="withdrawals">All that its entries queued, by ascending index.</param>
    public byte[] Write(StateTree tree, IReadOnlyList<WithdrawalLeaf> withdrawals)
    {
        _data.Clear();
        _data.U8(Version);
        var preimage = tree.RootPreimage();
        LeafPatch.Write(_data, _preimage, preimage);
        _preimage = preimage;
        Write(_touched[0], _accounts, index => tree.LeafOf(_owners[index]));
        Write(_touched[1], _markets, market => tree.LeafOf(new MarketId((uint)market)));
        Write(_touched[2], _oracle, key => tree.OracleLeafOf(NetKeys.OracleKey(key)));
        // How many, and under which index, the two preimages say.
        foreach (var withdrawal in withdrawals)
        {
            _data.VarUInt(AccountCapture.IndexOf(tree.LeafOf(withdrawal.Owner)))
                .VarUInt((ulong)withdrawal.Amount.Value);
        }

        return _data.ToArray();
    }

    /// <summary>
    /// The next batch follows an older one than that which was written last: those between were not posted.
    /// </summary>
    /// <param name="data">Of all batches up to that one, from the first.</param>
    public void Reopen(IEnumerable<byte[]> data)
    {
        SortedDictionary<ulong, byte[]>[] known = [_accounts, _markets, _oracle];
        for (var i = 0; i < known.Length; i++)
        {
            _touched[i].UnionWith(known[i].Keys);
            known[i].Clear();
        }

        _preimage = [];
        foreach (var each in data)
        {
            var reader = new ByteReader(each.AsSpan(1));
            _preimage = LeafPatch.Read(ref reader, _preimage);
            foreach (var leaves in known)
            {
                var key = 0UL;
                for (var left = reader.VarUInt(); left > 0; left--)
                {
                    key += reader.VarUInt();
                    leaves[key] = LeafPatch.Read(ref reader, leaves.GetValueOrDefault(key, []));
                }
            }
        }
    }

    private void Write(
        SortedSet<ulong> touched, SortedDictionary<ulong, byte[]> known, Func<ulong, byte[]> leafOf)
    {
        touched.RemoveWhere(key =>
            known.TryGetValue(key, out var before) && before.AsSpan().SequenceEqual(leafOf(key)));
        _data.VarUInt((ulong)touched.Count);
        var last = 0UL;
        foreach (var key in touched)
        {
            var leaf = leafOf(key);
            _data.VarUInt(key - last);
            LeafPatch.Write(_data, known.GetValueOrDefault(key, []), leaf);
            (known[key], last) = (leaf, key);
        }

        touched.Clear();
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
