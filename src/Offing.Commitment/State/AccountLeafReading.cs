using Offing.Engine.Accounts;
using Offing.Engine.Fees;
using Offing.Engine.Restoring;
using Offing.Primitives;
using Offing.Protocol.Batches;
using Offing.Protocol.Codec;

namespace Offing.Commitment.State;

/// <summary>
/// Reads what <see cref="AccountCapture"/> writes: an account leaf and, behind it, the leaves and the
/// preimage whose hashes it holds.
/// </summary>
internal sealed class AccountLeafReading
{
    private readonly List<(GrantImage Grant, uint Ordinal)> _grants = [];
    private readonly Dictionary<Address, IReadOnlyList<ulong>> _nonces = [];
    private readonly AccountImage _leaf;
    private VolumeImage? _volume;

    /// <exception cref="CodecException">No leaf of an account.</exception>
    public AccountLeafReading(ReadOnlySpan<byte> leaf)
    {
        var reader = LeafReading.Begin(leaf, HashTag.Account);
        var (owner, master, index) = (reader.Address(), reader.Address(), reader.U32());
        var collateral = new MicroUsd(reader.I64());
        reader.Bytes(3 * Hash32.SizeBytes);
        var slots = Slots(ref reader);
        var builders = new BuilderApproval[reader.U8()];
        for (var i = 0; i < builders.Length; i++)
        {
            builders[i] = new BuilderApproval(reader.Address(), reader.U32());
        }

        var name = LeafReading.Text(ref reader);
        reader.End();
        _leaf = new AccountImage(
            owner, master, index, collateral, name, slots, builders, Volume: null, [], []);
    }

    /// <exception cref="CodecException">No fee volumes.</exception>
    public void AddVolume(ReadOnlySpan<byte> bytes)
    {
        var reader = LeafReading.Begin(bytes, HashTag.FeeVolume);
        var day = reader.U32();
        var (maker, taker) = (new long[FeeVolume.Days], new long[FeeVolume.Days]);
        foreach (var buckets in new[] { maker, taker })
        {
            for (var i = 0; i < buckets.Length; i++)
            {
                buckets[i] = reader.I64();
            }
        }

        reader.End();
        _volume = new VolumeImage(day, maker, taker);
    }

    /// <exception cref="CodecException">No nonces of a signer.</exception>
    public void AddNonces(ReadOnlySpan<byte> signerAndLeaf)
    {
        var reader = new ByteReader(signerAndLeaf);
        _nonces[reader.Address()] = SignerLeaf.DecodeNonces(reader.Bytes(reader.Remaining));
    }

    /// <exception cref="CodecException">No grant to a key.</exception>
    public void AddGrant(ReadOnlySpan<byte> keyAndLeaf)
    {
        var reader = new ByteReader(keyAndLeaf);
        _grants.Add(SignerLeaf.DecodeGrant(reader.Address(), reader.Bytes(reader.Remaining)));
    }

    public AccountImage Finish() => _leaf with
    {
        Volume = _volume,
        Nonces = _nonces.GetValueOrDefault(_leaf.Owner) ?? [],
        Grants =
        [
            .. _grants.OrderBy(grant => grant.Ordinal).Select(grant => grant.Grant with
            {
                Nonces = _nonces.GetValueOrDefault(grant.Grant.Key) ?? [],
            }),
        ],
    };

    private static List<SlotImage> Slots(ref ByteReader reader)
    {
        var slots = new List<SlotImage>();
        var taken = reader.U16();
        for (var place = 0; place < Limits.SlotsPerAccount; place++)
        {
            if ((taken >> place & 1) != 0)
            {
                slots.Add(Slot(ref reader, place));
            }
        }

        return slots;
    }

    private static SlotImage Slot(ref ByteReader reader, int place)
    {
        var (market, mode) = (new MarketId(reader.U32()), (MarginMode)reader.U8());
        if (reader.U8() != 0)
        {
            throw new CodecException("a reserved byte of a slot is not zero");
        }

        return new SlotImage(
            place, market, mode, reader.U16(), new Lots(reader.I64()), new MicroUsd(reader.I64()),
            reader.I128(), new MicroUsd(reader.I64()), new Lots(reader.I64()), new Lots(reader.I64()),
            new MicroUsd(reader.I64()), new MicroUsd(reader.I64()), reader.I128(), new Time(reader.U64()));
    }
}
