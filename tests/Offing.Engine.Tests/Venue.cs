using System.Buffers.Binary;
using Offing.Engine.Accounts;
using Offing.Primitives;
using Offing.Protocol;
using Offing.Protocol.Commands;
using Offing.Protocol.Entries;
using Offing.Protocol.Events;
using Offing.Protocol.Genesis;
using Offing.Protocol.Wire;

namespace Offing.Engine.Tests;

/// <summary>A machine and the words to drive it. The invariants are examined after every entry.</summary>
internal sealed class Venue
{
    public const string Alice = "alice";
    public const string Bob = "bob";
    public const string Carol = "carol";

    public static readonly MarketId Btc = new(0);
    public static readonly MarketId Eth = new(1);
    public static readonly MarketId Sol = new(2);

    private readonly Stack<(QueueRequest Request, Hash32 Previous)> _consumed = new();
    private ulong _nonce;
    private ulong _clientId;

    public Venue(GenesisConfig? genesis = null, ulong start_Ms = 1_700_000_000_000)
    {
        Machine = new Machine(genesis ?? Genesis());
        Now = start_Ms;
        _nonce = start_Ms;
    }

    public Machine Machine { get; }

    public VenueState State => Machine.State;

    public ulong Now { get; set; }

    public List<SequencedEntry> Log { get; } = [];

    /// <summary>Examines each entry in the place of the invariants; then nothing is kept of it.</summary>
    public IWatcher? Watcher { get; set; }

    /// <summary>
    /// BTC (5 decimals of size, 40x), ETH (4, 25x), SOL (2, 20x) and as many small ones as asked for. No book
    /// stands for the impact notional, unless one is given: the mark is where the publishers say.
    /// </summary>
    public static GenesisConfig Genesis(
        int small = 1, long taker = 450_000, long maker = 150_000,
        long impact = Limits.OrderMaxNotional_MicroUsd)
    {
        MarketParameters Market(uint id, string name, int decimals, uint leverage) =>
            new(new MarketId(id), name, decimals, leverage, new Nano(100_000_000), new Nano(800_000_000))
            {
                ImpactNotional = new MicroUsd(impact),
            };

        var markets = new List<MarketParameters>
        {
            Market(0, "BTC", 5, 40), Market(1, "ETH", 4, 25), Market(2, "SOL", 2, 20),
        };
        for (var i = 0U; i < small; i++)
        {
            markets.Add(Market(3 + i, $"S{i}", 0, 5));
        }

        return new GenesisConfig(
            "test", markets, [Who("p0"), Who("p1"), Who("p2")],
            new OracleParameters(10_000, 2, new Nano(20_000_000)),
            new FeeParameters(new Nano(taker), new Nano(maker)), new MicroUsd(1_000_000), [])
        {
            Operator = Who("operator"),
        };
    }

    /// <summary>A venue with prices, where Alice, Bob and Carol have 100,000 USDC each.</summary>
    public static Venue Ready(GenesisConfig? genesis = null)
    {
        var venue = new Venue(genesis);
        venue.Price(Btc, "30000").Price(Eth, "2000").Price(Sol, "100");
        return venue.Deposit(Alice, 100_000).Deposit(Bob, 100_000).Deposit(Carol, 100_000);
    }

    public static Address Who(string name) => Address.OfSystem("test." + name);

    public static WireDecimal Number(string text) =>
        WireDecimal.TryParse(text, out var value) ? value : throw new FormatException(text);

    public Account Account(string name) => State.FindAccount(Who(name))!;

    public Slot Slot(string name, MarketId market) => Account(name).FindSlot(market)!;

    public IReadOnlyList<IEngineEvent> Apply(Entry entry, EventSink? sink = null)
    {
        var sequenced = new SequencedEntry(
            State.InputCursor + 1, State.InputCursor + 1, new Time(Now), entry);
        var events = new EventList();
        if (entry is QueueRequest request && request.Index == State.QueueCursor)
        {
            _consumed.Push((request, State.QueueHash));
        }

        if (Watcher is { } watcher)
        {
            Machine.Apply(sequenced, watcher.Sink);
            watcher.Applied(entry);
            return events.Events;
        }

        Log.Add(sequenced);
        Machine.Apply(sequenced, sink ?? events);
        Assert.Empty(Invariants.Check(State));
        return events.Events;
    }

    /// <summary>Takes the request back that was consumed last; null: there is none.</summary>
    /// <param name="batch">To be cut again; 0: none.</param>
    public Reversal? Reversal(ulong batch = 0)
    {
        while (_consumed.TryPeek(out var gone) && gone.Request.Index >= State.QueueCursor)
        {
            _consumed.Pop();
        }

        return _consumed.TryPeek(out var last)
            ? new Reversal(batch == 0 ? State.LastBatch + 1 : batch, last.Previous, last.Request)
            : null;
    }

    public Venue Deposit(string name, ulong usdc)
    {
        Apply(Request(RequestType.Deposit, name, usdc * 1_000_000));
        return this;
    }

    public QueueRequest Request(RequestType type, string name, ulong amount) =>
        Request(Who(name), amount, type);

    public QueueRequest Request(Address owner, ulong amount, RequestType type = RequestType.Deposit)
    {
        var payload = new byte[8];
        BinaryPrimitives.WriteUInt64BigEndian(payload, amount);
        return new QueueRequest(State.QueueCursor, type, owner, owner, Now / 1000, payload);
    }

    /// <summary>What an owner demands through the chain, with its price.</summary>
    /// <param name="rest">Of the payload, behind the price.</param>
    /// <param name="sender">Null: the account itself.</param>
    public QueueRequest Demand(RequestType type, Address account, byte[] rest, Address? sender = null)
    {
        byte[] payload = [0, 0, 0, 0, 0, 0x0F, 0x42, 0x40, .. rest];
        return new QueueRequest(
            State.QueueCursor, type, account, sender ?? account, Now / 1000, payload);
    }

    /// <summary>Big-endian, as payloads are.</summary>
    public static byte[] Bytes(ulong value)
    {
        var bytes = new byte[sizeof(ulong)];
        BinaryPrimitives.WriteUInt64BigEndian(bytes, value);
        return bytes;
    }

    /// <summary>All three publishers report, as often as the oracle needs to arrive at the price.</summary>
    public Venue Price(MarketId market, string price)
    {
        Assert.True(Number(price).TryScale(State.MarketOf(market).Parameters.PriceDecimals, out var ticks));
        for (var round = 0; round < 500; round++)
        {
            foreach (var publisher in Publishers)
            {
                Report(publisher, market, (uint)ticks);
            }

            if (State.MarketOf(market).Mark.Value == ticks && State.MarketOf(market).HasQuorum)
            {
                return this;
            }

            Now += 1_000;
        }

        throw new InvalidOperationException("the oracle price does not arrive");
    }

    /// <summary>Every market's price again, so that nothing is stale.</summary>
    public Venue Refresh()
    {
        foreach (var market in State.Markets)
        {
            foreach (var publisher in Publishers.Where(_ => market.Mark.Value != 0))
            {
                Report(publisher, market.Id, market.OraclePrice.Value);
            }
        }

        return this;
    }

    /// <summary>Time passes second by second, with fresh prices; what happened.</summary>
    public List<IEngineEvent> Pass(int seconds)
    {
        var events = new List<IEngineEvent>();
        for (var i = 0; i < seconds; i++)
        {
            Now += 1_000;
            if (i % 5 == 0)
            {
                events.AddRange(Reports());
            }

            events.AddRange(Apply(new Tick()));
        }

        return events;
    }

    /// <summary>A publisher's word about another venue.</summary>
    public IReadOnlyList<IEngineEvent> Quote(
        byte publisher, byte venue, MarketId market, uint mid, long premium = 0)
    {
        var sequence = State.MarketOf(market).QuoteOf(venue, publisher).Sequence + 1;
        return Apply(new VenueReport(
            publisher, venue, market, new Ticks(mid), new Nano(premium), new Time(Now), sequence,
            new byte[65]));
    }

    // Those who have a place.
    private IEnumerable<byte> Publishers => Enumerable.Range(0, State.Publishers.Count)
        .Where(place => !State.Publishers[place].IsZero).Select(place => (byte)place);

    private IEnumerable<IEngineEvent> Reports() => State.Markets
        .Where(market => market.OraclePrice.Value != 0)
        .SelectMany(market => Publishers.SelectMany(
            publisher => Report(publisher, market.Id, market.OraclePrice.Value)));

    public IReadOnlyList<IEngineEvent> Report(
        byte publisher, MarketId market, uint ticks, EventSink? sink = null) =>
        Apply(
            new OracleReport(
                publisher, market, new Ticks(ticks), new Time(Now),
                State.MarketOf(market).Reports[publisher].Sequence + 1, new byte[65]),
            sink);

    /// <summary>The operator stops a market or the venue, or (reason 0) lets it go on.</summary>
    public IReadOnlyList<IEngineEvent> Switch(MarketId market, ushort reason) =>
        Apply(new OperatorSwitch(market, reason, State.SwitchSequence + 1, new byte[65]));

    /// <summary>The operator stops an account or a key, or lets it go on with reason 0.</summary>
    public IReadOnlyList<IEngineEvent> Stop(Address target, ushort reason) =>
        Apply(new OperatorStop(target, reason, State.SwitchSequence + 1, new byte[65]));

    public IReadOnlyList<IEngineEvent> Act(string signer, Command command) => Apply(Signed(signer, command));

    public SignedAction Signed(string signer, Command command, ulong? nonce = null) => new(
        SigningScheme.L1Testnet, [], nonce ?? NextNonce(), null, null, new byte[65], Who(signer), command);

    // One of a day ago is too old tomorrow.
    private ulong NextNonce() => _nonce = _nonce + 86_400_000 < Now ? Now : _nonce + 1;

    /// <summary>A new sub-account of a master; its address.</summary>
    public Address Sub(string master, string name) =>
        Act(master, new CreateSubAccount(name)).OfType<SubAccountCreated>().Single().SubAccount;

    /// <summary>An order for a sub-account.</summary>
    public SignedAction For(Address sub, string signer, OrderSpec order) =>
        Signed(signer, new PlaceOrders([order], null)) with { Vault = sub };

    public static OrderSpec Order(
        MarketId market, Side side, string price, string size, TimeInForce tif = TimeInForce.Gtc,
        bool reduceOnly = false, ulong clientId = 0) =>
        new(market, side, Number(price), Number(size), reduceOnly, tif, new ClientOrderId(clientId));

    /// <summary>One order; its outcome.</summary>
    public ItemOutcome Place(string signer, OrderSpec order) =>
        Act(signer, new PlaceOrders([order], null)).OfType<ItemOutcome>().Single();

    public ItemOutcome Buy(
        string signer, MarketId market, string price, string size, TimeInForce tif = TimeInForce.Gtc) =>
        Place(signer, Order(market, Side.Buy, price, size, tif, clientId: ++_clientId));

    public ItemOutcome Sell(
        string signer, MarketId market, string price, string size, TimeInForce tif = TimeInForce.Gtc) =>
        Place(signer, Order(market, Side.Sell, price, size, tif, clientId: ++_clientId));

    public static void Rejected(RejectCode code, ItemOutcome outcome)
    {
        Assert.Equal(code, outcome.Code);
        Assert.Equal(OutcomeKind.Error, outcome.Kind);
    }

    public static void Rejected(RejectCode code, IReadOnlyList<IEngineEvent> events, bool nonceUsed = true)
    {
        var rejected = Assert.IsType<ActionRejected>(Assert.Single(events));
        Assert.Equal((code, nonceUsed), (rejected.Code, rejected.NonceUsed));
    }
}
