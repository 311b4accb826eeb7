using Offing.Commitment.Batches;
using Offing.Commitment.State;
using Offing.Commitment.Trees;
using Offing.Primitives;
using Offing.Protocol.Codec;

namespace Offing.Commitment.Net;

/// <summary>
/// What a stranger knows of a venue from its net data alone: the leaves of accounts, markets and oracle under
/// the state root of the last batch, and the withdrawals of that batch. Enough to prove whatever a claim or
/// an escape asks for; no more than the roots say.
/// </summary>
public sealed class NetState : IStateProofs, ILeafSink
{
    private readonly LeafTree _accounts = new(TreeShape.OfAddress);
    private readonly LeafTree _markets = new(TreeShape.OfMarket);
    private readonly LeafTree _oracle = new(TreeShape.OfMarketPart);
    private readonly List<Address> _owners = [];
    private readonly Dictionary<ulong, byte[]> _byIndex = [];
    private readonly SortedSet<ulong> _names = [];
    private byte[] _preimage = [];

    // Of the market whose leaves are being taken up.
    private MarketId _shown;
    private int _publisher;

    /// <inheritdoc/>
    public IReadOnlyList<Address> Owners => _owners;

    /// <inheritdoc/>
    public IReadOnlyList<MarketId> Markets => [.. _names.Select(name => new MarketId((uint)name))];

    /// <summary>Of the last batch, by ascending index.</summary>
    public IReadOnlyList<WithdrawalLeaf> Withdrawals { get; private set; } = [];

    /// <summary>Takes in the data of the next batch.</summary>
    /// <returns>Why it is not what its header says; null when it is. After a defect nothing more can be said.
    /// </returns>
    /// <param name="newRoot">Of the header.</param>
    /// <param name="withdrawalsRoot">Likewise.</param>
    public string? Take(ReadOnlySpan<byte> data, Hash32 newRoot, Hash32 withdrawalsRoot)
    {
        try
        {
            Read(data);
        }
        catch (CodecException error)
        {
            return $"its net data cannot be read: {error.Message}";
        }

        var withdrawals = new WithdrawalsTree(Withdrawals).Root;
        return DefectUnder(newRoot) is { } defect ? $"its net data makes {defect}"
            : withdrawals != withdrawalsRoot
                ? $"its net data makes withdrawals {withdrawals}, its header says {withdrawalsRoot}"
                : null;
    }

    /// <summary>What its leaves make that is not under a state root; null: nothing.</summary>
    public string? DefectUnder(Hash32 root)
    {
        if (Keccak.Hash(_preimage) != root)
        {
            return $"state root {Keccak.Hash(_preimage)}, not {root}";
        }

        (string Tree, Hash32? Said, Hash32 Made)[] trees =
        [
            ("accounts", StateRoot.Accounts(_preimage, root), _accounts.Root()),
            ("markets", StateRoot.Markets(_preimage, root), _markets.Root()),
            ("oracle", StateRoot.Oracle(_preimage, root), _oracle.Root()),
        ];
        foreach (var (tree, said, made) in trees)
        {
            if (said != made)
            {
                return $"{tree} {made}, its state root says {said}";
            }
        }

        return null;
    }

    /// <summary>Shows its leaves: those of spec/snapshot.md that a proof may need, in that order.</summary>
    public void Show(ILeafSink sink)
    {
        sink.Take(LeafKind.Root, _preimage);
        foreach (var market in Markets)
        {
            sink.Take(
                LeafKind.Market, [.. StateTree.Bytes(market), .. _markets.Leaves[TreeKey.Of(market)]]);
            StateTree.ShowOracle(_oracle, market, sink);
        }

        for (var index = 0; index < _owners.Count; index++)
        {
            sink.Take(LeafKind.Account, _byIndex[(ulong)index]);
        }
    }

    /// <summary>
    /// Takes up what it, or the tree of a replayed state, shows; what no proof needs is passed over.
    /// </summary>
    /// <exception cref="CodecException">They are no leaves.</exception>
    public void Take(LeafKind kind, ReadOnlySpan<byte> bytes)
    {
        switch (kind)
        {
            case LeafKind.Root:
                _preimage = bytes.ToArray();
                break;
            case LeafKind.Market:
                var reader = new ByteReader(bytes);
                (_shown, _publisher) = (new MarketId(reader.U32()), 0);
                _markets.Set(TreeKey.Of(_shown), reader.Bytes(reader.Remaining).ToArray());
                _names.Add(_shown.Value);
                break;
            case LeafKind.Publisher:
                _oracle.Set(MarketLeaf.PublisherKey(_shown, _publisher++), bytes.ToArray());
                break;
            case LeafKind.Ring:
                _oracle.Set(MarketLeaf.RingKey(_shown), bytes.ToArray());
                break;
            case LeafKind.Account:
                TakeAccount((ulong)_owners.Count, bytes.ToArray());
                break;
            default:
                break;
        }
    }

    /// <inheritdoc/>
    public byte[] RootPreimage() => _preimage;

    /// <inheritdoc/>
    public AccountProof? ProveAccount(Address owner) =>
        _accounts.Prove(TreeKey.Of(owner)) is { } leaf ? new AccountProof(_preimage, leaf) : null;

    /// <inheritdoc/>
    public MarketProof? ProveMarket(MarketId market) =>
        _markets.Prove(TreeKey.Of(market)) is { } leaf ? new MarketProof(_preimage, leaf) : null;

    /// <inheritdoc/>
    public OracleProof? ProveRing(MarketId market) =>
        _oracle.Prove(MarketLeaf.RingKey(market)) is { } leaf ? new OracleProof(_preimage, leaf) : null;

    private void Read(ReadOnlySpan<byte> data)
    {
        var reader = new ByteReader(data);
        if (reader.U8() is var version && version != NetWriter.Version)
        {
            throw new CodecException($"net data of version {version}");
        }

        var withdrawn = _preimage.Length == 0 ? 0 : StateRoot.Withdrawals(_preimage);
        _preimage = LeafPatch.Read(ref reader, _preimage);
        if (_preimage.Length != StateRoot.SizeBytes)
        {
            throw new CodecException($"a preimage of {_preimage.Length} bytes");
        }

        var key = 0UL;
        for (var left = reader.VarUInt(); left > 0; left--)
        {
            key = Next(ref reader, key, uint.MaxValue);
            TakeAccount(key, LeafPatch.Read(ref reader, _byIndex.GetValueOrDefault(key, [])));
        }

        key = 0;
        for (var left = reader.VarUInt(); left > 0; left--)
        {
            key = Next(ref reader, key, uint.MaxValue);
            Take(ref reader, _markets, TreeKey.Of(new MarketId((uint)key)));
            _names.Add(key);
        }

        key = 0;
        for (var left = reader.VarUInt(); left > 0; left--)
        {
            key = Next(ref reader, key, NetKeys.OracleMost);
            Take(ref reader, _oracle, NetKeys.OracleKey(key));
        }

        ReadWithdrawals(ref reader, withdrawn);
        reader.End();
    }

    // Whoever is paid has an account, and each index is given once: so neither is written out.
    private void ReadWithdrawals(ref ByteReader reader, ulong from)
    {
        var leaves = new List<WithdrawalLeaf>();
        for (var index = from; index < StateRoot.Withdrawals(_preimage); index++)
        {
            var owner = reader.VarUInt();
            if (owner >= (ulong)_owners.Count)
            {
                throw new CodecException($"withdrawal {index} is of account {owner}, which is not known");
            }

            var amount = reader.VarUInt();
            leaves.Add(amount <= long.MaxValue
                ? new WithdrawalLeaf(index, _owners[(int)owner], new MicroUsd((long)amount))
                : throw new CodecException($"withdrawal {index} is of {amount}"));
        }

        Withdrawals = leaves;
    }

    private static ulong Next(ref ByteReader reader, ulong key, ulong most)
    {
        var step = reader.VarUInt();
        return step <= most - key ? key + step : throw new CodecException($"a leaf {step} on from {key}");
    }

    private static void Take(ref ByteReader reader, LeafTree tree, TreeKey key) =>
        tree.Set(key, LeafPatch.Read(ref reader, tree.Leaves.GetValueOrDefault(key, [])));

    // The index is the place in the order of creation: the next one, or one that is there.
    private void TakeAccount(ulong index, byte[] leaf)
    {
        if (leaf.Length < AccountCapture.Least_Bytes || AccountCapture.IndexOf(leaf) != index)
        {
            throw new CodecException($"the leaf of account {index} is another's");
        }

        var owner = AccountCapture.OwnerOf(leaf);
        if (index == (ulong)_owners.Count)
        {
            _owners.Add(owner);
        }
        else if (index > (ulong)_owners.Count || _owners[(int)index] != owner)
        {
            throw new CodecException($"account {index} is not the next one, nor the one that was");
        }

        _byIndex[index] = leaf;
        _accounts.Set(TreeKey.Of(owner), leaf);
    }
}
