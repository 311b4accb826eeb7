using Offing.Engine.Markets;
using Offing.Engine.Restoring;
using Offing.Primitives;
using Offing.Protocol.Batches;
using Offing.Protocol.Codec;
using Offing.Protocol.Genesis;

namespace Offing.Commitment.State;

/// <summary>
/// Reads what <see cref="MarketLeaf"/> writes: a market leaf and, behind it, the preimages of the hashes in
/// it and the leaves of its publishers.
/// </summary>
internal sealed class MarketLeafReading
{
    private const int Quote_Bytes = 36;

    private readonly List<Address> _publishers = [];
    private readonly List<PublisherReport> _reports = [];
    private readonly MarketImage _leaf;
    private IReadOnlyList<MarginTier> _tiers = [];
    private IReadOnlyList<VenueQuote> _quotes = [];
    private IReadOnlyList<Ticks>? _ring;
    private ushort _ringNext;

    /// <exception cref="CodecException">No market and its leaf.</exception>
    public MarketLeafReading(ReadOnlySpan<byte> marketAndLeaf)
    {
        var outer = new ByteReader(marketAndLeaf);
        var id = new MarketId(outer.U32());
        var reader = LeafReading.Begin(outer.Bytes(outer.Remaining), HashTag.Market);
        var (decimals, leverage) = (reader.U8(), reader.U32());
        var (band, far) = (new Nano(reader.I64()), new Nano(reader.I64()));
        reader.Hash();
        var (cap, lower) = (Money(ref reader), Money(ref reader));
        var (upper, impact) = (Money(ref reader), Money(ref reader));
        var (listed, fees, drawn) = (new Time(reader.U64()), reader.I128(), reader.I128());
        reader.U8();
        var (halt, reduceOnly, settled) = (reader.U16(), reader.Bool(), reader.Bool());
        var (cursor, isolatedOnly) = (reader.U32(), reader.Bool());
        var parameters = new MarketParameters(id, "", decimals, leverage, band, far)
        {
            ImpactNotional = impact, IsolatedOnly = isolatedOnly,
            OpenInterest = new OpenInterestParameters(lower, upper, cap),
        };
        _leaf = Prices(ref reader, parameters, halt, reduceOnly, settled, cursor);
        _leaf = _leaf with
        {
            Parameters = parameters with { Name = LeafReading.Text(ref reader) }, ListedAt = listed,
            FeesBrought = fees, InsuranceDrawn = drawn,
        };
        reader.End();
    }

    /// <exception cref="CodecException">No tiers.</exception>
    public void AddTiers(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length == 0)
        {
            return;
        }

        var reader = LeafReading.Begin(bytes, HashTag.MarginTiers);
        var tiers = new MarginTier[reader.U8()];
        for (var i = 0; i < tiers.Length; i++)
        {
            tiers[i] = new MarginTier(Money(ref reader), reader.U32());
        }

        reader.End();
        _tiers = tiers;
    }

    /// <exception cref="CodecException">No quotes of so many venues.</exception>
    public void AddQuotes(ReadOnlySpan<byte> bytes, int venues)
    {
        if (bytes.Length == 0)
        {
            return;
        }

        var reader = LeafReading.Begin(bytes, HashTag.VenueQuotes);
        reader.Bytes(venues * sizeof(uint));
        var quotes = new VenueQuote[reader.Remaining / Quote_Bytes];
        for (var i = 0; i < quotes.Length; i++)
        {
            quotes[i] = new VenueQuote(
                new Ticks(reader.U32()), new Nano(reader.I64()), new Time(reader.U64()),
                new Time(reader.U64()), reader.U64());
        }

        reader.End();
        _quotes = quotes;
    }

    /// <exception cref="CodecException">No leaf of a publisher.</exception>
    public void AddPublisher(ReadOnlySpan<byte> leaf)
    {
        var reader = LeafReading.Begin(leaf, HashTag.Publisher);
        _publishers.Add(reader.Address());
        _reports.Add(new PublisherReport(
            new Ticks(reader.U32()), new Time(reader.U64()), new Time(reader.U64()), reader.U64()));
        reader.End();
    }

    /// <exception cref="CodecException">No oracle ring.</exception>
    public void AddRing(ReadOnlySpan<byte> leaf)
    {
        var reader = LeafReading.Begin(leaf, HashTag.OracleRing);
        (_ringNext, var count) = (reader.U16(), reader.U16());
        var ring = new List<Ticks>();
        for (var i = 0; i < count; i++)
        {
            ring.Add(new Ticks(reader.U32()));
        }

        reader.End();
        _ring = ring;
    }

    public MarketImage Finish() => _leaf with
    {
        RingNext = _ringNext, Ring = _ring ?? throw new CodecException("a market without its oracle ring"),
        Parameters = _leaf.Parameters with { Tiers = _tiers }, Quotes = _quotes, Reports = _reports,
        Publishers = _publishers,
    };

    private static MarketImage Prices(
        ref ByteReader reader, MarketParameters parameters, ushort halt, bool reduceOnly, bool settled,
        uint cursor)
    {
        var (oracle, oracleTime) = (new Ticks(reader.U32()), new Time(reader.U64()));
        var (mark, quorum, recovery) = (new Ticks(reader.U32()), reader.Bool(), reader.U8());
        var (lost, gate) = (new Time(reader.U64()), new Time(reader.U64()));
        var (broken, due) = (reader.Bool(), reader.Bool());
        reader.Hash();
        return new MarketImage(parameters)
        {
            ListedAt = default, FeesBrought = 0, InsuranceDrawn = 0,
            HaltReason = halt, IsReduceOnly = reduceOnly, IsSettled = settled, SettleCursor = cursor,
            OraclePrice = oracle, OracleTime = oracleTime, Mark = mark, HasQuorum = quorum,
            RecoveryReports = recovery, QuorumLost = lost, GateTime = gate, IsFundingBroken = broken,
            IsSettlementDue = due,
            BasisEma = reader.I128(), BookEma = reader.I128(), BasisTime = new Time(reader.U64()),
            BookTime = new Time(reader.U64()), PremiumSum = reader.I128(), PremiumSum_Ms = reader.U64(),
            PremiumTime = new Time(reader.U64()), FundingIndex = reader.I128(),
            FundingAnchor = reader.I128(), FundingTime = new Time(reader.U64()),
            FundingDust = reader.I128(), FundingSettlements = reader.U64(),
            OpenInterest = new Lots(reader.I64()), LastTradePrice = new Ticks(reader.U32()),
            LastTradeTime = new Time(reader.U64()),
        };
    }

    private static MicroUsd Money(ref ByteReader reader) => new(reader.I64());
}
