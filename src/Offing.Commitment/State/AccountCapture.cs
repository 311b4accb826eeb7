using System.Buffers.Binary;
using System.Numerics;
using System.Text;
using Offing.Engine.Accounts;
using Offing.Engine.Fees;
using Offing.Primitives;
using Offing.Protocol.Batches;
using Offing.Protocol.Codec;

namespace Offing.Commitment.State;

/// <summary>
/// Everything of one account as it stood when it was captured: bytes and copies only, so that it can be
/// hashed on another thread. The leaf itself needs the roots of the two small trees and is put together
/// there.
/// </summary>
internal sealed class AccountCapture
{
    private const int Slot_Bytes = 104;
    private const int Builder_Bytes = 24;
    private const int Fixed_Bytes = 152;

    /// <summary>No leaf is shorter.</summary>
    public const int Least_Bytes = Fixed_Bytes;

    private readonly Address _master;
    private readonly byte[] _name;
    private readonly uint _index;
    private readonly MicroUsd _collateral;
    private readonly ushort _stopReason;
    private readonly byte[] _volume;
    private readonly byte[] _slots;
    private readonly byte[] _builders;

    public AccountCapture(Account account)
    {
        Owner = account.Owner;
        (_master, _index, _collateral) = (account.Master, checked((uint)account.Index), account.Collateral);
        _stopReason = account.StopReason;
        _name = Encoding.UTF8.GetBytes(account.Name);
        _volume = EncodeVolume(account.Volume);
        _slots = EncodeSlots(account.Slots);
        _builders = EncodeBuilders(account.Builders?.ByAddress ?? []);
        IsolatedSlots = account.Slots.Count(slot => slot.Mode == MarginMode.Isolated);
        var nonces = new List<(Address, byte[])>();
        var grants = new List<(Address, byte[])>();
        AddNonces(nonces, account.Owner, account.Nonces);
        for (var i = 0; i < account.Sessions.Count; i++)
        {
            var session = account.Sessions[i];
            grants.Add((session.Key, SignerLeaf.EncodeGrant(session, i)));
            AddNonces(nonces, session.Key, session.Nonces);
        }

        (Nonces, Grants) = (nonces, grants);
    }

    public Address Owner { get; }

    /// <summary>Place in the order of creation.</summary>
    public uint Index => _index;

    /// <summary>What the hash of the fee volumes is of; empty for an account that never traded.</summary>
    public byte[] Volume => _volume;

    /// <summary>Buckets beside the cross one.</summary>
    public int IsolatedSlots { get; }

    /// <summary>Nonce-set leaves by signer; a signer without a nonce has none.</summary>
    public IReadOnlyList<(Address Signer, byte[] Leaf)> Nonces { get; }

    /// <summary>Session-grant leaves by key.</summary>
    public IReadOnlyList<(Address Key, byte[] Leaf)> Grants { get; }

    /// <summary>The account leaf of spec/state-tree.md.</summary>
    public byte[] Leaf(Hash32 noncesRoot, Hash32 grantsRoot) =>
        new ByteWriter(Fixed_Bytes + _slots.Length + _builders.Length + _name.Length)
            .U8(HashTag.Account)
            .Address(Owner)
            .Address(_master)
            .U32(_index)
            .I64(_collateral.Value)
            .U16(_stopReason)
            .Hash(noncesRoot)
            .Hash(grantsRoot)
            .Hash(_volume.Length == 0 ? Hash32.Zero : Keccak.Hash(_volume))
            .Bytes(_slots)
            .Bytes(_builders)
            .Prefixed(_name)
            .ToArray();

    /// <summary>The index that a leaf names.</summary>
    public static uint IndexOf(byte[] leaf) =>
        BinaryPrimitives.ReadUInt32BigEndian(leaf.AsSpan(1 + (2 * Address.SizeBytes)));

    /// <summary>The owner that a leaf names.</summary>
    public static Address OwnerOf(byte[] leaf) => new(leaf.AsSpan(1, Address.SizeBytes));

    private static void AddNonces(List<(Address, byte[])> nonces, Address signer, NonceSet set)
    {
        if (set.Count > 0)
        {
            nonces.Add((signer, SignerLeaf.EncodeNonces(set)));
        }
    }

    // Empty for an account that never traded, so that its leaf costs no hash of zeros.
    private static byte[] EncodeVolume(FeeVolume volume)
    {
        if (volume.Day == 0 && volume.Maker.All(v => v == 0) && volume.Taker.All(v => v == 0))
        {
            return [];
        }

        var writer = new ByteWriter(256).U8(HashTag.FeeVolume).U32(volume.Day);
        foreach (var value in volume.Maker.Concat(volume.Taker))
        {
            writer.I64(value);
        }

        return writer.ToArray();
    }

    private static byte[] EncodeBuilders(IReadOnlyList<BuilderApproval> approvals)
    {
        var writer = new ByteWriter(1 + (approvals.Count * Builder_Bytes)).U8((byte)approvals.Count);
        foreach (var approval in approvals)
        {
            writer.Address(approval.Builder).U32(approval.Most);
        }

        return writer.ToArray();
    }

    private static byte[] EncodeSlots(IReadOnlyList<Slot> slots)
    {
        var taken = 0;
        for (var i = 0; i < slots.Count; i++)
        {
            taken |= slots[i].IsFree ? 0 : 1 << i;
        }

        var size = sizeof(ushort) + BitOperations.PopCount((uint)taken) * Slot_Bytes;
        var writer = new ByteWriter(size).U16(checked((ushort)taken));
        foreach (var slot in slots)
        {
            if (!slot.IsFree)
            {
                WriteSlot(writer, slot);
            }
        }

        return writer.ToArray();
    }

    private static void WriteSlot(ByteWriter writer, Slot slot) => writer
        .U32(slot.Market.Value)
        .U8((byte)slot.Mode)
        .U8(0)
        .U16(checked((ushort)slot.Leverage))
        .I64(slot.Size.Value)
        .I64(slot.EntryNotional.Value)
        .I128(slot.FundingCheckpoint)
        .I64(slot.IsolatedCollateral.Value)
        .I64(slot.BuyReserve.Value)
        .I64(slot.SellReserve.Value)
        .I64(slot.BuyReserveQuote.Value)
        .I64(slot.SellReserveQuote.Value)
        .I128(slot.BuilderReserve)
        .U64(slot.LiquidatedInFull.Milliseconds);
}
