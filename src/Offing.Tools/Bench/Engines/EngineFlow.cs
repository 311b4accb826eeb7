using System.Buffers.Binary;
using Offing.Engine;
using Offing.Primitives;
using Offing.Protocol.Commands;
using Offing.Protocol.Entries;
using Offing.Protocol.Events;
using Offing.Protocol.Genesis;
using Offing.Protocol.Wire;
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
    private const uint Mid = 10_000;
    private const ulong Collateral_MicroUsd = 10_000_000_000;
    private const ulong CollateralPerOrder_MicroUsd = 100_000_000;

    // Each account trades in a few markets, since it has few slots; a group shares them, so that they trade.
    private const int MarketsPerGroup = 8;
    private const int AccountsPerGroup = 125;

    private readonly EngineSetting _setting;
    private readonly BookDice _dice;
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
        _dice = new BookDice(setting.Seed);
        _nonces = new ulong[setting.Accounts];
        _reports = new uint[setting.Markets];
        Genesis = setting.Genesis();
        _machine = new Machine(Genesis);
        Report(_setup, setting.Markets);
        Fund();
        while (_watcher.Open.Count < setting.Resting)
        {
            Add(_setup, Action(Place(AnyAccount(), immediate: false)));
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

    private int ActiveMarkets => Math.Min(
        _setting.Markets, (_setting.Active + AccountsPerGroup - 1) / AccountsPerGroup * MarketsPerGroup);

    private void Fund()
    {
        var perAccount = (ulong)(_setting.Resting / _setting.Active) * CollateralPerOrder_MicroUsd;
        for (var i = 0; i < _setting.Accounts; i++)
        {
            var payload = new byte[8];
            BinaryPrimitives.WriteUInt64BigEndian(payload, Math.Max(Collateral_MicroUsd, perAccount));
            Add(_setup, new QueueRequest((ulong)i, RequestType.Deposit, Owner(i), Owner(i), 1, payload));
            _nonces[i] = Start_Ms;
            Add(_setup, Signed(Owner(i), i, new ApproveAgent(Key(i), "bench", 0, SessionLimits.None)));
        }
    }

    private void Step(List<SequencedEntry> entries)
    {
        if (entries.Count % CommandsPerMillisecond == 0)
        {
            _now_Ms++;
            if (_now_Ms - _lastReport_Ms >= 1_000)
            {
                Report(entries, ActiveMarkets);
            }
        }

        var account = AnyAccount();
        var surplus = _watcher.Open.Count - _setting.Resting;
        var kind = _dice.Below(100);
        if (kind < 12)
        {
            Add(entries, Action(Place(account, immediate: true)));
        }
        else if (kind < 56 - Math.Clamp(surplus, -20, 20) || _watcher.Open.Count == 0)
        {
            Add(entries, Action(Place(account, immediate: false)));
        }
        else
        {
            var (owner, market, order) = _watcher.Open.Pick(_dice);
            Add(entries, Action((owner, new CancelOrders([(market, order)]))));
        }
    }

    private uint AnyAccount() =>
        _dice.Below((uint)_setting.Active) * (uint)(_setting.Accounts / _setting.Active);

    private (uint Account, Command Command) Place(uint account, bool immediate)
    {
        var group = account / (uint)(_setting.Accounts / _setting.Active) / AccountsPerGroup;
        var place = (group * MarketsPerGroup) + _dice.Below(MarketsPerGroup);
        var market = new MarketId(place % (uint)_setting.Markets);
        var side = (Side)_dice.Below(2);
        // Most orders rest near the touch, some far off; a fifth of the rest cross it.
        var away = 1 + (int)_dice.Below(_dice.Below(4) == 0 ? 400U : 30U);
        away = immediate || _dice.Below(10) == 0 ? -away / 4 : away;
        var price = (uint)(Mid + (side == Side.Buy ? -away : away));
        var size = 1 + _dice.Below(200);
        var spec = new OrderSpec(
            market, side, new WireDecimal(price, 2), new WireDecimal(size, 1), false,
            immediate ? TimeInForce.Ioc : TimeInForce.Gtc, ClientOrderId.None);
        return (account, new PlaceOrders([spec], null));
    }

    private SignedAction Action((uint Account, Command Command) what) =>
        Signed(Key((int)what.Account), (int)what.Account, what.Command);

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
                var price = new Ticks((Mid * 100) + (sequence % 3 * 100));
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

    private static Address Owner(int account) => Numbered(1, account);

    private static Address Key(int account) => Numbered(2, account);

    private static Address Numbered(byte kind, int account)
    {
        Span<byte> bytes = stackalloc byte[Address.SizeBytes];
        bytes.Clear();
        bytes[0] = kind;
        BinaryPrimitives.WriteInt32BigEndian(bytes[8..], account);
        // Real addresses are spread over all their bits.
        BinaryPrimitives.WriteUInt64BigEndian(
            bytes[12..], unchecked((ulong)(account + 1) * 0x9E3779B97F4A7C15));
        return new Address(bytes);
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
                Open.Add(rested.Order, rested.Market, BinaryAccount(Actor!.Signer));
            }
            else if (happened is OrderClosed { HadRested: true } closed)
            {
                Open.Remove(closed.Order);
            }
        }

        private static uint BinaryAccount(Address signer)
        {
            Span<byte> bytes = stackalloc byte[Address.SizeBytes];
            signer.CopyTo(bytes);
            return BinaryPrimitives.ReadUInt32BigEndian(bytes[8..]);
        }
    }
}
