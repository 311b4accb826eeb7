using System.Collections.Concurrent;
using Offing.Gateway.Venue;
using Offing.MarketData;
using Offing.Primitives;
using Offing.Protocol;
using Offing.Protocol.Commands;
using Offing.Protocol.Entries;
using Offing.Protocol.Events;
using Offing.Protocol.Genesis;
using Offing.Receipts;
using Offing.Signing;

namespace Offing.Gateway.Tests.Support;

/// <summary>
/// A venue that takes everything: orders rest, cancels succeed. It keeps what it was given.
/// </summary>
internal sealed class FakeVenue : IVenue
{
    public const ulong Now_Ms = 1_700_000_000_000;

    public static readonly PrivateKey Alice = PrivateKey.FromSeed("gateway test alice");
    public static readonly PrivateKey Bob = PrivateKey.FromSeed("gateway test bob");
    public static readonly PrivateKey AliceBot = PrivateKey.FromSeed("gateway test alice's session key");
    public static readonly PrivateKey Nobody = PrivateKey.FromSeed("gateway test nobody");
    public static readonly PrivateKey Operator = PrivateKey.FromSeed("gateway test operator");
    public static readonly PrivateKey[] Publishers =
        [.. Enumerable.Range(0, 3).Select(i => PrivateKey.FromSeed($"gateway test publisher {i}"))];

    private readonly ConcurrentDictionary<(Address, ulong), bool> _nonces = new();
    private readonly Lock _gate = new();
    private ulong _seq;
    private ulong _order;

    public FakeVenue(bool isDevelopment = true, Func<GenesisConfig, GenesisConfig>? change = null)
    {
        var markets = new[]
        {
            new MarketParameters(new MarketId(0), "BTC", 5, 40, new Nano(100_000_000), new Nano(800_000_000)),
            new MarketParameters(new MarketId(1), "ETH", 4, 25, new Nano(100_000_000), new Nano(800_000_000)),
        };
        var genesis = new GenesisConfig(
            "Fake", markets, [.. Publishers.Select(p => p.Address)],
            new OracleParameters(10_000, 2, new Nano(20_000_000)),
            new FeeParameters(new Nano(450_000), new Nano(150_000)), new MicroUsd(1_000_000), [1, 2, 3])
        {
            Operator = Operator.Address,
            Venues = [new VenueParameters("other", 1)],
        };
        Facts = new VenueFacts(
            change?.Invoke(genesis) ?? genesis, 31337, Address.OfSystem("vault"),
            Address.OfSystem("settlement"),
            Address.OfSystem("usdc"),
            isDevelopment, isDevelopment, isDevelopment, 20);
        Fold = new VenueFold(Facts.Genesis);
    }

    public VenueFacts Facts { get; }

    /// <summary>Markets as they stand, where they differ from genesis.</summary>
    public IReadOnlyList<MarketView>? MarketsNow { get; set; }

    public IReadOnlyList<MarketView> Markets() => MarketsNow ?? [.. Facts.Genesis.Markets.Select(
        market => new MarketView(market, "open", 0, false, false, new Ticks(0), Lots.Zero))];

    public OperatorView OperatorState() => new(
        7, Now, 5, 0, 3, 2, Hash32.Zero, Facts.Genesis.Fees, Markets(),
        [new PendingView(1, Now_Ms + 9, [0, 4, 0, 0, 0, 1, 1])])
    {
        Operator = OperatorNow,
    };

    /// <summary>Whose key signs switches now.</summary>
    public Address OperatorNow { get; set; } = Operator.Address;

    public VenueFold Fold { get; }

    public Time Now => new(Now_Ms);

    public ConcurrentQueue<Entry> Received { get; } = new();

    /// <summary>What the next entries are answered with; null = the default.</summary>
    public Func<Entry, IReadOnlyList<IEngineEvent>>? Answer { get; set; }

    /// <summary>When set, entries are refused with it.</summary>
    public RejectCode Refusal { get; set; }

    /// <summary>When true, an entry never gets an answer.</summary>
    public bool IsStuck { get; set; }

    public AccountView? AliceView { get; set; } =
        new(Alice.Address, Usd(5_000), Usd(5_000), Usd(0), Usd(0), Usd(0), Usd(5_000), []);

    /// <summary>Receipts of entries 1 upwards.</summary>
    public SignedMicroBatch? Receipts { get; set; }

    public List<WithdrawalView> AliceWithdrawals { get; } = [];

    public ReceiptResult Receipt(ulong seq) => Receipts is { } batch && seq <= batch.Message.Count
        ? ReceiptResult.Given(new ReceiptDocument(31337, Facts.Vault, batch.ReceiptOf(seq), [1]))
        : ReceiptResult.Refused(RejectCode.ReceiptNotYet);

    public ReceiptResult Receipt(Address signer, ulong nonce) =>
        signer == Alice.Address && nonce == Now_Ms
            ? Receipt(1)
            : ReceiptResult.Refused(RejectCode.ReceiptUnknown);

    public static MicroUsd Usd(long whole) => new(whole * 1_000_000);

    public async ValueTask<SubmitResult> SubmitAsync(Entry entry, CancellationToken cancel)
    {
        if (Refusal != RejectCode.None)
        {
            return SubmitResult.Refused(Refusal);
        }

        Received.Enqueue(entry);
        if (IsStuck)
        {
            await Task.Delay(Timeout.Infinite, cancel);
        }

        if (entry is SignedAction action)
        {
            _nonces.TryAdd((action.Signer, action.Nonce), true);
        }

        return SubmitResult.Done(Emit(Answer?.Invoke(entry) ?? Default(entry), entry));
    }

    /// <summary>Lets events happen as if an entry had made them.</summary>
    public EntryOutput Emit(IReadOnlyList<IEngineEvent> events, Entry? entry = null)
    {
        lock (_gate)
        {
            _seq++;
            var output = new EntryOutput(new SequencedEntry(_seq, _seq, Now, entry ?? new Tick()), events);
            Fold.Apply(output);
            return output;
        }
    }

    public SignerView? FindSigner(Address key) =>
        key == AliceBot.Address ? new SignerView(Alice.Address, true)
        : key == Alice.Address || key == Bob.Address ? new SignerView(key, false)
        : null;

    public RejectCode CheckNonce(Address signer, ulong nonce) =>
        nonce + Limits.NonceMaxAge_Ms <= Now_Ms || nonce >= Now_Ms + Limits.NonceMaxAhead_Ms
            ? RejectCode.NonceOutOfWindow
            : _nonces.ContainsKey((signer, nonce)) ? RejectCode.NonceUsed : RejectCode.None;

    public AccountView? FindAccount(Address account) =>
        account == Alice.Address ? AliceView
        : account == Bob.Address ? AliceView! with { Account = Bob.Address, Slots = [] }
        : null;

    /// <summary>What Alice's orders would do.</summary>
    public Func<Address?, PlaceOrders, PreviewView>? WouldDo { get; set; }

    public PreviewView? Preview(Address account, Address? signer, PlaceOrders action) =>
        account == Alice.Address ? WouldDo?.Invoke(signer, action) : null;

    /// <summary>What Alice's requirements are made of.</summary>
    public List<RequirementView> AliceMarkets { get; } = [];

    public ExplanationView? Explain(Address account) => FindAccount(account) is not { } found ? null : new(
        7, Now, found.Collateral,
        new BucketView(
            found.Equity, found.Notional, found.MarginUsed, found.MarginUsed, found.MaintenanceMargin,
            found.Withdrawable),
        Usd(900), new Nano(150_000), Usd(1), account == Alice.Address ? AliceMarkets : []);

    /// <summary>The largest orders of Alice, in whatever market.</summary>
    public TradableView AliceTradable { get; set; } =
        new(20, true, MicroUsd.Zero, new Lots(300_000), new Lots(100_000));

    public TradableView? Tradable(Address account, MarketId market) =>
        account == Alice.Address ? AliceTradable : null;

    /// <summary>What publishers report of elsewhere.</summary>
    public List<OtherVenueView> Others { get; } = [];

    public IReadOnlyList<OtherVenueView> OtherVenues() => Others;

    public VenueRiskView Risk() => new(
        7, Now, Usd(123), new BucketView(Usd(456), Usd(0), Usd(0), Usd(0), Usd(0), Usd(456)),
        [new MarketRiskView(
            new MarketId(0), new Ticks(300_000), new Ticks(300_001), true, true, new Lots(5), Usd(2),
            new Nano(1), Lots.Zero)]);

    /// <summary>Terms of the orders that have other than the common ones.</summary>
    public Dictionary<OrderId, OrderTermsView> Terms { get; } = [];

    public OrderTermsView? FindTerms(Address account, OrderId order) => Terms.GetValueOrDefault(order);

    public IReadOnlyList<SessionView> Sessions(Address account) =>
        account == Alice.Address ? [new SessionView(AliceBot.Address, "bot", Now_Ms + 1_000)] : [];

    public FeesView Fees(Address account) => new(
        new Nano(400_000), new Nano(-10_000),
        Facts.Genesis.Fees with { Tiers = [new(new(5_000_000), new Nano(400_000), new Nano(-10_000))] },
        [new DayVolume(20_000, new MicroUsd(1_500_000), new MicroUsd(0))]);

    public uint MaxBuilderFee(Address account, Address builder) => account == Alice.Address ? 10u : 0;

    public IReadOnlyList<WithdrawalView> Withdrawals(Address account) =>
        account == Alice.Address ? AliceWithdrawals : [];

    public SettlementView? Chain { get; set; }

    public VenueStatus Status() => new(
        _seq, Now, 3, 2, 1, Keccak.Hash("root"u8),
        [.. Publishers.Select(p => new PublisherView(p.Address, [1UL, 1UL]))])
    {
        Settlement = Chain,
    };

    public ValueTask<ulong?> SettleAsync(CancellationToken cancel) => ValueTask.FromResult<ulong?>(4);

    private List<IEngineEvent> Default(Entry entry)
    {
        if (entry is not SignedAction action)
        {
            return [];
        }

        var account = FindSigner(action.Signer)!.Account;
        var events = new List<IEngineEvent>();
        switch (action.Command)
        {
            case PlaceOrders place:
                for (var i = 0; i < place.Orders.Count; i++)
                {
                    Take(events, account, action.Signer, place, i);
                }

                break;
            case ModifyOrders modify:
                for (var i = 0; i < modify.Modifies.Count; i++)
                {
                    Take(events, account, action.Signer, new([.. modify.Modifies.Select(
                        m => m.Replacement)], null), i);
                }

                break;
            case PlaceTwap twap:
                events.Add(new TwapStarted(
                    ++_order, twap.Market, account, twap.Side, new Lots(25_000), twap.ReduceOnly,
                    twap.Minutes, twap.Randomize, Now));
                break;
            case CreateSubAccount create:
                events.Add(new SubAccountCreated(account, Address.OfSystem(create.Name), create.Name));
                break;
            case ScheduleCancel schedule:
                events.Add(new CancelScheduled(account, schedule.Time_Ms));
                break;
            case CancelOrders cancel:
                events.AddRange(cancel.Cancels.Select((c, i) => (IEngineEvent)new ItemOutcome(
                    i, OutcomeKind.Cancelled, RejectCode.None, c.Order, ClientOrderId.None, c.Market,
                    Lots.Zero,
                    MicroUsd.Zero)));
                break;
            default:
                events.Add(new ActionDone(account));
                break;
        }

        return events;
    }

    // A conditional order waits: in a group for its parent, which is the first, else for the mark.
    private void Take(
        List<IEngineEvent> events, Address account, Address signer, PlaceOrders place, int index)
    {
        var order = place.Orders[index];
        var market = Fold.Markets[(int)order.Market.Value];
        order.Price.TryScale(market.PriceDecimals, out var ticks);
        order.Size.TryScale(market.SzDecimals, out var lots);
        var (id, price, size) = (new OrderId(++_order), new Ticks((uint)ticks), new Lots((long)lots));
        var kind = OutcomeKind.Resting;
        if (order.Trigger is { } trigger)
        {
            trigger.Price.TryScale(market.PriceDecimals, out var at);
            var waits = place.Grouping == OrderGrouping.NormalTpsl && index > 0;
            kind = waits ? OutcomeKind.WaitingForFill : OutcomeKind.WaitingForTrigger;
            events.Add(new ConditionalPlaced(
                id, order.ClientId, order.Market, account, signer, order.Side, price, size, order.Tif,
                order.ReduceOnly, trigger.Kind, trigger.IsMarket, new Ticks((uint)at), default,
                place.Grouping == OrderGrouping.Na ? 0 : id.Value,
                waits ? new OrderId(id.Value - (ulong)index) : default,
                place.Grouping == OrderGrouping.PositionTpsl, IsArmed: !waits, Now));
        }
        else
        {
            events.Add(new OrderPlaced(
                id, order.ClientId, order.Market, account, signer, order.Side, price, size, size, order.Tif,
                order.ReduceOnly, Now));
            events.Add(new OrderRested(id, order.Market, account, order.Side, price, size, size));
        }

        events.Add(new ItemOutcome(
            index, kind, RejectCode.None, id, order.ClientId, order.Market, Lots.Zero, MicroUsd.Zero));
    }
}
