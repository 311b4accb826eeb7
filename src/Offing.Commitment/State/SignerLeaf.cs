using System.Text;
using Offing.Commitment.Trees;
using Offing.Engine.Accounts;
using Offing.Engine.Sessions;
using Offing.Primitives;
using Offing.Protocol.Batches;
using Offing.Protocol.Codec;

namespace Offing.Commitment.State;

/// <summary>
/// What an account keeps for each key that signs for it, as spec/state-tree.md lays it out.
/// </summary>
public static class SignerLeaf
{
    /// <summary>Nonces used, ascending.</summary>
    public static byte[] EncodeNonces(NonceSet nonces)
    {
        var ascending = nonces.Ascending;
        var writer = new ByteWriter(3 + ascending.Count * sizeof(ulong))
            .U8(HashTag.NonceSet)
            .U16(checked((ushort)ascending.Count));
        foreach (var nonce in ascending)
        {
            writer.U64(nonce);
        }

        return writer.ToArray();
    }

    /// <param name="ordinal">Place in the account's list of grants, from 0.</param>
    public static byte[] EncodeGrant(Session session, int ordinal)
    {
        var limits = session.Limits;
        var writer = new ByteWriter(128)
            .U8(HashTag.SessionGrant)
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

        return writer.Prefixed(Encoding.UTF8.GetBytes(session.Name)).ToArray();
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
