using Offing.Commitment.State;
using Offing.Commitment.Trees;
using Offing.Primitives;
using Offing.Protocol.Codec;

namespace Offing.Commitment.Net;

/// <summary>
/// What a stranger knows of a venue from its net data alone: the leaves of accounts, markets and oracle under
/// the state root of the last batch. Enough to prove whatever an escape asks for; no more than the root says.
/// </summary>
public sealed class NetState : IStateProofs
{
    private readonly LeafTree _accounts = new(TreeShape.OfAddress);
    private readonly LeafTree _markets = new(TreeShape.OfMarket);
    private readonly LeafTree _oracle = new(TreeShape.OfMarketPart);
    private readonly List<Address> _owners = [];
    private readonly Dictionary<ulong, byte[]> _byIndex = [];
    private byte[] _preimage = [];

    /// <summary>Every account, by its index.</summary>
    public IReadOnlyList<Address> Owners => _owners;

    /// <summary>Takes in the data of the next batch.</summary>
    /// <returns>Why it is not what its header says; null when it is. After a defect nothing more can be said.
    /// </returns>
    /// <param name="newRoot">Of the header.</param>
    public string? Take(ReadOnlySpan<byte> data, Hash32 newRoot)
    {
        try
        {
            Read(data);
        }
        catch (CodecException error)
        {
            return $"its net data cannot be read: {error.Message}";
        }

        if (Keccak.Hash(_preimage) != newRoot)
        {
            return $"its net data makes state root {Keccak.Hash(_preimage)}, not {newRoot}";
        }

        (string Tree, Hash32? Said, Hash32 Made)[] trees =
        [
            ("accounts", StateRoot.Accounts(_preimage, newRoot), _accounts.Root()),
            ("markets", StateRoot.Markets(_preimage, newRoot), _markets.Root()),
            ("oracle", StateRoot.Oracle(_preimage, newRoot), _oracle.Root()),
        ];
        foreach (var (tree, said, made) in trees)
        {
            if (said != made)
            {
                return $"its net data makes {tree} {made}, its state root says {said}";
            }
        }

        return null;
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
        }

        key = 0;
        for (var left = reader.VarUInt(); left > 0; left--)
        {
            key = Next(ref reader, key, NetKeys.OracleMost);
            Take(ref reader, _oracle, NetKeys.OracleKey(key));
        }

        reader.End();
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
