using Offing.MarketData.Saving;
using Offing.Primitives;
using Offing.Protocol.Codec;
using Offing.Protocol.Events;
using Offing.Protocol.Genesis;

namespace Offing.MarketData;

/// <summary>
/// Books, trades, candles, orders and fills, folded from the outputs of the engine: nothing else feeds it, so
/// it can be thrown away and rebuilt by replay. One writer (the node), any number of readers; every answer is
/// of one moment between two entries.
/// </summary>
public sealed class VenueFold
{
    private readonly Lock _gate = new();
    private readonly MarketFolds _markets;
    private readonly AccountFolds _accounts = new();
    private readonly FoldStep _step;
    private readonly TapeFold _tape;
    private readonly List<IFeedListener> _listeners = [];
    private readonly SortedDictionary<Address, StopRecord> _stops = [];
    private Time _time;
    private ulong _seq;

    /// <param name="genesis">Where markets and publishers begin.</param>
    public VenueFold(GenesisConfig genesis)
    {
        _markets = new MarketFolds(genesis);
        _step = new FoldStep(_markets, _accounts);
        _tape = new TapeFold(_step, Stop);
    }

    /// <summary>
    /// Every market that is or was there, by id, with its parameters of now. The list never changes: when a
    /// market does, there is another one.
    /// </summary>
    public IReadOnlyList<MarketParameters> Markets => _markets.Parameters;

    /// <summary>Keys of the publishers of prices by number, likewise; zero: nobody has the place.</summary>
    public IReadOnlyList<Address> Publishers => _markets.Publishers;

    /// <summary>Sequence number of the last entry folded; 0 before the first.</summary>
    public ulong Seq => Read(() => _seq);

    /// <summary>Time of the last entry folded.</summary>
    public Time Time => Read(() => _time);

    /// <summary>
    /// Folds one entry in. Entries come in order of their sequence numbers and only when durable.
    /// </summary>
    public void Apply(EntryOutput output)
    {
        lock (_gate)
        {
            if (!Begin(output.Entry.Seq, output.Entry.Time, output.Events.Count == 0))
            {
                return;
            }

            _step.Apply(output.Events);
            foreach (var happened in output.Events)
            {
                if (happened is StopThrown thrown)
                {
                    Stop(thrown);
                }
            }

            End();
        }
    }

    /// <summary>The same for many entries, without an object for each event.</summary>
    /// <param name="tape">Those that were folded already are passed over.</param>
    public void Apply(EventTape tape)
    {
        lock (_gate)
        {
            for (var i = 0; i < tape.Count; i++)
            {
                if (tape.SeqOf(i) > _seq && Begin(tape.SeqOf(i), tape.TimeOf(i), tape.IsEmpty(i)))
                {
                    _tape.Apply(tape, i);
                    End();
                }
            }
        }
    }

    // False when there is nothing to do.
    private bool Begin(ulong seq, Time time, bool isEmpty)
    {
        Check.That(seq > _seq);
        (_seq, _time) = (seq, time);
        if (!isEmpty)
        {
            _step.Begin(seq, time, isHeard: _listeners.Count > 0);
        }

        return !isEmpty;
    }

    private void End()
    {
        if (_step.End() is { } update)
        {
            foreach (var listener in _listeners)
            {
                listener.OnEntry(update);
            }
        }
    }

    /// <summary>Accounts and session keys that the operator has stopped, by address.</summary>
    public IReadOnlyList<StopRecord> Stopped() => Read(() => _stops.Values.ToArray());

    private void Stop(StopThrown thrown)
    {
        if (thrown.Reason == 0)
        {
            _stops.Remove(thrown.Target);
        }
        else
        {
            _stops[thrown.Target] = new StopRecord(thrown.Target, thrown.Account, thrown.Reason);
        }
    }

    /// <summary>Tells <paramref name="listener"/> of every later entry.</summary>
    public void AddListener(IFeedListener listener)
    {
        lock (_gate)
        {
            _listeners.Add(listener);
        }
    }

    /// <summary>Stops telling it.</summary>
    public void RemoveListener(IFeedListener listener)
    {
        lock (_gate)
        {
            _listeners.Remove(listener);
        }
    }

    /// <summary>
    /// Several reads between the same two entries; what is registered with a listener in here misses nothing
    /// that comes after and sees nothing twice. <paramref name="read"/> must be quick: the node waits for it.
    /// </summary>
    public T Read<T>(Func<T> read)
    {
        lock (_gate)
        {
            return read();
        }
    }

    /// <summary>The best twenty (aggregated) levels of each side.</summary>
    public BookSnapshot Book(MarketId market, PriceGrouping grouping) =>
        Read(() => Market(market).Snapshot(_time, grouping));

    /// <summary>Prices and 24 h statistics.</summary>
    public MarketSummary Summary(MarketId market) => Read(() => Market(market).Summary(_time));

    /// <summary>Newest first, at most 2,000.</summary>
    public IReadOnlyList<PublicTrade> Trades(MarketId market) => Read(Market(market).Trades.NewestFirst);

    /// <summary>Candles that begin from one time to the other, oldest first, at most 5,000.</summary>
    public IReadOnlyList<Candle> Candles(
        MarketId market, CandleInterval interval, ulong from_Ms, ulong to_Ms) =>
        CandleSeries.Join(Read(() => Market(market).Candles.Base(interval)), interval, from_Ms, to_Ms);

    /// <summary>The newest candle; null before the first trade.</summary>
    public Candle? NewestCandle(MarketId market, CandleInterval interval) =>
        Read(() => Market(market).Candles.Newest(interval));

    /// <summary>By id, oldest first.</summary>
    public IReadOnlyList<OrderRecord> OpenOrders(Address account) =>
        [.. OfAccount(account, a => a.Open.ToArray(), []).OrderBy(order => order.Id)];

    /// <summary>Open orders and the 2,000 that ended last, newest first.</summary>
    public IReadOnlyList<OrderRecord> OrderHistory(Address account) =>
    [
        // Sorted outside the lock: the node must not wait for a reader's sorting.
        .. OfAccount(account, a => a.All(), [])
            .OrderByDescending(order => order.StatusTime).ThenByDescending(order => order.Id),
    ];

    /// <summary>An order of that account, or null.</summary>
    public OrderRecord? FindOrder(Address account, OrderId id) => OfAccount(account, a => a.Find(id), null);

    /// <summary>The newest order of that account under the client's id, or null.</summary>
    public OrderRecord? FindOrder(Address account, ClientOrderId id) =>
        OfAccount(account, a => a.Find(id), null);

    /// <summary>TWAPs that run, oldest first.</summary>
    public IReadOnlyList<TwapRecord> Twaps(Address account) =>
        OfAccount(account, a => a.Twaps.ToArray(), []);

    /// <summary>Beginnings and ends of TWAPs, newest first, at most 2,000.</summary>
    public IReadOnlyList<TwapRecord> TwapHistory(Address account) =>
        OfAccount(account, a => a.TwapHistory.NewestFirst(), []);

    /// <summary>Oldest first.</summary>
    public IReadOnlyList<SubAccountRecord> SubAccounts(Address master) =>
        OfAccount(master, a => a.SubAccounts.ToArray(), []);

    /// <summary>Who acts for the account; null when it is no sub-account.</summary>
    public Address? MasterOf(Address account) => OfAccount(account, a => a.Master, null);

    /// <summary>When all orders of the account are cancelled, in ms; null: never.</summary>
    public ulong? ScheduledCancel_Ms(Address account) =>
        OfAccount(account, a => a.ScheduledCancel_Ms, null);

    /// <summary>Newest first, at most 2,000.</summary>
    public IReadOnlyList<Fill> Fills(Address account) => OfAccount(account, a => a.Fills.NewestFirst(), []);

    /// <summary>Deposits, withdrawals and transfers, newest first, at most 2,000.</summary>
    public IReadOnlyList<LedgerRecord> Ledger(Address account) =>
        OfAccount(account, a => a.Ledger.NewestFirst(), []);

    /// <summary>Payments of funding, newest first, at most 2,000.</summary>
    public IReadOnlyList<FundingRecord> Fundings(MarketId market) =>
        Read(Market(market).Fundings.NewestFirst);

    /// <summary>What some payments were to an account, where it had a position at the time.</summary>
    public IReadOnlyList<UserFundingRecord> Fundings(
        Address account, IReadOnlyList<FundingRecord> payments) =>
        OfAccount(account, a => a.Fundings(payments), []);

    /// <summary>Funding of the account in a market that was settled.</summary>
    public FundingTotals FundingTotals(Address account, MarketId market) =>
        OfAccount(account, a => a.Funding(market), default);

    /// <summary>Everything that the account ever traded.</summary>
    public MicroUsd Volume(Address account) =>
        new(OfAccount(account, a => a.Volume_MicroUsd, 0));

    /// <summary>
    /// Writes everything that was folded (spec/snapshot.md). The fold stands still meanwhile: it is for one
    /// that nobody waits for.
    /// </summary>
    public void Save(Stream into)
    {
        lock (_gate)
        {
            var pieces = new FoldStream(into);
            pieces.Write(writer => writer
                .VarUInt(_seq).Put(_time).VarUInt((ulong)_accounts.Count));
            _markets.Save(pieces);

            foreach (var account in _accounts.Sorted)
            {
                pieces.Write(writer => account.Save(writer.Address(account.Address)));
            }
        }
    }

    /// <summary>Takes up what <see cref="Save"/> wrote; into a fold that has seen nothing.</summary>
    /// <exception cref="CodecException">It is not what was written.</exception>
    public void Load(Stream from)
    {
        lock (_gate)
        {
            Check.That(_seq == 0);
            var pieces = new FoldStream(from);
            var head = new SaveReader(pieces.Read());
            var (seq, time, accounts) = (head.Number(), head.Time(), head.Number());
            head.End();
            _markets.Load(pieces);
            for (var left = accounts; left > 0; left--)
            {
                var reader = new SaveReader(pieces.Read());
                _accounts.MustGet(reader.Address()).Load(ref reader);
                reader.End();
            }

            (_seq, _time) = (seq, time);
        }
    }

    private T OfAccount<T>(Address account, Func<AccountFold, T> read, T otherwise) =>
        Read(() => _accounts.TryGet(account, out var found) ? read(found) : otherwise);

    private MarketFold Market(MarketId market) => _markets[market];
}
