using System.Buffers.Binary;
using Offing.Primitives;
using Offing.Protocol.Codec;
using Offing.Protocol.Commands;

namespace Offing.Protocol.Batches;

/// <summary>
/// The payloads of what owners demand through the chain's queue (spec/batch.md). All begin with what came in
/// with the request; null is what is not of the form.
/// </summary>
public static class RequestPayload
{
    /// <summary>What came in with a deposit or a request, micro-USDC; zero when it does not say.</summary>
    public static ulong PaidIn(ReadOnlySpan<byte> payload) =>
        payload.Length < sizeof(ulong) ? 0 : BinaryPrimitives.ReadUInt64BigEndian(payload);

    /// <summary>Micro-USDC, 0: all.</summary>
    public static ulong? Withdrawal(ReadOnlySpan<byte> payload) =>
        payload.Length == 2 * sizeof(ulong) ? BinaryPrimitives.ReadUInt64BigEndian(payload[8..]) : null;

    /// <summary>Lots of a position in the market, 0: all of it.</summary>
    public static (MarketId Market, ulong Size)? Close(ReadOnlySpan<byte> payload) =>
        payload.Length == (2 * sizeof(ulong)) + sizeof(uint)
            ? (new MarketId(BinaryPrimitives.ReadUInt32BigEndian(payload[8..])),
                BinaryPrimitives.ReadUInt64BigEndian(payload[12..]))
            : null;

    /// <summary>Whether it says nothing but its price.</summary>
    public static bool IsCancelAll(ReadOnlySpan<byte> payload) => payload.Length == sizeof(ulong);

    /// <summary>The key.</summary>
    public static Address? Revocation(ReadOnlySpan<byte> payload) =>
        payload.Length == sizeof(ulong) + Address.SizeBytes ? new Address(payload[sizeof(ulong)..]) : null;

    /// <summary>
    /// As a signed grant would say it: named by the key's own digits, so that one never replaces another.
    /// </summary>
    public static ApproveAgent? Grant(ReadOnlySpan<byte> payload)
    {
        try
        {
            var reader = new ByteReader(payload);
            reader.U64();
            var (key, expiry) = (reader.Address(), reader.U64());
            var (order, position, loss) = (reader.U64(), reader.U64(), reader.U64());
            var (leverage, reduceOnly) = (reader.U32(), reader.Bool());
            var markets = Markets(payload[GrantFixed_Bytes..]);
            return markets is null || Math.Max(order, Math.Max(position, loss)) > Limits.AmountMax_MicroUsd
                ? null
                : new ApproveAgent(key, NameOf(key), expiry, new SessionLimits(
                    new MicroUsd((long)order), new MicroUsd((long)position), new MicroUsd((long)loss),
                    leverage, reduceOnly, markets));
        }
        catch (CodecException)
        {
            return null;
        }
    }

    /// <summary>The name of a grant that gives none.</summary>
    public static string NameOf(Address key) => key.ToString().Substring(2, Limits.AgentName_Chars);

    private const int GrantFixed_Bytes =
        (5 * sizeof(ulong)) + Address.SizeBytes + sizeof(uint) + sizeof(bool);

    // Ascending; they fill what is left.
    private static MarketId[]? Markets(ReadOnlySpan<byte> rest)
    {
        var markets = new MarketId[rest.Length / sizeof(uint)];
        for (var i = 0; i < markets.Length; i++)
        {
            markets[i] = new MarketId(BinaryPrimitives.ReadUInt32BigEndian(rest[(i * sizeof(uint))..]));
            if (i > 0 && markets[i].Value <= markets[i - 1].Value)
            {
                return null;
            }
        }

        return rest.Length % sizeof(uint) == 0 ? markets : null;
    }
}
