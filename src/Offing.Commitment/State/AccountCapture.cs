using System.Buffers.Binary;
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
internal readonly struct AccountCapture
{
    private const int Fixed_Bytes = 152;

    /// <summary>No leaf is shorter.</summary>
    public const int Least_Bytes = Fixed_Bytes;

    private readonly Address _master;
    private readonly MicroUsd _collateral;
    private readonly ushort _stopReason;

    // What the leaf ends with, then what the volume's hash is of, then signers and grants, each behind its
    // key and its length.
    private readonly StoredBytes _bytes;
    private readonly int _leafEnds;
    private readonly int _volumeEnds;
    private readonly int _noncesEnd;

    /// <param name="scratch">What it holds is lost.</param>
    /// <param name="into">Keeps the bytes.</param>
    public AccountCapture(Account account, ByteWriter scratch, ByteStore into)
    {
        Owner = account.Owner;
        (_master, Index, _collateral) = (account.Master, checked((uint)account.Index), account.Collateral);
        _stopReason = account.StopReason;
        scratch.Clear();
        IsolatedSlots = WriteSlots(scratch, account.Slots);
        WriteBuilders(scratch, account.Builders?.ByAddress ?? []);
        WriteName(scratch, account.Name);
        _leafEnds = scratch.Length;
        WriteVolume(scratch, account.Volume);
        _volumeEnds = scratch.Length;
        WriteNonces(scratch, account.Owner, account.Nonces);
        for (var i = 0; i < account.Sessions.Count; i++)
        {
            WriteNonces(scratch, account.Sessions[i].Key, account.Sessions[i].Nonces);
        }

        _noncesEnd = scratch.Length;
        for (var i = 0; i < account.Sessions.Count; i++)
        {
            var at = Begin(scratch, account.Sessions[i].Key);
            SignerLeaf.WriteGrant(scratch, account.Sessions[i], i);
            End(scratch, at);
        }

        _bytes = into.Add(scratch.Written);
    }

    public Address Owner { get; }

    /// <summary>Place in the order of creation.</summary>
    public uint Index { get; }

    /// <summary>What the hash of the fee volumes is of; empty for an account that never traded.</summary>
    public byte[] Volume => _bytes.Span[_leafEnds.._volumeEnds].ToArray();

    /// <summary>Buckets beside the cross one.</summary>
    public int IsolatedSlots { get; }

    /// <summary>Nonce-set leaves by signer; a signer without a nonce has none.</summary>
    public IReadOnlyList<(Address Signer, byte[] Leaf)> Nonces =>
        ByKey(_bytes.Span[_volumeEnds.._noncesEnd]);

    /// <summary>Session-grant leaves by key.</summary>
    public IReadOnlyList<(Address Key, byte[] Leaf)> Grants => ByKey(_bytes.Span[_noncesEnd..]);

    /// <summary>The account leaf of spec/state-tree.md.</summary>
    public byte[] Leaf(Hash32 noncesRoot, Hash32 grantsRoot)
    {
        var volume = _bytes.Span[_leafEnds.._volumeEnds];
        return new ByteWriter(Fixed_Bytes + _leafEnds)
            .U8(HashTag.Account)
            .Address(Owner)
            .Address(_master)
            .U32(Index)
            .I64(_collateral.Value)
            .U16(_stopReason)
            .Hash(noncesRoot)
            .Hash(grantsRoot)
            .Hash(volume.IsEmpty ? Hash32.Zero : Keccak.Hash(volume))
            .Bytes(_bytes.Span[.._leafEnds])
            .ToArray();
    }

    /// <summary>The index that a leaf names.</summary>
    public static uint IndexOf(byte[] leaf) =>
        BinaryPrimitives.ReadUInt32BigEndian(leaf.AsSpan(1 + (2 * Address.SizeBytes)));

    /// <summary>The owner that a leaf names.</summary>
    public static Address OwnerOf(byte[] leaf) => new(leaf.AsSpan(1, Address.SizeBytes));

    private static List<(Address, byte[])> ByKey(ReadOnlySpan<byte> bytes)
    {
        var leaves = new List<(Address, byte[])>();
        for (var reader = new ByteReader(bytes); reader.Remaining > 0;)
        {
            leaves.Add((reader.Address(), reader.Bytes((int)reader.U32()).ToArray()));
        }

        return leaves;
    }

    // The key, and room for the length of what follows.
    private static int Begin(ByteWriter writer, Address key) => writer.Address(key).U32(0).Length;

    private static void End(ByteWriter writer, int begin) =>
        writer.SetU32(begin - sizeof(uint), (uint)(writer.Length - begin));

    private static void WriteNonces(ByteWriter writer, Address signer, NonceSet set)
    {
        if (set.Count > 0)
        {
            var at = Begin(writer, signer);
            SignerLeaf.WriteNonces(writer, set);
            End(writer, at);
        }
    }

    // Nothing for an account that never traded, so that its leaf costs no hash of zeros.
    private static void WriteVolume(ByteWriter writer, FeeVolume volume)
    {
        if (volume.Day == 0 && volume.Maker.All(v => v == 0) && volume.Taker.All(v => v == 0))
        {
            return;
        }

        writer.U8(HashTag.FeeVolume).U32(volume.Day);
        for (var i = 0; i < volume.Maker.Count; i++)
        {
            writer.I64(volume.Maker[i]);
        }

        for (var i = 0; i < volume.Taker.Count; i++)
        {
            writer.I64(volume.Taker[i]);
        }
    }

    private static void WriteBuilders(ByteWriter writer, IReadOnlyList<BuilderApproval> approvals)
    {
        writer.U8((byte)approvals.Count);
        foreach (var approval in approvals)
        {
            writer.Address(approval.Builder).U32(approval.Most);
        }
    }

    private static void WriteName(ByteWriter writer, string name)
    {
        if (name.Length == 0)
        {
            writer.VarUInt(0);
            return;
        }

        writer.Prefixed(Encoding.UTF8.GetBytes(name));
    }

    // How many of them are isolated.
    private static int WriteSlots(ByteWriter writer, IReadOnlyList<Slot> slots)
    {
        var (taken, isolated) = (0, 0);
        for (var i = 0; i < slots.Count; i++)
        {
            taken |= slots[i].IsFree ? 0 : 1 << i;
            isolated += slots[i].Mode == MarginMode.Isolated ? 1 : 0;
        }

        writer.U16(checked((ushort)taken));
        for (var i = 0; i < slots.Count; i++)
        {
            if (!slots[i].IsFree)
            {
                WriteSlot(writer, slots[i]);
            }
        }

        return isolated;
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
