using System.Text;
using Offing.Primitives;
using Offing.Protocol.Codec;

namespace Offing.Tools.Operator;

/// <summary>Reads payloads back, so that what waits can be told.</summary>
public static class ChangeReader
{
    /// <summary>What a payload says; one that this program does not know stays bytes.</summary>
    public static Change Read(byte[] payload)
    {
        try
        {
            var reader = new ByteReader(payload);
            var change = Read(ref reader);
            reader.End();
            return change ?? new OtherProposal(payload);
        }
        catch (CodecException)
        {
            return new OtherProposal(payload);
        }
    }

    private static Change? Read(ref ByteReader reader) => reader.U16() switch
    {
        1 => ReadMargin(ref reader),
        2 => ReadFees(ref reader),
        3 => new OpenInterestProposal(reader.U32(), reader.U64(), reader.U64(), reader.U64()),
        4 => new ReduceOnlyProposal(reader.U32(), reader.U8() != 0),
        5 => new DelistProposal(reader.U32(), reader.U64()),
        6 => new RulesProposal(reader.Hash()),
        7 => ReadListing(ref reader),
        8 => new PublisherProposal(reader.U8(), reader.Address(), reader.U8()),
        9 => new TakeOverProposal(),
        _ => null,
    };

    private static MarginProposal ReadMargin(ref ByteReader reader)
    {
        var (market, leverage) = (reader.U32(), reader.U32());
        return new MarginProposal(market, leverage, ReadTiers(ref reader));
    }

    private static ListingProposal ReadListing(ref ByteReader reader)
    {
        var (decimals, leverage) = (reader.U8(), reader.U32());
        var (band, farBand, impact) = (reader.I64(), reader.I64(), reader.U64());
        var interest = new InterestLine(reader.U64(), reader.U64(), reader.U64());
        var tiers = ReadTiers(ref reader);
        var name = Encoding.UTF8.GetString(reader.Prefixed(Limits.MarketName_Chars));
        return new ListingProposal(name, decimals, leverage, band, farBand, impact, interest, tiers);
    }

    private static TierLine[] ReadTiers(ref ByteReader reader)
    {
        var tiers = new TierLine[reader.U8()];
        for (var i = 0; i < tiers.Length; i++)
        {
            tiers[i] = new TierLine(reader.U64(), reader.U32());
        }

        return tiers;
    }

    private static FeesProposal ReadFees(ref ByteReader reader)
    {
        var (taker, maker) = (reader.I64(), reader.I64());
        var tiers = new FeeLine[reader.U8()];
        for (var i = 0; i < tiers.Length; i++)
        {
            tiers[i] = new FeeLine(reader.U64(), reader.I64(), reader.I64());
        }

        return new FeesProposal(taker, maker, tiers);
    }
}
