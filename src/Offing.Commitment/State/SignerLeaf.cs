using System.Text;
using Offing.Commitment.Trees;
using Offing.Engine.Accounts;
using Offing.Engine.Restoring;
using Offing.Engine.Sessions;
using Offing.Primitives;
using Offing.Protocol.Batches;
using Offing.Protocol.Codec;
using Offing.Protocol.Commands;

namespace Offing.Commitment.State;

/// <summary>
/// What an account keeps for each key that signs for it, as spec/state-tree.md lays it out.
/// </summary>
public static class SignerLeaf
{
    /// <summary>Nonces used, ascending.</summary>
    public static void WriteNonces(ByteWriter writer, NonceSet nonces)
    {
        writer.U8(HashTag.NonceSet).U16(checked((ushort)nonces.Count));
        for (var i = 0; i < nonces.Count; i++)
        {
            writer.U64(nonces[i]);
        }
    }

    /// <exception cref="CodecException">No set of nonces.</exception>
    public static IReadOnlyList<ulong> DecodeNonces(ReadOnlySpan<byte> leaf)
    {
        var reader = LeafReading.Begin(leaf, HashTag.NonceSet);
        var nonces = new ulong[reader.U16()];
        for (var i = 0; i < nonces.Length; i++)
        {
            nonces[i] = reader.U64();
        }

        reader.End();
        return nonces;
    }

    /// <returns>The grant without its nonces, and its place in the account's list.</returns>
    /// <exception cref="CodecException">No grant.</exception>
    public static (GrantImage Grant, uint Ordinal) DecodeGrant(Address key, ReadOnlySpan<byte> leaf)
    {
        var reader = LeafReading.Begin(leaf, HashTag.SessionGrant);
        var ordinal = reader.U32();
        var (isRevoked, expiry) = (reader.Bool(), new Time(reader.U64()));
        var (order, position) = (new MicroUsd(reader.I64()), new MicroUsd(reader.I64()));
        var (loss, leverage, reduceOnly) = (new MicroUsd(reader.I64()), reader.U32(), reader.Bool());
        var (equity, day) = (new MicroUsd(reader.I64()), reader.U32());
        var (transfers, isBreached) = (new MicroUsd(reader.I64()), reader.Bool());
        var stop = reader.U16();
        var markets = new MarketId[reader.U16()];
        for (var i = 0; i < markets.Length; i++)
        {
            markets[i] = new MarketId(reader.U32());
        }

        var name = LeafReading.Text(ref reader);
        reader.End();
        return (new GrantImage(
            key, name, expiry, new SessionLimits(order, position, loss, leverage, reduceOnly, markets),
            isRevoked, equity, day, transfers, isBreached, stop, []), ordinal);
    }

    /// <param name="ordinal">Place in the account's list of grants, from 0.</param>
    public static void WriteGrant(ByteWriter writer, Session session, int ordinal)
    {
        var limits = session.Limits;
        writer.U8(HashTag.SessionGrant)
            .U32(checked((uint)ordinal))
            .Bool(session.IsRevoked)
            .U64(session.Expiry.Milliseconds)
            .I64(limits.MaxOrderNotional.Value)
            .I64(limits.MaxPositionNotional.Value)
            .I64(limits.MaxDailyLoss.Value)
            .U32(limits.MaxLeverage)
            .Bool(limits.ReduceOnly)
            .I64(session.DayStartEquity.Value)
            .U32(session.Day)
            .I64(session.NetTransfers.Value)
            .Bool(session.IsBreached)
            .U16(session.StopReason)
            .U16(checked((ushort)limits.Markets.Count));
        foreach (var market in limits.Markets)
        {
            writer.U32(market.Value);
        }

        writer.Prefixed(Encoding.UTF8.GetBytes(session.Name));
    }

    /// <summary>What the tree of session keys says of a key: its account, after twelve zero bytes.</summary>
    public static TreeValue KeyOwner(Address account)
    {
        Span<byte> word = stackalloc byte[Hash32.SizeBytes];
        word.Clear();
        account.CopyTo(word[(Hash32.SizeBytes - Address.SizeBytes)..]);
        return new TreeValue(new Hash32(word));
    }
}
