using System.Buffers.Binary;
using Offing.Engine;
using Offing.Engine.Accounts;
using Offing.Primitives;
using Offing.Protocol.Codec;
using Offing.Protocol.Commands;
using Offing.Protocol.Entries;
using Offing.Protocol.Events;
using Offing.Protocol.Genesis;
using Offing.Protocol.Wire;

namespace Offing.Commitment.Tests.State;

/// <summary>
/// A machine driven by a seeded flow of every kind of entry, good and bad. What it sends depends on the
/// seed and on how many entries went before, and not on what the machine answered.
/// </summary>
internal sealed class Flow
{
    public const int Traders = 6;

    private const int OfGenesis = 3;

    private static readonly uint[] Prices = [300_000, 20_000_000, 100_000];
    private static readonly int[] PriceDecimals = [1, 4, 6];
    private static readonly string[] Names = ["", "bot", "desk"];

    private static readonly TimeInForce[] Tifs =
        [TimeInForce.Gtc, TimeInForce.Gtc, TimeInForce.Alo, TimeInForce.Ioc, TimeInForce.FrontendMarket];

    private readonly Generator _random;
    private readonly FlowOfWaiting _waiting;
    private readonly FlowOfChanges _changes;
    // Five minutes before a full hour, at which funding is paid.
    private ulong _time = 1_700_002_500_000;
    private ulong _nonce = 1_700_002_500_000;
    private ulong _batches;
    private int _keys;
    private readonly Stack<(QueueRequest Request, Hash32 Previous)> _consumed = new();

    public Flow(ulong seed)
    {
        _random = new Generator(seed);
        _waiting = new FlowOfWaiting(_random);
        _changes = new FlowOfChanges(_random);
        Send(new Started(1));
        for (var trader = 0; trader < Traders; trader++)
        {
            Send(Request(RequestType.Deposit, Trader(trader), 1_000_000_000_000));
        }

        for (var i = 0; i < 9; i++)
        {
            Send(Report((byte)(i / 3), (uint)(i % 3)));
        }

        // Before they have positions, which hold back money whenever a market has no quorum.
        for (var trader = 0; trader < Traders; trader += 2)
        {
            var sub = SubAccountAddress.Of(Trader(trader), 0);
            Send(Signed(Trader(trader), new CreateSubAccount("sub0")));
            Send(Signed(Trader(trader), new TransferSubAccount(sub, true, new MicroUsd(300_000_000_000))));
        }
    }

    // Where prices are, of where they began: far enough to ruin whoever is on the wrong side.
    private ulong _swing_Percent = 100;

    public Machine Machine { get; } = new(Genesis());

    /// <summary>Told of each entry that is done.</summary>
    public Action<EntryOutput>? Follower { get; set; }

    /// <summary>Everything that the machine answered.</summary>
    public List<IEngineEvent> Events { get; } = [];

    /// <summary>A new one each time: a test writes into it.</summary>
    public static GenesisConfig Genesis() => new(
        "flow",
        new[] { Market(0, "BTC", 5, 40), Tiered(Market(1, "ETH", 2, 25)), Small() },
        new[] { Publisher(0), Publisher(1), Publisher(2) },
        new OracleParameters(30_000, 2, new Nano(20_000_000)),
        new FeeParameters(new Nano(450_000), new Nano(150_000))
        {
            Tiers = new[] { new FeeTier(new MicroUsd(5_000_000_000), new Nano(400_000), new Nano(-9_000)) },
        },
        new MicroUsd(1_000_000),
        [])
    {
        Operator = Publisher(7),
        ParameterDelay_Ms = 20_000,
        ForcedDeadline_Ms = 9_000,
    };

    private static MarketParameters Small() => Market(2, "SMALL", 0, 5) with { IsolatedOnly = true };

    private static MarketParameters Tiered(MarketParameters market) => market with
    {
        Tiers = new MarginTier[] { new(MicroUsd.Zero, 25), new(new MicroUsd(9_000_000_000), 10) },
        OpenInterest = new OpenInterestParameters(
            new MicroUsd(20_000_000_000), new MicroUsd(90_000_000_000), new MicroUsd(150_000_000_000)),
    };

    public static Address Trader(int index) => Address.OfSystem($"flow.trader.{index}");

    public static Address Key(int index) => Address.OfSystem($"flow.key.{index}");

    private static Address Publisher(int index) => Address.OfSystem($"flow.publisher.{index}");

    /// <summary>Sends the next <paramref name="count"/> entries.</summary>
    public void Run(int count)
    {
        for (var i = 0; i < count; i++)
        {
            _time += (ulong)(_random.OneIn(150) ? 45_000 : _random.Next(300));
            if (_random.OneIn(150))
            {
                _swing_Percent = 60 + (ulong)_random.Next(80);
            }

            Send(Next());
        }
    }

    /// <summary>
    /// The end of every market of genesis: it is stopped, so that nobody is liquidated, falls to less than
    /// half, and is settled with all who are below zero in it.
    /// </summary>
    public void End()
    {
        _swing_Percent = 40;
        for (var market = 0u; market < OfGenesis; market++)
        {
            var sequence = Machine.State.SwitchSequence + 1;
            Send(new OperatorSwitch(new MarketId(market), 7, sequence, new byte[65]));
        }

        for (var i = 0; i < 60; i++)
        {
            _time += 1_000;
            for (byte publisher = 0; publisher < 3; publisher++)
            {
                Send(Report(publisher, (uint)(i % OfGenesis)));
            }
        }

        for (var market = 0u; market < OfGenesis; market++)
        {
            Send(new QueueRequest(
                Machine.State.QueueCursor, RequestType.Parameter, Publisher(7), Publisher(7), _time / 1000,
                FlowOfChanges.Delisting(market)));
        }

        for (var i = 0; i < 4; i++)
        {
            _time += 20_000;
            Send(new Tick());
        }
    }

    // The flow cuts on with the number that follows what it has cut.
    private Reversal TakeBack()
    {
        var last = Machine.State.LastBatch;
        if (_random.OneIn(4))
        {
            return new Reversal(last + 1, default, _consumed.Peek().Request with { L1Time = 1 });
        }

        var (request, previous) = _consumed.Pop();
        var batch = last + (_random.OneIn(2) || last == 0 ? 1u : 0);
        _batches = batch - 1;
        return new Reversal(batch, previous, request);
    }

    private void Send(Entry entry)
    {
        if (entry is QueueRequest request && request.Index == Machine.State.QueueCursor)
        {
            _consumed.Push((request, Machine.State.QueueHash));
        }

        var seq = Machine.State.InputCursor + 1;
        var output = Machine.Apply(new SequencedEntry(seq, seq, new Time(_time), entry));
        Events.AddRange(output.Events);
        Follower?.Invoke(output);
    }

    private Entry Next() => _random.Next(20) switch
    {
        0 or 1 or 2 or 3 => Report(
            (byte)_random.Next(Machine.State.Publishers.Count + (_random.OneIn(20) ? 1 : 0)), AnyLive()),
        4 => new Tick(),
        5 when _random.OneIn(5) => new BatchCut(_random.OneIn(4) ? 99 : ++_batches),
        6 when _random.OneIn(3) => AnyRequest(),
        15 when _random.OneIn(30) && _consumed.Count > 0 => TakeBack(),
        7 when _random.OneIn(3) => new Started((ulong)_random.Next(5)),
        8 => Signed(AnySigner(), AnyGrant()),
        9 when _random.OneIn(3) => AnyWithdrawal(),
        10 when _random.OneIn(2) => AnySubAccount(),
        13 when _random.OneIn(3) => AnyChange(),
        12 when _random.OneIn(Machine.State.HaltReason == 0 ? 40 : 2) => AnySwitch(),
        14 when _random.OneIn(30) => AnyStop(),
        11 when _random.OneIn(4) => Signed(
            AnySigner(), new ApproveBuilderFee(Key(_random.Next(4)), (ulong)_random.Next(110))),
        _ => Signed(AnySigner(), AnyTrade()),
    };

    private OperatorSwitch AnySwitch()
    {
        var isVenue = Machine.State.HaltReason != 0 || _random.OneIn(3);
        return new OperatorSwitch(
            isVenue ? OperatorSwitch.Venue : AnyMarket(),
            (ushort)(Machine.State.HaltReason == 0 && _random.OneIn(3) ? 7 : 0),
            Machine.State.SwitchSequence + (_random.OneIn(5) ? 2u : 1u), new byte[65]);
    }

    // Who is stopped goes on with the next one: a flow of the stopped would trade little.
    private OperatorStop AnyStop()
    {
        var stopped = Machine.State.Accounts.FirstOrDefault(account => account.StopReason != 0)?.Owner
            ?? Machine.State.Accounts.SelectMany(account => account.Sessions)
                .FirstOrDefault(session => session.StopReason != 0)?.Key;
        return new OperatorStop(
            stopped ?? AnySigner(), stopped is null ? (ushort)7 : (ushort)0,
            Machine.State.SwitchSequence + (_random.OneIn(5) ? 2u : 1u), new byte[65]);
    }

    private QueueRequest AnyChange()
    {
        // Now and then the operator has handed its place over.
        var account = _time % 9 == 0 ? Publisher(6) : Publisher(7);
        var sender = _random.OneIn(6) ? Publisher(1) : account;
        return new QueueRequest(
            Machine.State.QueueCursor, RequestType.Parameter, account, sender, _time / 1000,
            _changes.Any(Machine.State, OfGenesis, _time));
    }

    private Command AnyTrade() => _random.Next(24) switch
    {
        > 15 => _waiting.Any(AnySpec, PriceOf, _time),
        0 => new CancelOrders([(AnyMarket(), AnyOrder()), (AnyMarket(), AnyOrder())]),
        1 => new CancelOrdersByClientId([(AnyMarket(), AnyClientId())]),
        2 => new ModifyOrders([(new OrderReference(AnyOrder(), ClientOrderId.None), AnySpec())], false),
        3 => new ModifyOrders([(new OrderReference(default, AnyClientId()), AnySpec())], true),
        4 => new UpdateLeverage(AnyMarket(), !_random.OneIn(2), (uint)_random.Next(45)),
        5 when _random.OneIn(2) => new UpdateIsolatedMargin(
            AnyMarket(), new MicroUsd((_random.Next(2_000) - 1_000) * 1_000_000L)),
        6 when _random.OneIn(4) => new Noop(_random.OneIn(2)),
        7 when _random.OneIn(6) => new PlaceOrders([], null),
        8 => new PlaceOrders([AnySpec(), AnySpec(), AnySpec()], null),
        _ => new PlaceOrders([AnySpec()], _random.OneIn(4) ? AnyBuilder() : null),
    };

    private BuilderCode AnyBuilder() => new(Key(_random.Next(4)), (ulong)_random.Next(12));

    private ApproveAgent AnyGrant()
    {
        var key = _random.OneIn(6) ? Key(_random.Next(_keys + 1)) : Key(_keys++);
        var expiry = _random.OneIn(3) ? _time + (ulong)_random.Next(60_000) : 0;
        return new ApproveAgent(key, _random.Pick<string>(Names), expiry, AnyLimits());
    }

    private SessionLimits AnyLimits() => _random.OneIn(2) ? SessionLimits.None : new SessionLimits(
        new MicroUsd(_random.Next(20_000) * 1_000_000L), new MicroUsd(_random.Next(90_000) * 1_000_000L),
        new MicroUsd(_random.Next(40) * 1_000_000L), (uint)_random.Next(30), _random.OneIn(8),
        _random.OneIn(5) ? new[] { new MarketId(0) } : []);

    private SignedAction AnyWithdrawal()
    {
        var owner = Trader(_random.Next(Traders));
        var destination = _random.OneIn(8) ? Trader(0) : owner;
        return Signed(owner, new Withdraw(destination, new MicroUsd(AnyAmount())));
    }

    // Of a few names and ordinals, so that some are taken and some are not there.
    private SignedAction AnySubAccount()
    {
        var master = Trader(_random.Next(Traders));
        return Signed(master, _random.OneIn(4)
            ? new CreateSubAccount($"sub{_random.Next(4)}")
            : new TransferSubAccount(AnySub(master), !_random.OneIn(4), new MicroUsd(AnyAmount())));
    }

    private Address AnySub(Address master) => SubAccountAddress.Of(master, (uint)_random.Next(3));

    // A trader, a stranger, or one of the keys granted so far, the latest ones mostly.
    private Address AnySigner() => _random.Next(30) switch
    {
        0 => Trader(Traders),
        1 => Key(_random.Next(_keys + 1)),
        < 8 => Key(_keys - 1 - _random.Next(Math.Min(_keys, 4) + 1)),
        _ => Trader(_random.Next(Traders)),
    };

    // Now and then with a used nonce, too late, or for a sub-account, which may not be there.
    private SignedAction Signed(Address signer, Command command)
    {
        var nonce = _random.OneIn(30) ? _nonce : ++_nonce;
        ulong? expires = _random.OneIn(20) ? _time - 50 + (ulong)_random.Next(100) : null;
        Address? vault = _random.Next(60) switch { 0 => Trader(0), < 4 => AnySub(signer), _ => null };
        return new SignedAction(
            SigningScheme.L1Mainnet, [], nonce, vault, expires, new byte[65], signer, command);
    }

    private OrderSpec AnySpec()
    {
        var market = _random.OneIn(60) ? 999 : AnyLive();
        var known = Kind(market);
        var mark = Machine.State.FindMarket(new MarketId(market))?.Mark.Value ?? 0UL;
        var price = Figures((mark == 0 ? Prices[known] : mark) * (ulong)(970 + _random.Next(60)) / 1000);
        var size = (ulong)((1 + _random.Next(40)) * (known == 2 ? 100 : 1));
        var (oddPrice, oddSize) = (_random.Next(100), _random.Next(60));
        price = oddPrice switch { 0 => 0, 1 => price * 2, 2 => price / 10, 3 => price + 1, _ => price };
        size *= oddSize switch { 0 => 0, 1 => 1_000_000UL, < 5 => 5_000, < 15 => 20, _ => 1 };
        return new OrderSpec(
            new MarketId(market),
            _random.Pick(Side.Buy, Side.Sell),
            WireDecimal.FromUnits(price, PriceDecimals[known]),
            WireDecimal.FromUnits(size, known == 2 ? 0 : 2),
            _random.OneIn(8),
            _random.Pick<TimeInForce>(Tifs),
            _random.OneIn(2) ? AnyClientId() : ClientOrderId.None);
    }

    // Five significant ones.
    private static ulong Figures(ulong price)
    {
        var step = 1UL;
        while (price / step >= 100_000)
        {
            step *= 10;
        }

        return price - (price % step);
    }

    private OracleReport Report(byte publisher, uint market)
    {
        var price = Prices[Kind(market)] * _swing_Percent / 100 * (ulong)(995 + _random.Next(10)) / 1000;
        var reports = Machine.State.Markets[(int)market].Reports;
        var sequence = publisher >= reports.Count || _random.OneIn(40) ? 1 : reports[publisher].Sequence + 1;
        price = _random.OneIn(60) ? 0 : price;
        var time = _random.Next(60) switch { 0 => _time - 20_000, 1 => _time + 20_000, _ => _time };
        return new OracleReport(
            publisher, new MarketId(market), new Ticks((uint)price), new Time(time), sequence, new byte[65]);
    }

    private QueueRequest AnyRequest() => _random.OneIn(2)
        ? AnyDemand()
        : Request(
            (RequestType)(1 + _random.Next(7)), Trader(_random.Next(Traders)),
            (ulong)_random.Next(50_000_000));

    // Of the owner, mostly; of what he holds, when it is a close.
    private QueueRequest AnyDemand()
    {
        var master = Trader(_random.Next(Traders));
        var owner = _random.OneIn(4) ? AnySub(master) : master;
        var held = Machine.State.FindAccount(owner)?.Slots.FirstOrDefault(slot => !slot.Size.IsZero);
        var type = _random.OneIn(2) && held is not null
            ? RequestType.Close
            : (RequestType)(2 + _random.Next(5));
        var writer = new ByteWriter(96).U64(1_000_000);
        switch (type)
        {
            case RequestType.Withdraw:
                writer.U64(_random.OneIn(3) ? 0 : (ulong)AnyAmount());
                break;
            case RequestType.Close:
                writer.U32(held?.Market.Value ?? 0).U64((ulong)_random.Next(3) * 50);
                break;
            case RequestType.Grant:
                writer.Address(Key(_keys++)).U64(0).U64(0).U64(7_000_000_000).U64(0).U32(0).Bool(false)
                    .U32(1);
                break;
            case RequestType.Revoke:
                writer.Address(Key(_keys - 1 - _random.Next(3)));
                break;
        }

        return new QueueRequest(
            Machine.State.QueueCursor, type, owner, _random.OneIn(9) ? Trader(0) : master, _time / 1000,
            writer.ToArray());
    }

    private long AnyAmount() => _random.Pick(1L, 5_000_000, 70_000_000_000, 2_000_000_000_000);

    private QueueRequest Request(RequestType type, Address account, ulong amount)
    {
        var payload = new byte[sizeof(ulong)];
        BinaryPrimitives.WriteUInt64BigEndian(payload, amount);
        return new QueueRequest(Machine.State.QueueCursor, type, account, account, _time / 1000, payload);
    }

    private (uint Ticks, int Decimals) PriceOf(MarketId market) =>
        (Prices[Kind(market.Value)], PriceDecimals[Kind(market.Value)]);

    // Which of the three of genesis it is like.
    private int Kind(uint market) =>
        Machine.State.FindMarket(new MarketId(market))?.Parameters.SzDecimals switch
        {
            5 => 0, 0 => 2, _ => 1,
        };

    private MarketId AnyMarket() => new(_random.OneIn(30) ? 999 : AnyLive());

    // One of genesis, or one of the two that were listed last.
    private uint AnyLive()
    {
        var listed = Machine.State.Markets.Count - OfGenesis;
        return listed > 0 && _random.OneIn(3)
            ? (uint)(OfGenesis + listed - 1 - _random.Next(Math.Min(listed, 2)))
            : (uint)_random.Next(OfGenesis);
    }

    private OrderId AnyOrder() => new((ulong)_random.Next(200));

    private ClientOrderId AnyClientId() => new((UInt128)(1 + _random.Next(40)));

    private static MarketParameters Market(uint id, string name, int decimals, uint leverage) => new(
        new MarketId(id), name, decimals, leverage, new Nano(100_000_000), new Nano(800_000_000));
}
