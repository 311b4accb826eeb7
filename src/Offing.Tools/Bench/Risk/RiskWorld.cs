using System.Buffers.Binary;
using Offing.Engine;
using Offing.Primitives;
using Offing.Protocol.Commands;
using Offing.Protocol.Entries;
using Offing.Protocol.Events;
using Offing.Protocol.Genesis;
using Offing.Protocol.Wire;

namespace Offing.Tools.Bench.Risk;

/// <summary>
/// A market at 100 USDC with many accounts in it, half of them long and half short by 100 USDC each, most of
/// them far from danger, and two groups of long ones that a fall to 95.5 and one to 89 bring down.
/// </summary>
internal sealed class RiskWorld
{
    public const int Mid_Ticks = 1_000_000;
    private const int Whale = 0;
    private const int Bidder = 1;
    private const ulong Start_Ms = 1_700_000_000_000;
    private const ulong Usd = 1_000_000;

    private readonly ulong[] _reports = new ulong[2];
    private ulong _nonce = Start_Ms;
    private ulong _now_Ms = Start_Ms;

    /// <param name="accounts">Even, so that what is offered at the start is taken whole.</param>
    public RiskWorld(int accounts, int endangered)
    {
        Machine = new Machine(Genesis());
        Report(0, Mid_Ticks, Sink);
        Report(1, Mid_Ticks, Sink);
        var before = GC.GetTotalMemory(forceFullCollection: true);
        Deposit(Whale, 900_000_000 * Usd);
        Deposit(Bidder, 900_000_000 * Usd);
        for (var i = 2; i < accounts + 2; i++)
        {
            // Half of those that are endangered stand through the first fall.
            var near = i % 2 == 0 && i < 2 + (4 * endangered);
            Deposit(i, near ? i % 4 == 0 ? 5_300_000 : 10_500_000UL : Wealth(i));
        }

        var empty = GC.GetTotalMemory(forceFullCollection: true);
        Place(Whale, Side.Sell, 1_000_000, accounts / 2, TimeInForce.Gtc);
        Place(Bidder, Side.Buy, 999_000, accounts / 2, TimeInForce.Gtc);
        for (var i = 2; i < accounts + 2; i++)
        {
            var isLong = i % 2 == 0;
            Place(i, isLong ? Side.Buy : Side.Sell, isLong ? 1_000_000U : 999_000, 1, TimeInForce.Ioc);
        }

        Machine.State.Changes.Drain();
        var full = GC.GetTotalMemory(forceFullCollection: true);
        BytesPerAccount = (empty - before) / (accounts + 2);
        BytesPerPosition = (full - empty) / (accounts + 2);
    }

    public Machine Machine { get; }

    public RiskTally Sink { get; } = new();

    public long BytesPerAccount { get; }

    public long BytesPerPosition { get; }

    /// <summary>Both publishers report; the mark arrives with the second.</summary>
    public SequencedEntry[] Reports(uint ticks)
    {
        _now_Ms += 1_000;
        return [Sequenced(Entry(0, ticks), 1), Sequenced(Entry(1, ticks), 2)];
    }

    /// <summary>Somebody bids for all that is sold at or over a price.</summary>
    public void Bid(uint ticks, int positions) =>
        Place(Bidder, Side.Buy, ticks, positions, TimeInForce.Gtc);

    private static GenesisConfig Genesis() => new(
        "bench",
        [
            new MarketParameters(
                new MarketId(0), "M", SzDecimals: 2, MaxLeverage: 50, new Nano(200_000_000),
                new Nano(800_000_000)),
        ],
        [Address.OfSystem("bench.publisher.0"), Address.OfSystem("bench.publisher.1")],
        new OracleParameters(10_000, 2, new Nano(500_000_000)),
        new FeeParameters(new Nano(450_000), new Nano(150_000)), new MicroUsd(1_000_000), []);

    private static Address Owner(int account)
    {
        Span<byte> bytes = stackalloc byte[Address.SizeBytes];
        bytes.Clear();
        BinaryPrimitives.WriteInt32BigEndian(bytes, account + 1);
        BinaryPrimitives.WriteInt32BigEndian(bytes[16..], 1);
        return new Address(bytes);
    }

    // 150 to 1,000 USDC, no two neighbours alike.
    private static ulong Wealth(int account) => (150 * Usd) + ((ulong)account * 7_919_777 % (850 * Usd));

    private OracleReport Entry(int publisher, uint ticks) => new(
        (byte)publisher, new MarketId(0), new Ticks(ticks), new Time(_now_Ms), ++_reports[publisher], []);

    private void Report(int publisher, uint ticks, EventSink sink) =>
        Machine.Apply(Sequenced(Entry(publisher, ticks), 1), sink);

    private void Deposit(int account, ulong amount)
    {
        var payload = new byte[sizeof(ulong)];
        BinaryPrimitives.WriteUInt64BigEndian(payload, amount);
        Machine.Apply(
            Sequenced(
                new QueueRequest(
                    Machine.State.QueueCursor, RequestType.Deposit, Owner(account), Owner(account), 1,
                    payload),
                1),
            Sink);
    }

    // A position is 100 lots of 0.01.
    private void Place(int account, Side side, uint ticks, int positions, TimeInForce tif)
    {
        var order = new OrderSpec(
            new MarketId(0), side, WireDecimal.FromUnits(ticks, 4),
            WireDecimal.FromUnits((ulong)positions, 0), ReduceOnly: false, tif, ClientOrderId.None);
        Machine.Apply(
            Sequenced(
                new SignedAction(
                    SigningScheme.L1Testnet, [], ++_nonce, null, null, [], Owner(account),
                    new PlaceOrders([order], null)),
                1),
            Sink);
    }

    private SequencedEntry Sequenced(Entry entry, ulong ahead) => new(
        Machine.State.InputCursor + ahead, Machine.State.InputCursor + ahead, new Time(_now_Ms), entry);
}

/// <summary>Counts what liquidations do.</summary>
internal sealed class RiskTally : EventSink
{
    public long Steps { get; private set; }

    public long Deleveraged { get; private set; }

    public long Marks { get; private set; }

    public long Refused { get; private set; }

    /// <inheritdoc/>
    public override void Take<T>(in T happened)
    {
        if (typeof(T) == typeof(LiquidationStep))
        {
            Steps++;
        }
        else if (typeof(T) == typeof(DeleverageCertificate))
        {
            Deleveraged++;
        }
        else if (typeof(T) == typeof(MarkMoved))
        {
            Marks++;
        }
        else if (happened is ItemOutcome { Kind: OutcomeKind.Error })
        {
            Refused++;
        }
    }
}
