using Offing.Engine.Accounts;
using Offing.Engine.Books;
using Offing.Engine.Liquidation;
using Offing.Engine.Margin;
using Offing.Engine.Oracle;
using Offing.Engine.Restoring;
using Offing.Engine.Triggers;
using Offing.Primitives;
using Offing.Protocol;
using Offing.Protocol.Genesis;

namespace Offing.Engine.Markets;

/// <summary>What may be done in a market.</summary>
public enum MarketStatus : byte
{
    Open = 0,
    ReduceOnly = 1,
    Halted = 2,
    Settled = 3,
}

/// <summary>One market: its leaf of the state tree, and its book.</summary>
public sealed class MarketState : Tracked
{
    private PublisherReport[] _reports;
    private VenueQuote[] _quotes;
    private readonly Changes _changes;
    private readonly DangerIndex _danger;

    internal MarketState(
        MarketParameters parameters, int publishers, int venues, Changes changes, OrderTable orders,
        DangerIndex danger)
    {
        Orders = new MarketBook(parameters.Id, orders);
        Triggers = new TriggerBoard(parameters.Id, changes);
        Parameters = parameters;
        Margin = MarginTable.Of(parameters);
        _reports = new PublisherReport[publishers];
        _quotes = new VenueQuote[venues * publishers];
        _changes = changes;
        _danger = danger;
        Touch();
    }

    public MarketParameters Parameters { get; private set; }

    /// <summary>Margin by size; follows from the parameters.</summary>
    public MarginTable Margin { get; private set; }

    public MarketId Id => Parameters.Id;

    /// <summary>The account between the payers and the receivers of its funding.</summary>
    internal Account Pool { get; set; } = null!;

    /// <summary>When a change listed it; zero: genesis did.</summary>
    public Time ListedAt { get; internal init; }

    /// <summary>Whether a change listed it.</summary>
    public bool IsListed => ListedAt.Milliseconds != 0;

    /// <summary>What its trades and liquidations paid to the venue over all time, micro-USDC.</summary>
    public Int128 FeesBrought { get; internal set { field = value; Touch(); } }

    /// <summary>What the insurance fund paid for its positions over all time, micro-USDC.</summary>
    public Int128 InsuranceDrawn { get; internal set { field = value; Touch(); } }

    /// <summary>Settled before halted before reduce-only.</summary>
    public MarketStatus Status { get; private set; }

    /// <summary>Why the operator has stopped the market; 0: it has not.</summary>
    public ushort HaltReason { get; internal set { field = value; Regate(); } }

    /// <summary>Whether its positions may only be reduced, by a parameter.</summary>
    public bool IsReduceOnly { get; internal set { field = value; Regate(); } }

    /// <summary>Whether its final settlement has begun: it trades no more.</summary>
    public bool IsSettled { get; internal set { field = value; Regate(); } }

    /// <summary>
    /// While it is being settled: place of the next account to look at, from 1; zero before and after.
    /// </summary>
    public uint SettleCursor { get; internal set { field = value; Touch(); } }

    /// <summary>Whether the operator has stopped the venue; follows from <see cref="VenueState"/>.</summary>
    internal bool IsVenueHalted { get; set { field = value; Regate(); } }

    /// <summary>
    /// Why a position may not grow here now; None: it may. One comparison for each order and fill.
    /// </summary>
    internal RejectCode Gate { get; private set; }

    /// <summary>Zero before the first quorum.</summary>
    public Ticks OraclePrice { get; internal set { field = value; Touch(); } }

    /// <summary>Up to when the allowance of the oracle price to move was used.</summary>
    public Time OracleTime { get; internal set { field = value; Touch(); } }

    /// <summary>Zero before the first quorum; held while there is none.</summary>
    public Ticks Mark
    {
        get;
        internal set
        {
            if (field != value)
            {
                field = value;
                _changes.MarkMoved(this);
                _danger.Moved(this);
                Rescale();
            }
        }
    }

    /// <summary>Whether enough publishers are fresh to trust the mark.</summary>
    public bool HasQuorum { get; internal set { field = value; Touch(); } }

    /// <summary>Reports still to come, with a fresh quorum, before a lost quorum counts as back.</summary>
    public byte RecoveryReports { get; internal set { field = value; Touch(); } }

    /// <summary>When the quorum was lost; zero while there is one, and before the first.</summary>
    public Time QuorumLost { get; internal set { field = value; Touch(); } }

    /// <summary>
    /// When the node was started, until a quorum of publishers has reported since; zero: then or never.
    /// </summary>
    public Time GateTime { get; internal set { field = value; Touch(); } }

    /// <summary>Whether a start still waits for its first prices.</summary>
    public bool IsLiquidationGated => GateTime.Milliseconds != 0;

    /// <summary>
    /// Whether the funding index is not what payments made of it: what is due to anybody is not known.
    /// </summary>
    public bool IsFundingBroken { get; internal set { field = value; Touch(); } }

    /// <summary>Whether the mark and what is due can be trusted enough to take a position away.</summary>
    public bool MayLiquidate =>
        IsPriced && !IsLiquidationGated && Status < MarketStatus.Halted;

    /// <summary>Whether what a position is worth is known: by the mark, and by what is due.</summary>
    public bool IsPriced => HasQuorum && !IsFundingBroken;

    /// <summary>
    /// Whether the quorum was lost for so long that the market is settled at the mark that is held.
    /// </summary>
    public bool IsSettlementDue { get; internal set { field = value; Touch(); } }

    /// <summary>What the oracle price was after the last reports.</summary>
    public OracleRing Ring { get; } = new();

    /// <summary>By publisher index.</summary>
    public IReadOnlyList<PublisherReport> Reports => _reports;

    /// <summary>By venue, then publisher.</summary>
    public IReadOnlyList<VenueQuote> Quotes => _quotes;

    /// <summary>Whether anything was ever reported of another venue.</summary>
    internal bool HasQuotes { get; private set; }

    /// <summary>150 s average of mid - oracle, 1e-9 ticks.</summary>
    public Int128 BasisEma { get; internal set { field = value; Touch(); } }

    /// <summary>30 s average of the book's own price - oracle, 1e-9 ticks.</summary>
    public Int128 BookEma { get; internal set { field = value; Touch(); } }

    /// <summary>When <see cref="BasisEma"/> was last updated; zero: both sides were not quoted.</summary>
    public Time BasisTime { get; internal set { field = value; Touch(); } }

    /// <summary>When <see cref="BookEma"/> was last updated; zero: the book had no price.</summary>
    public Time BookTime { get; internal set { field = value; Touch(); } }

    /// <summary>Sum of premium x milliseconds since the last funding, 1e-9.</summary>
    public Int128 PremiumSum { get; internal set { field = value; Touch(); } }

    /// <summary>Milliseconds that <see cref="PremiumSum"/> covers.</summary>
    public ulong PremiumSum_Ms { get; internal set { field = value; Touch(); } }

    /// <summary>When the premium was last sampled.</summary>
    public Time PremiumTime { get; internal set { field = value; Touch(); } }

    /// <summary>What a lot bought at the start would have paid so far, 1e-9 micro-USDC.</summary>
    public Int128 FundingIndex
    {
        get;
        internal set
        {
            if (field != value)
            {
                Danger.FundingMoved(value - field);
                field = value;
                FundingMoves++;
                _danger.Moved(this);
                _changes.MarkMoved(this);
            }
        }
    }

    /// <summary>
    /// What the funding pool holds beyond what is still due: fractions that settlements left, 1e-9
    /// micro-USDC.
    /// </summary>
    public Int128 FundingDust { get; internal set { field = value; Touch(); } }

    /// <summary>Settlements that may have left some of it: each leaves less than one micro-USDC.</summary>
    public ulong FundingSettlements { get; internal set { field = value; Touch(); } }

    /// <summary>How often the index has moved: tells a margin that was computed before.</summary>
    internal uint FundingMoves { get; private set; }

    /// <summary>The index as the last payment left it: it must be the same.</summary>
    public Int128 FundingAnchor { get; internal set { field = value; Touch(); } }

    /// <summary>The full hour of the last payment; before the first, when sampling began.</summary>
    public Time FundingTime { get; internal set { field = value; Touch(); } }

    /// <summary>Sum of the long positions, which is that of the short ones.</summary>
    public Lots OpenInterest
    {
        get;
        internal set
        {
            field = value;
            Touch();
            Rescale();
        }
    }

    /// <summary>
    /// How far initial margin is towards the whole notional, 1e-9; follows from open interest and mark.
    /// </summary>
    public long Scale_Nano { get; private set; }

    /// <summary>Zero before the first trade.</summary>
    public Ticks LastTradePrice { get; internal set { field = value; Touch(); } }

    public Time LastTradeTime { get; internal set { field = value; Touch(); } }

    /// <summary>Orders at rest.</summary>
    public IBookView Book => Orders;

    /// <summary>What waits for the mark.</summary>
    public TriggerBoard Triggers { get; }

    internal MarketBook Orders { get; }

    /// <summary>Danger prices of its positions.</summary>
    internal MarketDanger Danger { get; } = new();

    /// <summary>Other parameters hold from now on; the caller looks after the slots of the market.</summary>
    internal void Change(MarketParameters parameters)
    {
        Parameters = parameters;
        Margin = MarginTable.Of(parameters);
        Scale_Nano = ScaleAt(OpenInterest.Value);
        _changes.ScaleMoved();
        _danger.Moved(this);
        Touch();
    }

    /// <summary>As its leaf says it.</summary>
    internal void Restore(MarketImage image)
    {
        EnsurePublishers(image.Reports.Count);
        Check.That(image.Reports.Count == _reports.Length && image.Quotes.Count == _quotes.Length);
        Change(image.Parameters);
        (HaltReason, IsReduceOnly, IsSettled) = (image.HaltReason, image.IsReduceOnly, image.IsSettled);
        SettleCursor = image.SettleCursor;
        (OraclePrice, OracleTime, Mark) = (image.OraclePrice, image.OracleTime, image.Mark);
        (HasQuorum, RecoveryReports) = (image.HasQuorum, image.RecoveryReports);
        (QuorumLost, GateTime) = (image.QuorumLost, image.GateTime);
        (IsFundingBroken, IsSettlementDue) = (image.IsFundingBroken, image.IsSettlementDue);
        (BasisEma, BookEma) = (image.BasisEma, image.BookEma);
        (BasisTime, BookTime) = (image.BasisTime, image.BookTime);
        (PremiumSum, PremiumSum_Ms, PremiumTime) =
            (image.PremiumSum, image.PremiumSum_Ms, image.PremiumTime);
        (FundingIndex, FundingAnchor, FundingTime) =
            (image.FundingIndex, image.FundingAnchor, image.FundingTime);
        (FundingDust, FundingSettlements) = (image.FundingDust, image.FundingSettlements);
        (FeesBrought, InsuranceDrawn) = (image.FeesBrought, image.InsuranceDrawn);
        (OpenInterest, LastTradePrice, LastTradeTime) =
            (image.OpenInterest, image.LastTradePrice, image.LastTradeTime);
        Ring.Restore(image.RingNext, image.Ring);
        for (var i = 0; i < _reports.Length; i++)
        {
            _reports[i] = image.Reports[i];
        }

        for (var i = 0; i < _quotes.Length; i++)
        {
            _quotes[i] = image.Quotes[i];
            HasQuotes |= image.Quotes[i].Sequence != 0;
        }
    }

    internal void SetReport(byte publisher, PublisherReport report)
    {
        _reports[publisher] = report;
        Touch();
    }

    /// <summary>The oracle price as a report left it goes into the ring.</summary>
    internal void KeepOraclePrice()
    {
        Ring.Push(OraclePrice);
        Touch();
    }

    /// <summary>Whoever has the place from now on has reported nothing before this time.</summary>
    // The sequence runs on, and what is older than the time never counts: a report of the key before, on its
    // way meanwhile, would else be the new one's.
    internal void Forget(byte publisher, Time now)
    {
        SetReport(
            publisher, new PublisherReport(default, now, default, _reports[publisher].Sequence));
        for (var place = (int)publisher; place < _quotes.Length; place += _reports.Length)
        {
            _quotes[place] = new VenueQuote(default, default, now, default, _quotes[place].Sequence);
        }
    }

    /// <summary>Makes room for so many publishers.</summary>
    internal void EnsurePublishers(int count)
    {
        Touch();
        if (count == _reports.Length)
        {
            return;
        }

        var quotes = new VenueQuote[_quotes.Length / _reports.Length * count];
        for (var place = 0; place < _quotes.Length; place++)
        {
            quotes[(place / _reports.Length * count) + (place % _reports.Length)] = _quotes[place];
        }

        _quotes = quotes;
        Array.Resize(ref _reports, count);
    }

    internal VenueQuote QuoteOf(int venue, int publisher) => _quotes[(venue * _reports.Length) + publisher];

    internal void SetQuote(int venue, int publisher, VenueQuote quote)
    {
        _quotes[(venue * _reports.Length) + publisher] = quote;
        HasQuotes = true;
        Touch();
    }

    /// <summary>What <see cref="Scale_Nano"/> would be with other open interest; rounded up.</summary>
    internal long ScaleAt(Int128 openInterest_Lots)
    {
        var parameters = Parameters.OpenInterest;
        if (!parameters.IsScaling)
        {
            return 0;
        }

        var range = parameters.Upper.Value - parameters.Lower.Value;
        var above = Int128.Clamp(
            (openInterest_Lots * Mark.Value) - parameters.Lower.Value, 0, range);
        return (long)WideMath.CeilingDiv(above * Nano.One, range);
    }

    private void Rescale()
    {
        if (Parameters.OpenInterest.IsScaling && ScaleAt(OpenInterest.Value) is var scale
            && scale != Scale_Nano)
        {
            Scale_Nano = scale;
            _changes.ScaleMoved();
        }
    }

    private void Regate()
    {
        (Status, Gate) = IsSettled ? (MarketStatus.Settled, RejectCode.MarketSettled)
            : HaltReason != 0 ? (MarketStatus.Halted, RejectCode.MarketHalted)
            : IsReduceOnly ? (MarketStatus.ReduceOnly, RejectCode.MarketReduceOnly)
            : (MarketStatus.Open, IsVenueHalted ? RejectCode.VenueHalted : RejectCode.None);
        Touch();
    }

    private void Touch() => _changes.Market(this);
}
