using System.Buffers.Binary;
using Offing.Engine;
using Offing.Primitives;
using Offing.Protocol.Commands;
using Offing.Protocol.Entries;
using Offing.Protocol.Events;
using Offing.Protocol.Genesis;
using Offing.Tools.Bench.Books;

namespace Offing.Tools.Bench.Engines;

/// <summary>
/// The entries of a run, made beforehand by driving a machine of its own: it learns from it which ids orders
/// get, so that the run itself only applies. Accounts trade by session keys, one order or cancel an action.
/// </summary>
internal sealed class EngineFlow
{
    private const ulong Start_Ms = 1_700_000_000_000;
    private const int CommandsPerMillisecond = 1_000;
    private const ulong Collateral_MicroUsd = 10_000_000_000;
    private const ulong CollateralPerOrder_MicroUsd = 100_000_000;

    private readonly EngineSetting _setting;
    private readonly EngineMix _mix;
    private readonly Machine _machine;
    private readonly Watcher _watcher = new();
    private readonly ulong[] _nonces;
    private readonly uint[] _reports;
    private readonly List<SequencedEntry> _setup = [];
    private ulong _now_Ms = Start_Ms;
    private ulong _lastReport_Ms;

    public EngineFlow(EngineSetting setting)
    {
        _setting = setting;
        _mix = new EngineMix(setting, new BookDice(setting.Seed));
        _nonces = new ulong[setting.Accounts];
        _reports = new uint[setting.Markets];
        Genesis = setting.Genesis();
        _machine = new Machine(Genesis);
        Report(_setup, setting.Markets);
        Fund();
        while (_watcher.Open.Count < setting.Resting)
        {
            Add(_setup, Action(_mix.Rest()));
        }

        var entries = new List<SequencedEntry>(setting.Commands);
        while (entries.Count < setting.Commands)
        {
            Step(entries);
        }

        Setup = [.. _setup];
        Timed = [.. entries.Take(setting.Commands)];
    }

    public GenesisConfig Genesis { get; }

    /// <summary>Prices, deposits, grants, and the orders at rest at the start.</summary>
    public SequencedEntry[] Setup { get; }

    public SequencedEntry[] Timed { get; }

    private void Fund()
    {
        var perAccount = (ulong)(_setting.Resting / _setting.Active) * CollateralPerOrder_MicroUsd;
        for (var i = 0; i < _setting.Accounts; i++)
        {
            var payload = new byte[8];
            BinaryPrimitives.WriteUInt64BigEndian(payload, Math.Max(Collateral_MicroUsd, perAccount));
            var owner = EngineMix.Owner(i);
            Add(_setup, new QueueRequest((ulong)i, RequestType.Deposit, owner, owner, 1, payload));
            _nonces[i] = Start_Ms;
            Add(_setup, Signed(owner, i, new ApproveAgent(EngineMix.Key(i), "bench", 0, SessionLimits.None)));
        }
    }

    private void Step(List<SequencedEntry> entries)
    {
        if (entries.Count % CommandsPerMillisecond == 0)
        {
            _now_Ms++;
            if (_now_Ms - _lastReport_Ms >= 1_000)
            {
                Report(entries, _mix.ActiveMarkets);
            }
        }

        Add(entries, Action(_mix.Next(_watcher.Open)));
    }

    private SignedAction Action((uint Account, Command Command) what) =>
        Signed(EngineMix.Key((int)what.Account), (int)what.Account, what.Command);

    private SignedAction Signed(Address signer, int account, Command command) => new(
        SigningScheme.L1Testnet, [], ++_nonces[account], null, null, [], signer, command);

    private void Report(List<SequencedEntry> entries, int markets)
    {
        _lastReport_Ms = _now_Ms;
        for (var market = 0U; market < markets; market++)
        {
            var sequence = ++_reports[market];
            for (byte publisher = 0; publisher < 2; publisher++)
            {
                // A walk of a hundredth of a per cent, so that marks do move.
                var price = new Ticks((EngineMix.Mid * 100) + (sequence % 3 * 100));
                Add(entries, new OracleReport(
                    publisher, new MarketId(market), price, new Time(_now_Ms), sequence, []));
            }
        }
    }

    private void Add(List<SequencedEntry> entries, Entry entry)
    {
        var seq = _machine.State.InputCursor + 1;
        var sequenced = new SequencedEntry(seq, seq, new Time(_now_Ms), entry);
        _watcher.Actor = entry is SignedAction action ? action : null;
        _machine.Apply(sequenced, _watcher);
        entries.Add(sequenced);
    }

    /// <summary>Follows which orders are open, and whose.</summary>
    private sealed class Watcher : EventSink
    {
        public OpenList Open { get; } = new();

        public SignedAction? Actor { get; set; }

        /// <inheritdoc/>
        public override void Take<T>(in T happened)
        {
            if (happened is OrderRested rested)
            {
                Open.Add(rested.Order, rested.Market, EngineMix.AccountOf(Actor!.Signer));
            }
            else if (happened is OrderClosed { HadRested: true } closed)
            {
                Open.Remove(closed.Order);
            }
        }
    }
}
