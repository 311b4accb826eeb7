using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;
using Offing.MarketData.Saving;
using Offing.Primitives;
using Offing.Protocol.Codec;
using Offing.Protocol.Events;

namespace Offing.MarketData;

/// <summary>Orders, TWAPs, fills and money movements of one account, bounded. Not thread-safe.</summary>
/// <param name="pages">Where its history stands.</param>
internal sealed class AccountFold(Address account, PagePool pages)
{
    public const int Kept = 2_000;

    // Most accounts have few of these: what was never needed was never made.
    // Sorted when somebody asks: every order comes and goes through here, and few are ever listed.
    private Dictionary<OrderId, OrderRecord>? _open;
    private PackedRing<OrderRecord>? _closed;

    // Made when somebody first asks for one that is closed, and kept from then on: few accounts are asked
    // for, and none while a log is replayed.
    private Dictionary<OrderId, OrderRecord>? _closedById;
    private Dictionary<ClientOrderId, OrderId>? _byClientId;
    private SortedDictionary<ulong, TwapRecord>? _twaps;
    private Dictionary<MarketId, Lots>? _positions;
    private Dictionary<MarketId, FundingTotals>? _fundings;
    private PackedRing<Fill>? _fills;
    private PackedRing<LedgerRecord>? _ledger;
    private PackedRing<TwapRecord>? _twapHistory;
    private List<SubAccountRecord>? _subAccounts;

    public Address Address => account;

    public PackedRing<Fill> Fills => _fills ??= new(
        Kept, account, pages, RecordSaving.Put, RecordSaving.Fill);

    public PackedRing<LedgerRecord> Ledger => _ledger ??= new(
        Kept, account, pages, RecordSaving.Put, RecordSaving.Ledger);

    /// <summary>Each TWAP twice: when it began and when it ended.</summary>
    public PackedRing<TwapRecord> TwapHistory => _twapHistory ??= new(
        Kept, account, pages, RecordSaving.Put, RecordSaving.Twap);

    /// <summary>Those that it is the master of, oldest first.</summary>
    public List<SubAccountRecord> SubAccounts => _subAccounts ??= [];

    /// <summary>Null when it is no sub-account.</summary>
    public Address? Master { get; set; }

    /// <summary>When all its orders are cancelled; null: never.</summary>
    public ulong? ScheduledCancel_Ms { get; set; }

    /// <summary>Traded since the beginning, both as maker and as taker.</summary>
    public long Volume_MicroUsd { get; private set; }

    /// <summary>In no order.</summary>
    public IReadOnlyCollection<OrderRecord> Open => _open is null ? [] : _open.Values;

    /// <summary>Those that run, oldest first.</summary>
    public IReadOnlyCollection<TwapRecord> Twaps => _twaps is null ? [] : _twaps.Values;

    private PackedRing<OrderRecord> Closed => _closed ??= new(
        Kept, account, pages, RecordSaving.Put, RecordSaving.Order);

    public void Place(in OrderRecord order)
    {
        ref var place = ref CollectionsMarshal.GetValueRefOrAddDefault(
            _open ??= [], order.Id, out var isThere);
        Check.That(!isThere);
        place = order;
        if (!order.ClientId.IsNone)
        {
            (_byClientId ??= [])[order.ClientId] = order.Id;
        }
    }

    /// <summary>An order that is open, by id: good until the next is placed.</summary>
    public ref OrderRecord MustGetOpen(OrderId id)
    {
        ref var place = ref FindOpen(id);
        Check.That(!Unsafe.IsNullRef(ref place));
        return ref place;
    }

    /// <summary>Likewise; a null reference when there is none.</summary>
    public ref OrderRecord FindOpen(OrderId id) => ref _open is null
        ? ref Unsafe.NullRef<OrderRecord>()
        : ref CollectionsMarshal.GetValueRefOrNullRef(_open, id);

    public ref OrderRecord Fill(OrderId id, Lots filled)
    {
        ref var order = ref MustGetOpen(id);
        order = order with { Remaining = order.Remaining - filled, Filled = order.Filled + filled };
        return ref order;
    }

    public void StartTwap(TwapRecord twap)
    {
        (_twaps ??= []).Add(twap.Id, twap);
        TwapHistory.Add(twap);
    }

    /// <summary>A TWAP that runs, by id.</summary>
    public TwapRecord MustGetTwap(ulong id)
    {
        Check.That(_twaps is not null && _twaps.ContainsKey(id));
        return _twaps[id];
    }

    public void UpdateTwap(TwapRecord twap) => _twaps![twap.Id] = twap;

    public void EndTwap(TwapRecord twap)
    {
        _twaps!.Remove(twap.Id);
        TwapHistory.Add(twap);
    }

    /// <summary>The order is over: <see cref="Drop"/> must follow.</summary>
    /// <returns>As it ended; good until then.</returns>
    public ref readonly OrderRecord Close(OrderId id, Lots remaining, OrderStatus status, Time time)
    {
        ref var order = ref MustGetOpen(id);
        order = order with { Remaining = remaining, Status = status, StatusTime = time };
        _closedById?.Add(id, order);
        if (Closed.IsFull && (_closedById is not null || _byClientId is { Count: > 0 }))
        {
            Forget(Closed.Oldest());
        }

        Closed.Add(order);
        return ref order;
    }

    /// <summary>An order that is over is open no more.</summary>
    public void Drop(OrderId id) => Check.That(_open is not null && _open.Remove(id));

    private void Forget(OrderRecord order)
    {
        _closedById?.Remove(order.Id);
        if (!order.ClientId.IsNone && _byClientId is { } named
            && named.GetValueOrDefault(order.ClientId) == order.Id)
        {
            named.Remove(order.ClientId);
        }
    }

    public void AddFill(in Fill fill)
    {
        Fills.Add(fill);
        var after = After(fill);
        (_positions ??= [])[fill.Market] = after;
        var isNew = Math.Sign(after.Value) != Math.Sign(fill.StartPosition.Value);
        if (isNew && _fundings is { } fundings && fundings.TryGetValue(fill.Market, out var totals))
        {
            fundings[fill.Market] = totals with { SinceOpen = MicroUsd.Zero };
        }

        Volume_MicroUsd += (fill.Price * fill.Size).Value;
    }

    /// <summary>Funding that was due came or went.</summary>
    public void Settle(MarketId market, MicroUsd amount)
    {
        var before = Funding(market);
        (_fundings ??= [])[market] =
            new FundingTotals(before.AllTime + amount, before.SinceOpen + amount);
    }

    public FundingTotals Funding(MarketId market) => _fundings?.GetValueOrDefault(market) ?? default;

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
        var size = _positions?.GetValueOrDefault(payment.Market) ?? default;
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

    private static Lots After(in Fill fill) =>
        fill.StartPosition + (fill.Side == Side.Buy ? fill.Size : -fill.Size);

    public OrderRecord? Find(OrderId id)
    {
        if (_open is { } orders && orders.TryGetValue(id, out var open))
        {
            return open;
        }

        _closedById ??= Closed.OldestFirst().ToDictionary(order => order.Id);
        return _closedById.TryGetValue(id, out var closed) ? closed : null;
    }

    public OrderRecord? Find(ClientOrderId id) =>
        _byClientId is { } named && named.TryGetValue(id, out var order) ? Find(order) : null;

    /// <summary>Open and ended orders, unsorted.</summary>
    public OrderRecord[] All() => [.. Open, .. Closed.OldestFirst()];

    public void Save(ByteWriter writer)
    {
        writer.PutAll([.. Open.OrderBy(order => order.Id)], RecordSaving.Put)
            .PutAll(Closed.OldestFirst(), RecordSaving.Put)
            .PutAll(Twaps, RecordSaving.Put)
            .PutAll(_positions ?? [], static (to, in each) => to.Put(each.Key).Put(each.Value))
            .PutAll(_fundings ?? [], static (to, in each) => to
                .Put(each.Key).Put(each.Value.AllTime).Put(each.Value.SinceOpen))
            .PutAll(Fills.OldestFirst(), RecordSaving.Put)
            .PutAll(Ledger.OldestFirst(), RecordSaving.Put)
            .PutAll(TwapHistory.OldestFirst(), RecordSaving.Put)
            .PutAll(SubAccounts, static (to, in each) => to
                .Address(each.Account).Prefixed(Encoding.UTF8.GetBytes(each.Name)))
            .Bool(Master is not null).Address(Master ?? Address.Zero)
            .Put(ScheduledCancel_Ms)
            .VarInt(Volume_MicroUsd);
    }

    /// <summary>Takes up what <see cref="Save"/> wrote; it must be new.</summary>
    public void Load(ref SaveReader reader)
    {
        LoadOrders(ref reader);
        for (var left = reader.Count(); left > 0; left--)
        {
            var twap = RecordSaving.Twap(ref reader, account);
            (_twaps ??= []).Add(twap.Id, twap);
        }

        for (var left = reader.Count(); left > 0; left--)
        {
            (_positions ??= []).Add(reader.Market(), reader.Lots());
        }

        for (var left = reader.Count(); left > 0; left--)
        {
            (_fundings ??= []).Add(reader.Market(), new FundingTotals(reader.Money(), reader.Money()));
        }

        Load(ref reader, Fills, RecordSaving.Fill);
        Load(ref reader, Ledger, RecordSaving.Ledger);
        Load(ref reader, TwapHistory, RecordSaving.Twap);
        for (var left = reader.Count(); left > 0; left--)
        {
            SubAccounts.Add(new SubAccountRecord(account, reader.Address(), reader.Text()));
        }

        var (isSub, master) = (reader.Flag(), reader.Address());
        Master = isSub ? master : null;
        ScheduledCancel_Ms = reader.NumberOrNone();
        Volume_MicroUsd = reader.Signed();
    }

    private void LoadOrders(ref SaveReader reader)
    {
        for (var left = reader.Count(); left > 0; left--)
        {
            var order = RecordSaving.Order(ref reader, account);
            (_open ??= []).Add(order.Id, order);
            Name(order);
        }

        for (var left = reader.Count(); left > 0; left--)
        {
            var order = RecordSaving.Order(ref reader, account);
            Closed.Add(order);
            Name(order);
        }
    }

    // A client's id names the newest of the orders that had it.
    private void Name(OrderRecord order)
    {
        if (!order.ClientId.IsNone)
        {
            ref var newest = ref CollectionsMarshal.GetValueRefOrAddDefault(
                _byClientId ??= [], order.ClientId, out _);
            newest = newest.CompareTo(order.Id) < 0 ? order.Id : newest;
        }
    }

    private void Load<T>(ref SaveReader reader, PackedRing<T> into, RecordReader<T> read)
    {
        for (var left = reader.Count(); left > 0; left--)
        {
            into.Add(read(ref reader, account));
        }
    }
}
