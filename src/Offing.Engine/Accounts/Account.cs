using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Offing.Engine.Books;
using Offing.Engine.Fees;
using Offing.Engine.Foresight;
using Offing.Engine.Liquidation;
using Offing.Engine.Margin;
using Offing.Engine.Markets;
using Offing.Engine.Sessions;
using Offing.Engine.Triggers;
using Offing.Primitives;
using Offing.Protocol;
using Offing.Protocol.Commands;
using Offing.Protocol.Genesis;

namespace Offing.Engine.Accounts;

/// <summary>One account: its leaf of the state tree, and the index of its open orders.</summary>
public sealed class Account : Tracked
{
    /// <summary>
    /// Farthest from zero that collateral may come by a trade, a deposit or a withdrawal: what would pass it
    /// is refused, so that no later step can leave 64 bits.
    /// </summary>
    public const long CollateralMax_MicroUsd = 4 * Limits.AmountMax_MicroUsd;

    // Only as many as were ever taken at once: of a million accounts most use few.
    private readonly List<Slot> _slots = [];
    private readonly List<Session> _sessions = [];
    private readonly Changes _changes;
    private readonly DangerIndex _danger;

    // Market + 1 of each slot, 0 of a free one: sixteen words that are searched at once.
    private SlotWords _slotMarkets;

    // Most accounts have none of these.
    private List<Account>? _subAccounts;
    private List<Session>? _lossLimited;

    internal Account(
        int index, Address owner, Account? master, string name, Changes changes, OrderTable orders,
        DangerIndex danger)
    {
        (Index, Family, Owner, _changes) = (index, master?.Index ?? index, owner, changes);
        _danger = danger;
        (Master, Name, Root) = (master?.Owner ?? Address.Zero, name, master ?? this);
        if (master is not null)
        {
            (master._subAccounts ??= []).Add(this);
        }

        Orders = new OpenOrders(index, orders);
        Nonces = new NonceSet(this);
        Volume = new FeeVolume(this);
        Margins = new CrossMargin(this);
        Touch();
    }

    /// <summary>Place in <see cref="VenueState.Accounts"/>, in order of creation.</summary>
    public int Index { get; }

    public Address Owner { get; }

    /// <summary>The account that this one is a sub-account of; zero when none.</summary>
    public Address Master { get; }

    /// <summary>What its master calls it: no two of a master alike. Empty for any other account.</summary>
    public string Name { get; }

    /// <summary>Index of its master, or its own: the same for all accounts of one owner.</summary>
    public int Family { get; }

    /// <summary>Its master, or itself.</summary>
    internal Account Root { get; }

    /// <summary>
    /// When the day of its keys with a daily limit is over; never without one. Of a root only.
    /// </summary>
    internal ulong DayEnds_Ms { get; set; } = ulong.MaxValue;

    /// <summary>Keys with a daily limit that have a day now. Of a root only.</summary>
    internal List<Session> LossLimited => _lossLimited ??= [];

    /// <summary>Of a root only; null until there is one.</summary>
    public BuilderApprovals? Builders { get; internal set; }

    /// <summary>What a builder may charge its owner at most, tenths of a basis point.</summary>
    public uint BuilderFeeMost(Address builder) => Root.Builders?.MostFor(builder) ?? 0;

    /// <summary>What it pays while <see cref="RatesOf"/> is the venue's. Of a root only.</summary>
    internal FeeTier Rates { get; set; }

    /// <summary>The <see cref="VenueState.FeeEpoch"/> of <see cref="Rates"/>.</summary>
    internal ulong RatesOf { get; set; }

    /// <summary>In order of creation.</summary>
    public IReadOnlyList<Account> SubAccounts => _subAccounts ?? (IReadOnlyList<Account>)[];

    /// <summary>Orders at rest and conditional ones.</summary>
    public int OpenCount => Orders.Count + (Waiting?.Count ?? 0);

    /// <summary>Conditional orders and TWAPs; null until there is one.</summary>
    internal AccountWaiting? Waiting { get; set; }

    /// <summary>Signed: may fall below zero by losses.</summary>
    public MicroUsd Collateral { get; internal set { field = value; WorthChanged(); Touch(); } }

    /// <summary>Why the operator has stopped the account; 0: it has not.</summary>
    public ushort StopReason { get; internal set { field = value; Touch(); } }

    /// <summary>
    /// Why a position of the account may not grow in the market now; None: it may. Its master's stop holds
    /// for it too.
    /// </summary>
    internal RejectCode GateIn(MarketState market) => market.Gate != RejectCode.None ? market.Gate
        : (StopReason | Root.StopReason) != 0 ? RejectCode.AccountHalted
        : RejectCode.None;

    /// <summary>Nonces that the owner's own key used.</summary>
    public NonceSet Nonces { get; }

    /// <summary>In order of grant, revoked ones included.</summary>
    public IReadOnlyList<Session> Sessions => _sessions;

    public FeeVolume Volume { get; }

    /// <summary>
    /// By place, up to the last that was ever taken, free ones included; at most
    /// <see cref="Limits.SlotsPerAccount"/>.
    /// </summary>
    public IReadOnlyList<Slot> Slots => _slots;

    /// <summary>How many more markets it can be in.</summary>
    public int FreeSlots => Words.Count(0U);

    internal CrossMargin Margins { get; }

    /// <summary>Whether its danger prices are those of before some change.</summary>
    internal bool IsDangerStale { get; set; }

    /// <summary>Another one after each change of a position, its cost or collateral.</summary>
    internal uint WorthVersion { get; private set; }

    /// <summary>
    /// Resting orders in all markets. Follows from the books, so it is no part of the leaf.
    /// </summary>
    public OpenOrders Orders { get; }

    /// <summary>The slot of a market, or null.</summary>
    public Slot? FindSlot(MarketId market)
    {
        // The highest number stands for no market: genesis has fewer.
        var word = unchecked(market.Value + 1);
        var places = word == 0 ? 0 : PlacesOf(word);
        return places == 0 ? null : _slots[BitOperations.TrailingZeroCount(places)];
    }

    /// <summary>The first free slot, or null.</summary>
    internal Slot? FreeSlot()
    {
        var place = Words.IndexOf(0U);
        if (place == _slots.Count)
        {
            _slots.Add(new Slot(this, place));
        }

        return place < 0 ? null : _slots[place];
    }

    /// <summary>The slot of a place, however many before it are free.</summary>
    internal Slot RestoreSlot(int place)
    {
        Check.That(place is >= 0 and < Limits.SlotsPerAccount);
        while (_slots.Count <= place)
        {
            _slots.Add(new Slot(this, _slots.Count));
        }

        return _slots[place];
    }

    /// <summary>Fetches what hangs on the account and nearly every action needs.</summary>
    internal void Foresee()
    {
        Hint.Object(_slots, 1);
        Hint.Object(Orders, 1);
        Hint.Object(Margins, 3);
    }

    internal Slot SlotAt(int place) => _slots[place];

    /// <summary>Whether the slot is taken, without a look at it.</summary>
    internal bool IsTaken(int slot) => _slotMarkets[slot] != 0;

    internal void SetSlotMarket(int slot, MarketId? market) =>
        _slotMarkets[slot] = market is { } taken ? taken.Value + 1 : 0;

    /// <summary>The conditional order of this id; null when none of the account waits under it.</summary>
    public Conditional? FindWaiting(OrderId id) => Waiting?.Find(id);

    /// <summary>The open order with this client id, at rest or conditional; zero when none.</summary>
    internal OrderId FindOpen(ClientOrderId clientId) =>
        Orders.Find(clientId)?.Id ?? Waiting?.Find(clientId)?.Id ?? default;

    /// <summary>
    /// Whether it is an account of the venue that owes and is owed by rule: it has no margin to fall short
    /// of.
    /// </summary>
    internal bool IsExempt { get; init; }

    internal void WorthChanged()
    {
        WorthVersion = unchecked(WorthVersion + 1);
        if (!IsDangerStale && !IsExempt)
        {
            _danger.Changed(this);
        }
    }

    internal void Touch() => _changes.Account(this);

    internal Session Grant(Address key, string name, Time expiry, SessionLimits limits)
    {
        var session = new Session(key, name, expiry, limits, this);
        _sessions.Add(session);
        Touch();
        return session;
    }

    // One comparison of the sixteen words, where a search by the library would be a call. Bit i: place i.
    private ulong PlacesOf(uint word) =>
        Vector512.Equals(Vector512.Create(Words), Vector512.Create(word)).ExtractMostSignificantBits();

    private ReadOnlySpan<uint> Words => _slotMarkets;

    [InlineArray(Limits.SlotsPerAccount)]
    private struct SlotWords
    {
        private uint _first;
    }
}
