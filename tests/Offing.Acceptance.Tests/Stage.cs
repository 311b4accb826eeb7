using Offing.Engine;
using Offing.Primitives;
using Offing.Protocol.Commands;
using Offing.Protocol.Entries;
using Offing.Protocol.Events;
using Offing.Protocol.Genesis;

namespace Offing.Acceptance.Tests;

/// <summary>
/// A venue with prices and a few people with money, its clock, and what it has told since it was last asked.
/// </summary>
internal sealed class Stage
{
    private const ulong Start_Ms = 1_700_000_000_000;
    private const ulong Pause_Ms = 5_000;

    private readonly Machine _machine;
    private readonly List<Told> _told = [];
    private readonly Holdings _holdings;
    private readonly Queue _queue;
    private ulong _nonce = Start_Ms;

    public Stage()
    {
        _machine = new Machine(Genesis());
        Names = new Names(State);
        Names.AddVenue();
        Ledger = new Ledger(State, Names);
        _holdings = new Holdings(State, Names);
        _queue = new Queue(State);
        Narrator = new Narrator(State, Names, Ledger);
        Mark(Names.Market("BTC"), new Ticks(300_000));
        Mark(Names.Market("ETH"), new Ticks(200_000));
        foreach (var name in new[] { "alice", "bob", "carol", "dave" })
        {
            Deposit(name, new MicroUsd(100_000_000_000));
        }

        Harvest();
    }

    public VenueState State => _machine.State;

    public ulong Now_Ms { get; private set; } = Start_Ms;

    public Names Names { get; }

    public Ledger Ledger { get; }

    public Narrator Narrator { get; }

    /// <summary>All that was told since the last time.</summary>
    public IReadOnlyList<Told> Harvest()
    {
        var told = _told.ToArray();
        _told.Clear();
        return told;
    }

    public void Tell(string line) => _told.Add(new Told(line, IsPlain: false));

    /// <summary>What people do.</summary>
    /// <param name="items">The names of the orders of its items; null for one without.</param>
    public void Act(Actor actor, Command command, IReadOnlyList<string?> items, Asked asked) =>
        Apply(
            new SignedAction(
                SigningScheme.L1Testnet, [], ++_nonce, actor.Vault, null, new byte[65], actor.Signer,
                command),
            items, asked);

    public void Deposit(string name, MicroUsd amount) =>
        Apply(_queue.Deposit(Names.Actor(name).Account, Now_Ms, amount));

    /// <summary>What an owner demands of the contract, for a dollar.</summary>
    public void Demand(string name, RequestType type, byte[] rest) =>
        Apply(_queue.Demand(type, Names.Actor(name).Account, Now_Ms, rest));

    /// <summary>A request that the chain has lost is taken back.</summary>
    public void Lose(ulong index, ulong? batch) => Apply(_queue.Lose(index, batch));

    /// <summary>A batch ends, if that is its number.</summary>
    public void Cut(ulong number) => Apply(new BatchCut(number));

    /// <summary>A second later all publishers report the price, which becomes the mark in one step.</summary>
    public void Mark(MarketId market, Ticks price)
    {
        Now_Ms += 1_000;
        Report(except: market);
        Report(market, price);
        if (State.MarketOf(market).Mark != price)
        {
            throw new BadLineException("the mark does not get there in one step");
        }
    }

    /// <summary>Time passes, with a tick and all reports at least every few seconds.</summary>
    public void Wait(ulong duration_Ms)
    {
        for (var left = duration_Ms; left > 0;)
        {
            var step = Math.Min(left, Pause_Ms);
            left -= step;
            Now_Ms += step;
            Apply(new Tick());
            Report(except: null);
        }
    }

    /// <summary>Nothing is logged: the next entry comes so much later.</summary>
    public void Later(ulong duration_Ms) => Now_Ms += duration_Ms;

    /// <summary>Whose key changes parameters.</summary>
    public Address Operator => State.Operator;

    /// <summary>A change of a parameter comes through the chain's queue, for the operator.</summary>
    public void Request(Address account, Address sender, byte[] payload) =>
        Apply(_queue.Enter(RequestType.Parameter, account, sender, Now_Ms, payload));

    /// <summary>The operator stops a market or the venue, or lets it go on.</summary>
    public void Throw(MarketId market, ushort reason) => Apply(
        new OperatorSwitch(market, reason, State.SwitchSequence + 1, new byte[65]));

    /// <summary>One publisher reports, whoever has its place.</summary>
    public void Report(byte publisher, MarketId market, Ticks price) => Apply(new OracleReport(
        publisher, market, price, new Time(Now_Ms),
        State.MarketOf(market).Reports[publisher].Sequence + 1, new byte[65]));

    /// <summary>The operator stops an account or a key, or lets it go on.</summary>
    public void Stop(Address target, ushort reason) => Apply(
        new OperatorStop(target, reason, State.SwitchSequence + 1, new byte[65]));

    /// <summary>Time passes with one tick and without a report.</summary>
    public void Silence(ulong duration_Ms)
    {
        Now_Ms += duration_Ms;
        Apply(new Tick());
    }

    // 2 of 3 publishers, any price reached within a second, fees as on a real venue.
    private static GenesisConfig Genesis()
    {
        static MarketParameters Market(uint id, string name, int decimals, uint leverage) => new(
            new MarketId(id), name, decimals, leverage, new Nano(100_000_000), new Nano(800_000_000))
        {
            // So large that no book of a scenario moves the mark: it is where the publishers say.
            ImpactNotional = new MicroUsd(Limits.OrderMaxNotional_MicroUsd),
        };

        return new GenesisConfig(
            "acceptance",
            [Market(0, "BTC", 5, 40), Market(1, "ETH", 4, 25), .. MarginMarkets(Market)],
            [Address.OfSystem("p0"), Address.OfSystem("p1"), Address.OfSystem("p2")],
            new OracleParameters(10_000, 2, new Nano(Nano.One)),
            new FeeParameters(new Nano(450_000), new Nano(150_000)), new MicroUsd(1_000_000), [])
        {
            Operator = Address.OfSystem("operator"),
            ParameterDelay_Ms = 3_600_000,
        };
    }

    // Of each kind of margin one; they have no mark before a scenario sets it.
    private static IEnumerable<MarketParameters> MarginMarkets(
        Func<uint, string, int, uint, MarketParameters> market) =>
    [
        market(2, "TIER", 4, 20) with
        {
            Tiers = [new(MicroUsd.Zero, 20), new(Usdc(100_000), 10), new(Usdc(300_000), 5)],
        },
        market(3, "CAP", 4, 10) with
        {
            OpenInterest = new OpenInterestParameters(Usdc(100_000), Usdc(200_000), Usdc(180_000)),
        },
        market(4, "ISO", 4, 10) with { IsolatedOnly = true },
        market(5, "FUND", 4, 10) with { ImpactNotional = Usdc(6_000) },
    ];

    private static MicroUsd Usdc(long amount) => new(amount * 1_000_000);

    private void Report(MarketId? except)
    {
        foreach (var market in State.Markets)
        {
            if (market.Id != except && market.Mark.Value != 0)
            {
                Report(market.Id, market.OraclePrice);
            }
        }
    }

    private void Report(MarketId market, Ticks price)
    {
        for (byte publisher = 0; publisher < State.Publishers.Count; publisher++)
        {
            if (!State.Publishers[publisher].IsZero)
            {
                Report(publisher, market, price);
            }
        }
    }

    private void Apply(Entry entry, IReadOnlyList<string?>? items = null, Asked asked = Asked.Nothing)
    {
        var sequenced = new SequencedEntry(
            State.InputCursor + 1, State.InputCursor + 1, new Time(Now_Ms), entry);
        var witness = new Witness(State);
        _machine.Apply(sequenced, witness);
        var events = witness.Events;
        Names.Learn(events, items ?? []);
        foreach (var happened in events)
        {
            if (Narrator.Tell(happened, items ?? [], asked) is { } told)
            {
                _told.Add(told);
            }

            Ledger.Fold(happened);
            _holdings.Fold(happened);
        }

        Ledger.Check();
        _holdings.Check();
        var violations = Invariants.Check(State);
        if (violations.Count > 0)
        {
            throw new BadLineException("an invariant is broken: " + string.Join("; ", violations));
        }
    }
}

/// <summary>A line of what happened.</summary>
/// <param name="IsPlain">Whether it is just what was asked for, and need not be said.</param>
/// <param name="Wire">The text that the wire has for a refusal; null for what is none.</param>
internal sealed record Told(string Text, bool IsPlain, string? Wire = null)
{
    /// <summary>The line with all that can be said of it.</summary>
    public string Full => Wire is null ? Text : $"{Text}: {Wire}";

    /// <summary>Whether a line of a scenario says this; it may leave out the wire's text.</summary>
    public bool IsSaidBy(string line) => line == Text || line == Full;
}

/// <summary>What an action is there for: decides what success without more ado is.</summary>
internal enum Asked
{
    Nothing,
    Placing,
    Cancelling,
    Modifying,
}
