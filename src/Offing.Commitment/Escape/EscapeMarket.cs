using System.Buffers.Binary;
using Offing.Primitives;

namespace Offing.Commitment.Escape;

/// <summary>What an escape takes of a market: at which price everybody leaves, and what is due.</summary>
/// <param name="Price">Zero for a market that never had one; then nobody has a position in it.</param>
/// <param name="FundingIndex">1e-9 micro-USDC a lot.</param>
public readonly record struct EscapeMarket(Ticks Price, Int128 FundingIndex)
{
    private const int SettledAt = 130;
    private const int OraclePriceAt = 136;
    private const int MarkAt = 148;
    private const int FundingIndexAt = 284;
    private const int LastTradePriceAt = 356;
    private const int RingCountAt = 3;
    private const int RingPricesAt = 5;

    /// <summary>Reads a market's leaf and that of its oracle ring (spec/escape.md).</summary>
    /// <param name="ring">Empty for a market that has none.</param>
    /// <exception cref="FormatException">The leaf is too short to be one.</exception>
    public static EscapeMarket Read(ReadOnlySpan<byte> leaf, ReadOnlySpan<byte> ring)
    {
        if (leaf.Length < LastTradePriceAt + sizeof(uint))
        {
            throw new FormatException("a market leaf that is too short");
        }

        return new EscapeMarket(
            new Ticks(PriceOf(leaf, Median(ring))),
            BinaryPrimitives.ReadInt128BigEndian(leaf[FundingIndexAt..]));
    }

    // Any price keeps the sum of all equities, since positions net to zero: none of these blocks an exit.
    private static uint PriceOf(ReadOnlySpan<byte> leaf, uint median)
    {
        var mark = BinaryPrimitives.ReadUInt32BigEndian(leaf[MarkAt..]);
        if (leaf[SettledAt] != 0)
        {
            return mark;
        }

        var oracle = BinaryPrimitives.ReadUInt32BigEndian(leaf[OraclePriceAt..]);
        var last = BinaryPrimitives.ReadUInt32BigEndian(leaf[LastTradePriceAt..]);
        return median != 0 ? median : oracle != 0 ? oracle : mark != 0 ? mark : last;
    }

    // Of an even count the lower of the two in the middle: a price that the oracle really had.
    private static uint Median(ReadOnlySpan<byte> ring)
    {
        var isWhole = ring.Length >= RingPricesAt;
        var count = isWhole ? BinaryPrimitives.ReadUInt16BigEndian(ring[RingCountAt..]) : 0;
        if (count == 0 || ring.Length != RingPricesAt + (count * sizeof(uint)))
        {
            return 0;
        }

        var prices = new uint[count];
        for (var i = 0; i < count; i++)
        {
            prices[i] = BinaryPrimitives.ReadUInt32BigEndian(ring[(RingPricesAt + (i * sizeof(uint)))..]);
        }

        Array.Sort(prices);
        return prices[(count - 1) / 2];
    }
}
