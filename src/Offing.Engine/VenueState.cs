using Offing.Engine.Accounts;
using Offing.Engine.Books;
using Offing.Engine.Fees;
using Offing.Engine.Liquidation;
using Offing.Engine.Markets;
using Offing.Engine.Matching;
using Offing.Engine.Parameters;
using Offing.Engine.Sessions;
using Offing.Engine.Timers;
using Offing.Engine.Triggers;
using Offing.Primitives;
using Offing.Protocol.Entries;
using Offing.Protocol.Genesis;

namespace Offing.Engine;

/// <summary>Everything that the next entry's effect depends on.</summary>
public sealed class VenueState
{
    private readonly List<Account> _accounts = [];
    private readonly Dictionary<Address, Account> _byAddress = [];
    private readonly Dictionary<Address, (Account Account, Session Session)> _bySessionKey = [];
    private readonly List<Address> _publishers = [];
    private MarketState[] _markets = [];

    internal VenueState(GenesisConfig genesis)
    {
        Check.That(genesis.Oracle.Quorum >= 1 && genesis.Publishers.Count <= Limits.Publishers);
        Genesis = genesis;
        Operator = genesis.Operator;
        Fees = genesis.Fees;
        Waiting = new WaitingState(Changes);
        for (var place = 0; place < genesis.Publishers.Count; place++)
        {
            _publishers.Add(genesis.Publishers[place]);
        }

        Quorum = genesis.Oracle.Quorum;
        FeeAccount = CreateExempt(SystemAccounts.Fees);
        Insurance = CreateExempt(SystemAccounts.Insurance);
        Backstop = CreateAccount(SystemAccounts.Backstop);
        foreach (var market in genesis.Markets)
        {
            Check.That(market.Id.Value == (uint)_markets.Length);
            AddMarket(market, default);
        }
    }

    public GenesisConfig Genesis { get; }

    /// <summary>Time of the last entry.</summary>
    public Time Time { get; internal set; }

    /// <summary>Of the last start of a node; 0 before the first.</summary>
    public ulong Epoch { get; internal set; }

    /// <summary>Sequence number of the last entry; 0 before the first.</summary>
    public ulong InputCursor { get; internal set; }

    /// <summary>Requests of the chain's queue consumed so far: the index of the next one.</summary>
    public ulong QueueCursor { get; internal set; }

    /// <summary>Prefix hash of the queue at <see cref="QueueCursor"/> (spec/batch.md).</summary>
    public Hash32 QueueHash { get; internal set; }

    /// <summary>Withdrawals so far: the index of the next one.</summary>
    public ulong WithdrawalCount { get; internal set; }

    /// <summary>Why the operator has stopped the venue; 0: it has not.</summary>
    public ushort HaltReason { get; internal set; }

    /// <summary>Whose key signs switches and stops; zero: the venue has no operator.</summary>
    public Address Operator { get; internal set; }

    /// <summary>Of the operator's last switch; 0 before the first.</summary>
    public ulong SwitchSequence { get; internal set; }

    /// <summary>Announced changes of parameters, in the order of their coming.</summary>
    public IReadOnlyList<PendingChange> Pending => PendingChanges;

    /// <summary>Number of the next change of a parameter, from 1.</summary>
    public ulong NextChange { get; internal set; } = 1;

    /// <summary>The rules that the operator has announced and that hold next; zero: none.</summary>
    public Hash32 NextRules { get; internal set; }

    internal List<PendingChange> PendingChanges { get; } = [];

    /// <summary>Markets that are being settled.</summary>
    internal int Settling { get; set; }

    /// <summary>Ids start at 1.</summary>
    public ulong NextOrderId { get; internal set; } = 1;

    /// <summary>Ids start at 1.</summary>
    public ulong NextTradeId { get; internal set; } = 1;

    /// <summary>Number of the last batch that was cut; 0 is genesis.</summary>
    public ulong LastBatch { get; internal set; }

    /// <summary>Micro-USDC over all time.</summary>
    public Int128 DepositsCredited { get; internal set; }

    /// <summary>Micro-USDC over all time.</summary>
    public Int128 WithdrawalsDebited { get; internal set; }

    /// <summary>
    /// In order of creation: fees, insurance, backstop, a funding pool for each market of genesis, then
    /// depositors and the pools of markets that were listed.
    /// </summary>
    public IReadOnlyList<Account> Accounts => _accounts;

    /// <summary>By market id; another list when a market was listed.</summary>
    public IReadOnlyList<MarketState> Markets => _markets;

    /// <summary>Keys of the publishers, by their numbers; zero: nobody has the place.</summary>
    public IReadOnlyList<Address> Publishers => _publishers;

    /// <summary>Publishers that must be fresh.</summary>
    public int Quorum { get; private set; }

    internal bool IsPublisher(byte publisher) =>
        publisher < _publishers.Count && !_publishers[publisher].IsZero;

    /// <summary>
    /// Leaves out of date since the last drain; at the start all accounts and markets of genesis.
    /// </summary>
    public Changes Changes { get; } = new();

    /// <summary>
    /// The earliest time at which a market may lose its quorum; follows from the reports. Zero: not known.
    /// </summary>
    internal Time NextStale { get; set; }

    /// <summary>What waits for a time, for a mark or for another order.</summary>
    public WaitingState Waiting { get; }

    /// <summary>What trades cost now.</summary>
    public FeeParameters Fees
    {
        get;
        internal set
        {
            field = value;
            BaseFees = new FeeTier(MicroUsd.Zero, value.Taker, value.Maker);
            (TakerMost, MakerMost) = (value.TakerMost, value.MakerMost);
            FeeEpoch++;
        }
    }

    /// <summary>The rates of an owner without volume.</summary>
    internal FeeTier BaseFees { get; private set; }

    /// <summary>The highest rates of any owner.</summary>
    internal Nano TakerMost { get; private set; }

    /// <inheritdoc cref="TakerMost"/>
    internal Nano MakerMost { get; private set; }

    /// <summary>Counts days and changes of the fees: what was looked up in another one is old.</summary>
    internal ulong FeeEpoch { get; private set; }

    /// <summary>UTC day of the last entry, days since 1970.</summary>
    internal uint Today { get; private set; }

    /// <summary>When that day is over.</summary>
    internal ulong TodayEnds_Ms { get; private set; }

    internal Account FeeAccount { get; }

    internal Account Insurance { get; }

    internal Account Backstop { get; }

    /// <summary>Whom a mark may endanger; follows from the rest.</summary>
    internal DangerIndex Danger { get; } = new();

    /// <summary>
    /// Where the liquidations of an entry that had too many stopped: the key of the next bucket; or zero.
    /// </summary>
    public ulong LiquidationCursor { get; internal set; }

    /// <summary>
    /// Where the closes of a batch that had too many stopped: the id of the next one; or zero.
    /// </summary>
    public ulong CloseCursor { get; internal set; }

    /// <summary>Orders at rest in all markets, by their ids and by the tags of the books.</summary>
    internal OrderTable Orders { get; } = new();

    public Account? FindAccount(Address owner) => _byAddress.GetValueOrDefault(owner);

    /// <summary>The one grant ever made to this key, revoked or not, with the account that made it.</summary>
    public (Account Account, Session Session)? FindSession(Address key) =>
        _bySessionKey.TryGetValue(key, out var found) ? found : null;

    /// <summary>
    /// The session under which this key signed for the account, when that limits it; else null.
    /// </summary>
    // A key that was granted by another account may own this one by now.
    internal Session? FindLimitedKey(Account account, Address signer) =>
        FindSession(signer) is { } found && found.Account == account.Root && found.Session.IsLimited
            ? found.Session
            : null;

    public MarketState? FindMarket(MarketId market) =>
        market.Value < (uint)_markets.Length ? _markets[market.Value] : null;

    /// <summary>The market of a slot or an order, which always exists.</summary>
    public MarketState MarketOf(MarketId market) => _markets[market.Value];

    /// <summary>A market more, under the next id, with its funding pool.</summary>
    /// <param name="listedAt">Zero: it is of genesis.</param>
    internal MarketState AddMarket(MarketParameters parameters, Time listedAt)
    {
        var market = AddWithoutPool(parameters, listedAt);
        AddPool(market);
        return market;
    }

    /// <summary>Likewise, before the account of its pool is there.</summary>
    internal MarketState AddWithoutPool(MarketParameters parameters, Time listedAt)
    {
        var id = new MarketId((uint)_markets.Length);
        var market = new MarketState(
            parameters with { Id = id }, _publishers.Count, Genesis.Venues.Count, Changes, Orders, Danger)
        {
            ListedAt = listedAt,
            IsVenueHalted = HaltReason != 0,
        };
        _markets = [.. _markets, market];
        return market;
    }

    /// <summary>The next account is the pool of the market.</summary>
    // Nothing comes into the account of a pool before it is one, so there is none of that address.
    internal Account AddPool(MarketState market) =>
        market.Pool = CreateExempt(SystemAccounts.FundingPool(market.Id));

    /// <summary>As the leaves of a market say who they are; places are never taken away.</summary>
    internal void RestorePublishers(IReadOnlyList<Address> publishers, int quorum)
    {
        Check.That(publishers.Count >= _publishers.Count, "a place of a publisher lacks");
        Quorum = quorum;
        _publishers.Clear();
        for (var place = 0; place < publishers.Count; place++)
        {
            _publishers.Add(publishers[place]);
        }
    }

    /// <summary>Another publisher has a place from now on, or nobody; or there is a place more.</summary>
    internal void SetPublisher(byte place, Address key, byte quorum)
    {
        if (place == _publishers.Count)
        {
            _publishers.Add(Address.Zero);
        }

        var isAnother = _publishers[place] != key;
        _publishers[place] = key;
        Quorum = quorum;
        foreach (var market in _markets)
        {
            market.EnsurePublishers(_publishers.Count);
            if (isAnother)
            {
                market.Forget(place, Time);
            }
        }

        // What was found of freshness was found of others.
        NextStale = default;
    }

    /// <summary>The account of an order, which always exists.</summary>
    internal Account AccountAt(int index) => _accounts[index];

    /// <summary>The next number for an order or its place; false when the forty bits are used up.</summary>
    internal bool TryDrawPlace(out ulong place)
    {
        place = NextOrderId;
        if (place > OrderAdmission.OrderIdMax)
        {
            return false;
        }

        NextOrderId++;
        return true;
    }

    /// <summary>Whose key must have signed an entry that would come next; zero: nobody's can.</summary>
    public Address KeyOf(KeyedEntry entry)
    {
        int? place = entry switch
        {
            OracleReport report => report.Publisher,
            VenueReport report => report.Publisher,
            _ => null,
        };
        return place is not { } at ? Operator : at < _publishers.Count ? _publishers[at] : Address.Zero;
    }

    /// <summary>When the first of the announced changes takes effect; the end of time: none waits.</summary>
    public Time NextChangeDue()
    {
        var due = ulong.MaxValue;
        foreach (var change in PendingChanges)
        {
            due = Math.Min(due, change.Due.Milliseconds);
        }

        return new Time(due);
    }

    /// <summary>
    /// The account by which an action is sorted (ENG-SEQ-004): the one that it would act for now, where a
    /// sub-account that it has no right to is left out of account; else the signer.
    /// </summary>
    public Address AccountOf(SignedAction action)
    {
        var owner = action.Command.AgentMaySign
            && FindSession(action.Signer) is { } found && found.Session.IsActive(Time)
            ? found.Account
            : FindAccount(action.Signer);
        return owner is not null && action.Vault is { } vault && FindSubAccount(owner, vault) is not null
            ? vault
            : owner?.Owner ?? action.Signer;
    }

    /// <summary>What an account, or one that is not there yet, pays for its trades today.</summary>
    public FeeTier RatesOf(Account? account) => account is null ? BaseFees : FeeRates.Of(this, account);

    /// <summary>
    /// What all accounts of the owner traded on each of the days that count for the rates, then today.
    /// </summary>
    public IReadOnlyList<(uint Day, MicroUsd Taker, MicroUsd Maker)> VolumesOf(Account account) =>
        FeeRates.Days(account.Root, Today);

    /// <summary>The sub-account of this master at the address, or null.</summary>
    public Account? FindSubAccount(Account master, Address address) =>
        FindAccount(address) is { } found && found != master && found.Family == master.Index ? found : null;

    internal Account CreateAccount(Address owner, Account? master = null, string name = "") =>
        Add(new Account(_accounts.Count, owner, master, name, Changes, Orders, Danger));

    private Account CreateExempt(Address owner) =>
        Add(new Account(_accounts.Count, owner, null, "", Changes, Orders, Danger) { IsExempt = true });

    private Account Add(Account account)
    {
        _byAddress.Add(account.Owner, account);
        _accounts.Add(account);
        return account;
    }

    /// <summary>The time of an entry has passed the end of the day.</summary>
    internal void StartDay()
    {
        Today = Days.Of(Time);
        TodayEnds_Ms = Days.EndOf(Time);
        FeeEpoch++;
    }

    internal void IndexSession(Account account, Session session) =>
        _bySessionKey.Add(session.Key, (account, session));
}
