using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;
using Offing.MarketData.Saving;
using Offing.Primitives;
using Offing.Protocol.Codec;
using Offing.Protocol.Events;

namespace Offing.MarketData;

/// <summary>Orders, TWAPs, fills and money movements of one account, bounded. Not thread-safe.</summary>
internal sealed class AccountFold(Address account)
{
    public const int Kept = 2_000;

    // Sorted when somebody asks: every order comes and goes through here, and few are ever listed.
    private readonly Dictionary<OrderId, OrderRecord> _open = [];
    private readonly PackedRing<OrderRecord> _closed = new(
        Kept, account, RecordSaving.Put, RecordSaving.Order);

    // Made when somebody first asks for one that is closed, and kept from then on: few accounts are asked
    // for, and none while a log is replayed.
    private Dictionary<OrderId, OrderRecord>? _closedById;
    private readonly Dictionary<ClientOrderId, OrderId> _byClientId = [];
    private readonly SortedDictionary<ulong, TwapRecord> _twaps = [];
    private readonly Dictionary<MarketId, Lots> _positions = [];
    private readonly Dictionary<MarketId, FundingTotals> _fundings = [];

    public PackedRing<Fill> Fills { get; } = new(Kept, account, RecordSaving.Put, RecordSaving.Fill);

    public PackedRing<LedgerRecord> Ledger { get; } = new(
        Kept, account, RecordSaving.Put, RecordSaving.Ledger);

    /// <summary>Each TWAP twice: when it began and when it ended.</summary>
    public PackedRing<TwapRecord> TwapHistory { get; } = new(
        Kept, account, RecordSaving.Put, RecordSaving.Twap);

    /// <summary>Those that it is the master of, oldest first.</summary>
    public List<SubAccountRecord> SubAccounts { get; } = [];

    /// <summary>Null when it is no sub-account.</summary>
    public Address? Master { get; set; }

    /// <summary>When all its orders are cancelled; null: never.</summary>
    public ulong? ScheduledCancel_Ms { get; set; }

    /// <summary>Traded since the beginning, both as maker and as taker.</summary>
    public long Volume_MicroUsd { get; private set; }

    /// <summary>In no order.</summary>
    public IReadOnlyCollection<OrderRecord> Open => _open.Values;

    /// <summary>Those that run, oldest first.</summary>
    public IEnumerable<TwapRecord> Twaps => _twaps.Values;

    public void Place(OrderRecord order)
    {
        _open.Add(order.Id, order);
        if (!order.ClientId.IsNone)
        {
            _byClientId[order.ClientId] = order.Id;
        }
    }

    /// <summary>An order that is open, by id.</summary>
    public OrderRecord MustGetOpen(OrderId id)
    {
        Check.That(_open.TryGetValue(id, out var order));
        return order!;
    }

    /// <summary>An order that is open, by id, or null.</summary>
    public OrderRecord? FindOpen(OrderId id) => _open.GetValueOrDefault(id);

    /// <summary>Takes the place of the order of the same id, which is open.</summary>
    public OrderRecord Update(OrderRecord order)
    {
        ref var place = ref CollectionsMarshal.GetValueRefOrNullRef(_open, order.Id);
        Check.That(!Unsafe.IsNullRef(ref place));
        return place = order;
    }

    public OrderRecord Fill(OrderId id, Lots filled)
    {
        var order = MustGetOpen(id);
        return Update(order with
        {
            Remaining = order.Remaining - filled, Filled = order.Filled + filled,
        });
    }

    public void StartTwap(TwapRecord twap)
    {
        _twaps.Add(twap.Id, twap);
        TwapHistory.Add(twap);
    }

    /// <summary>A TWAP that runs, by id.</summary>
    public TwapRecord MustGetTwap(ulong id)
    {
        Check.That(_twaps.ContainsKey(id));
        return _twaps[id];
    }

    public void UpdateTwap(TwapRecord twap) => _twaps[twap.Id] = twap;

    public void EndTwap(TwapRecord twap)
    {
        _twaps.Remove(twap.Id);
        TwapHistory.Add(twap);
    }

    public OrderRecord Close(OrderId id, Lots remaining, OrderStatus status, Time time)
    {
        Check.That(_open.Remove(id, out var open));
        var order = open! with { Remaining = remaining, Status = status, StatusTime = time };
        _closedById?.Add(id, order);
        if (_closed.IsFull && (_closedById is not null || _byClientId.Count > 0))
        {
            Forget(_closed.Oldest());
        }

        _closed.Add(order);
        return order;
    }

    private void Forget(OrderRecord order)
    {
        _closedById?.Remove(order.Id);
        if (!order.ClientId.IsNone && _byClientId.GetValueOrDefault(order.ClientId) == order.Id)
        {
            _byClientId.Remove(order.ClientId);
        }
    }

    public void AddFill(Fill fill)
    {
        Fills.Add(fill);
        var after = After(fill);
        _positions[fill.Market] = after;
        var isNew = Math.Sign(after.Value) != Math.Sign(fill.StartPosition.Value);
        if (isNew && _fundings.TryGetValue(fill.Market, out var totals))
        {
            _fundings[fill.Market] = totals with { SinceOpen = MicroUsd.Zero };
        }

        Volume_MicroUsd += (fill.Price * fill.Size).Value;
    }

    /// <summary>Funding that was due came or went.</summary>
    public void Settle(MarketId market, MicroUsd amount)
    {
        var before = Funding(market);
        _fundings[market] = new FundingTotals(before.AllTime + amount, before.SinceOpen + amount);
    }

    public FundingTotals Funding(MarketId market) => _fundings.GetValueOrDefault(market);

    /// <summary>What each of some payments was to the account, where it had a position.</summary>
    // A payment comes first in its entry, before any fill of it.
    public IReadOnlyList<UserFundingRecord> Fundings(IReadOnlyList<FundingRecord> payments)
    {
        var found = new List<UserFundingRecord>();
        var fills = payments.Count == 0 ? null : Fills.NewestFirst().ToLookup(fill => fill.Market);
        foreach (var payment in payments)
        {
            var size = SizeBefore(payment, fills![payment.Market]);
            if (!size.IsZero)
            {
                var amount = WideMath.FloorDiv(-(size.Value * payment.Moved), Nano.One);
                found.Add(new UserFundingRecord(
                    payment, size, new MicroUsd((long)Int128.Clamp(amount, long.MinValue, long.MaxValue))));
            }
        }

        return found;
    }

    private Lots SizeBefore(FundingRecord payment, IEnumerable<Fill> newestFirst)
    {
        var size = _positions.GetValueOrDefault(payment.Market);
        foreach (var fill in newestFirst)
        {
            if (fill.Seq < payment.Seq)
            {
                return After(fill);
            }

            size = fill.StartPosition;
        }

        return size;
    }

    private static Lots After(Fill fill) =>
        fill.StartPosition + (fill.Side == Side.Buy ? fill.Size : -fill.Size);

    public OrderRecord? Find(OrderId id)
    {
        if (_open.TryGetValue(id, out var open))
        {
            return open;
        }

        _closedById ??= _closed.OldestFirst().ToDictionary(order => order.Id);
        return _closedById.GetValueOrDefault(id);
    }

    public OrderRecord? Find(ClientOrderId id) =>
        _byClientId.TryGetValue(id, out var order) ? Find(order) : null;

    /// <summary>Open and ended orders, unsorted.</summary>
    public OrderRecord[] All() => [.. _open.Values, .. _closed.OldestFirst()];

    public void Save(ByteWriter writer)
    {
        writer.PutAll([.. _open.Values.OrderBy(order => order.Id)], RecordSaving.Put)
            .PutAll(_closed.OldestFirst(), RecordSaving.Put)
            .PutAll(_twaps.Values, RecordSaving.Put)
            .PutAll(_positions, static (to, each) => to.Put(each.Key).Put(each.Value))
            .PutAll(_fundings, static (to, each) => to
                .Put(each.Key).Put(each.Value.AllTime).Put(each.Value.SinceOpen))
            .PutAll(Fills.OldestFirst(), RecordSaving.Put)
            .PutAll(Ledger.OldestFirst(), RecordSaving.Put)
            .PutAll(TwapHistory.OldestFirst(), RecordSaving.Put)
            .PutAll(SubAccounts, static (to, each) => to
                .Address(each.Account).Prefixed(Encoding.UTF8.GetBytes(each.Name)))
            .Bool(Master is not null).Address(Master ?? Address.Zero)
            .Put(ScheduledCancel_Ms)
            .VarInt(Volume_MicroUsd);
    }

    /// <param name="account">Whose it is.</param>
    public static AccountFold Load(ref SaveReader reader, Address account)
    {
        var fold = new AccountFold(account);
        fold.LoadOrders(ref reader, account);
        for (var left = reader.Count(); left > 0; left--)
        {
            var twap = RecordSaving.Twap(ref reader, account);
            fold._twaps.Add(twap.Id, twap);
        }

        for (var left = reader.Count(); left > 0; left--)
        {
            fold._positions.Add(reader.Market(), reader.Lots());
        }

        for (var left = reader.Count(); left > 0; left--)
        {
            fold._fundings.Add(reader.Market(), new FundingTotals(reader.Money(), reader.Money()));
        }

        fold.LoadHistory(ref reader, account);
        for (var left = reader.Count(); left > 0; left--)
        {
            fold.SubAccounts.Add(new SubAccountRecord(account, reader.Address(), reader.Text()));
        }

        var (isSub, master) = (reader.Flag(), reader.Address());
        fold.Master = isSub ? master : null;
        fold.ScheduledCancel_Ms = reader.NumberOrNone();
        fold.Volume_MicroUsd = reader.Signed();
        return fold;
    }

    private void LoadOrders(ref SaveReader reader, Address account)
    {
        for (var left = reader.Count(); left > 0; left--)
        {
            var order = RecordSaving.Order(ref reader, account);
            _open.Add(order.Id, order);
            Name(order);
        }

        for (var left = reader.Count(); left > 0; left--)
        {
            var order = RecordSaving.Order(ref reader, account);
            _closed.Add(order);
            Name(order);
        }
    }

    // A client's id names the newest of the orders that had it.
    private void Name(OrderRecord order)
    {
        if (!order.ClientId.IsNone && _byClientId.GetValueOrDefault(order.ClientId).CompareTo(order.Id) < 0)
        {
            _byClientId[order.ClientId] = order.Id;
        }
    }

    private void LoadHistory(ref SaveReader reader, Address account)
    {
        for (var left = reader.Count(); left > 0; left--)
        {
            Fills.Add(RecordSaving.Fill(ref reader, account));
        }

        for (var left = reader.Count(); left > 0; left--)
        {
            Ledger.Add(RecordSaving.Ledger(ref reader, account));
        }

        for (var left = reader.Count(); left > 0; left--)
        {
            TwapHistory.Add(RecordSaving.Twap(ref reader, account));
        }
    }
}
