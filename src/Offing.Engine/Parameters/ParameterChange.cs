using System.Text;
using Offing.Primitives;
using Offing.Protocol.Codec;
using Offing.Protocol.Genesis;

namespace Offing.Engine.Parameters;

/// <summary>A change that the operator announced and that has not taken effect.</summary>
/// <param name="Number">In the order of their coming, from 1.</param>
/// <param name="Due">It takes effect with the first entry whose time is not before it.</param>
/// <param name="Payload">As in the chain's queue (spec/batch.md).</param>
public sealed record PendingChange(ulong Number, Time Due, byte[] Payload);

/// <summary>What a change says, read from the payload of its request.</summary>
internal abstract record ParameterChange
{
    /// <summary>Null when it is not of the form that spec/batch.md fixes.</summary>
    public static ParameterChange? Read(ReadOnlySpan<byte> payload)
    {
        try
        {
            var reader = new ByteReader(payload);
            var change = Read(ref reader);
            reader.End();
            return change;
        }
        catch (CodecException)
        {
            return null;
        }
    }

    private static ParameterChange? Read(ref ByteReader reader) => reader.U16() switch
    {
        1 => ReadTiers(ref reader),
        2 => ReadFees(ref reader),
        3 => new OpenInterestChange(
            Market(ref reader), Money(ref reader), Money(ref reader), Money(ref reader)),
        4 => new ReduceOnlyChange(Market(ref reader), reader.U8() != 0),
        5 => new DelistChange(Market(ref reader), new Time(reader.U64())),
        6 => new RulesChange(reader.Hash()),
        7 => ReadListing(ref reader),
        8 => new PublisherChange(reader.U8(), reader.Address(), reader.U8()),
        9 => new OperatorChange(),
        _ => null,
    };

    private static TiersChange ReadTiers(ref ByteReader reader) =>
        new(Market(ref reader), reader.U32(), Tiers(ref reader));

    private static ListingChange ReadListing(ref ByteReader reader)
    {
        var (decimals, leverage) = (reader.U8(), reader.U32());
        var (band, farBand, impact) =
            (new Nano(reader.I64()), new Nano(reader.I64()), Money(ref reader));
        var interest = new OpenInterestParameters(
            Cap: Money(ref reader), Lower: Money(ref reader), Upper: Money(ref reader));
        var tiers = Tiers(ref reader);
        // Byte by byte: what is no letter here is none in the check either.
        var name = Encoding.Latin1.GetString(reader.Prefixed(byte.MaxValue));
        return new ListingChange(new MarketParameters(default, name, decimals, leverage, band, farBand)
        {
            ImpactNotional = impact,
            IsolatedOnly = true,
            OpenInterest = interest,
            Tiers = tiers,
        });
    }

    private static MarginTier[] Tiers(ref ByteReader reader)
    {
        var tiers = new MarginTier[reader.U8()];
        for (var i = 0; i < tiers.Length; i++)
        {
            tiers[i] = new MarginTier(Money(ref reader), reader.U32());
        }

        return tiers;
    }

    private static FeesChange? ReadFees(ref ByteReader reader)
    {
        var fees = new FeeParameters(new Nano(reader.I64()), new Nano(reader.I64()));
        var tiers = new FeeTier[reader.U8()];
        for (var i = 0; i < tiers.Length; i++)
        {
            tiers[i] = new FeeTier(Money(ref reader), new Nano(reader.I64()), new Nano(reader.I64()));
        }

        return new FeesChange(fees with { Tiers = tiers });
    }

    private static MarketId Market(ref ByteReader reader) => new(reader.U32());

    private static MicroUsd Money(ref ByteReader reader) => new((long)Math.Min(
        reader.U64(), (ulong)Limits.AmountMax_MicroUsd + 1));
}

/// <summary>Highest leverage and margin tiers of a market.</summary>
internal sealed record TiersChange(
    MarketId Market, uint MaxLeverage, IReadOnlyList<MarginTier> Tiers) : ParameterChange;

/// <summary>The schedule of fees.</summary>
internal sealed record FeesChange(FeeParameters Fees) : ParameterChange;

/// <summary>Cap of a market's open interest, and where its initial margin rises.</summary>
internal sealed record OpenInterestChange(
    MarketId Market, MicroUsd Cap, MicroUsd Lower, MicroUsd Upper) : ParameterChange;

/// <summary>Whether positions of a market may only be reduced.</summary>
internal sealed record ReduceOnlyChange(MarketId Market, bool IsReduceOnly) : ParameterChange;

/// <summary>A market is reduce-only at once, and settled at a time.</summary>
internal sealed record DelistChange(MarketId Market, Time At) : ParameterChange;

/// <summary>The rules that the next program will have; this one only says so.</summary>
internal sealed record RulesChange(Hash32 Rules) : ParameterChange;

/// <summary>A new market; isolated only, and capped. Its id is the next one when it takes effect.</summary>
internal sealed record ListingChange(MarketParameters Parameters) : ParameterChange;

/// <summary>Whoever enters it is the operator: it says nothing else.</summary>
internal sealed record OperatorChange : ParameterChange;

/// <summary>A publisher is added, replaced or, with a key of zero, removed.</summary>
/// <param name="Place">One that is there, or the next.</param>
internal sealed record PublisherChange(byte Place, Address Key, byte Quorum) : ParameterChange;
