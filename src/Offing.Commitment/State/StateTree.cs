using System.Buffers.Binary;
using Offing.Commitment.Trees;
using Offing.Primitives;

namespace Offing.Commitment.State;

/// <summary>
/// The state tree of spec/state-tree.md, kept up from captured changes. It is one thread's at a time, and
/// any thread's but the engine's. <see cref="PlainStateTree"/> is what it is held against.
/// </summary>
/// <param name="rulesHash">The rule version that the roots name.</param>
public sealed class StateTree(Hash32 rulesHash) : IStateProofs
{
    private readonly LeafTree _accounts = new(TreeShape.OfAddress);
    private readonly KeyedTree _keys = new(TreeShape.OfAddress);
    private readonly KeyedTree _books = new(TreeShape.OfMarketPart);
    private readonly LeafTree _waiting = new(TreeShape.OfWaiting);
    private readonly LeafTree _timers = new(TreeShape.OfTimer);
    private readonly LeafTree _markets = new(TreeShape.OfMarket);
    private readonly LeafTree _oracle = new(TreeShape.OfMarketPart);
    private readonly Dictionary<Address, SignerTrees> _signers = [];
    private readonly Dictionary<TreeKey, LeafTree> _bookSides = [];
    private readonly SortedDictionary<MarketId, MarketCapture> _parts = [];
    private StateFields? _fields;
    private int _isolatedSlots;

    /// <summary>Takes in a capture, in the order in which captures were taken.</summary>
    public void Apply(LeafChanges changes)
    {
        _fields = changes.Fields;
        foreach (var account in changes.Accounts)
        {
            Write(account);
        }

        foreach (var order in changes.Orders)
        {
            Write(order);
        }

        Write(_waiting, changes.Waiting.Leaves);
        Write(_timers, changes.Waiting.Timers);
        foreach (var market in changes.Markets)
        {
            _parts[market.Id] = market;
            _markets.Set(TreeKey.Of(market.Id), market.Leaf);
        }

        foreach (var (key, leaf) in changes.Oracle)
        {
            _oracle.Set(key, leaf);
        }
    }

    /// <inheritdoc/>
    public IReadOnlyList<Address> Owners =>
        [.. _accounts.Leaves.Values.OrderBy(AccountCapture.IndexOf).Select(AccountCapture.OwnerOf)];

    /// <inheritdoc/>
    public IReadOnlyList<MarketId> Markets => [.. _parts.Keys];

    /// <summary>
    /// The state root after the last capture; rehashes what was written since the call before.
    /// </summary>
    public Hash32 Root() => Keccak.Hash(Preimage());

    /// <inheritdoc/>
    public AccountProof? ProveAccount(Address owner) =>
        _accounts.Prove(TreeKey.Of(owner)) is { } leaf ? new AccountProof(Preimage(), leaf) : null;

    /// <inheritdoc/>
    public MarketProof? ProveMarket(MarketId market) =>
        _markets.Prove(TreeKey.Of(market)) is { } leaf ? new MarketProof(Preimage(), leaf) : null;

    /// <inheritdoc/>
    public OracleProof? ProveRing(MarketId market) =>
        _oracle.Prove(MarketLeaf.RingKey(market)) is { } leaf ? new OracleProof(Preimage(), leaf) : null;

    /// <inheritdoc/>
    public byte[] RootPreimage() => Preimage();

    internal byte[]? FindLeaf(Address account) => _accounts.Leaves.GetValueOrDefault(TreeKey.Of(account));

    internal byte[]? FindLeaf(MarketId market) => _markets.Leaves.GetValueOrDefault(TreeKey.Of(market));

    internal byte[]? FindOracleLeaf(TreeKey key) => _oracle.Leaves.GetValueOrDefault(key);

    /// <summary>Proof of an order at rest, or null when there is none at this place.</summary>
    public OrderProof? ProveOrder(MarketId market, Side side, Ticks price, ulong place)
    {
        var book = TreeKey.Of(market, (byte)side);
        return _bookSides.TryGetValue(book, out var orders)
            && orders.Prove(OrderLeaf.Key(side, price, place)) is { } leaf
            ? new OrderProof(Preimage(), orders.Root(), SyncBooks().Prove(book)!, leaf)
            : null;
    }

    /// <summary>Proof of an order that waits, or null when none waits under this id.</summary>
    public ConditionalProof? ProveConditional(OrderId order) =>
        _waiting.Prove(WaitingLeaf.Key(order)) is { } leaf ? new ConditionalProof(Preimage(), leaf) : null;

    /// <summary>
    /// Shows every leaf, and whatever the hashes in leaves are of, in the order in which a machine is
    /// restored from them.
    /// </summary>
    public void Show(ILeafSink sink)
    {
        sink.Take(LeafKind.Root, Preimage());
        sink.Take(LeafKind.Settings, _fields!.Settings);
        foreach (var (id, market) in _parts)
        {
            sink.Take(LeafKind.Market, [.. Bytes(id), .. market.Leaf]);
            sink.Take(LeafKind.Tiers, market.Tiers);
            sink.Take(LeafKind.Quotes, market.Quotes);
            ShowOracle(_oracle, id, sink);
        }

        foreach (var leaf in _accounts.Leaves.Values.OrderBy(AccountCapture.IndexOf))
        {
            ShowAccount(leaf, sink);
        }

        foreach (var orders in _bookSides.OrderBy(side => side.Key).Select(side => side.Value))
        {
            foreach (var (key, leaf) in orders.Leaves.OrderBy(order => order.Key))
            {
                sink.Take(LeafKind.Order, [.. OrderLeaf.PlaceBytes(key), .. leaf]);
            }
        }

        foreach (var (_, leaf) in _waiting.Leaves.OrderBy(waiting => waiting.Key))
        {
            sink.Take(LeafKind.Waiting, leaf);
        }

        foreach (var (_, leaf) in _timers.Leaves.OrderBy(timer => timer.Key))
        {
            sink.Take(LeafKind.Timer, leaf);
        }
    }

    internal static void ShowOracle(LeafTree oracle, MarketId market, ILeafSink sink)
    {
        for (var i = 0; i < Limits.Publishers
            && oracle.Leaves.TryGetValue(MarketLeaf.PublisherKey(market, i), out var publisher); i++)
        {
            sink.Take(LeafKind.Publisher, publisher);
        }

        sink.Take(LeafKind.Ring, oracle.Leaves[MarketLeaf.RingKey(market)]);
    }

    private void ShowAccount(byte[] leaf, ILeafSink sink)
    {
        var trees = _signers[AccountCapture.OwnerOf(leaf)];
        sink.Take(LeafKind.Account, leaf);
        if (trees.Volume.Length > 0)
        {
            sink.Take(LeafKind.Volume, trees.Volume);
        }

        ShowSigners(LeafKind.Nonces, trees.Nonces, sink);
        ShowSigners(LeafKind.Grant, trees.Grants, sink);
    }

    private static void ShowSigners(LeafKind kind, LeafTree tree, ILeafSink sink)
    {
        foreach (var (key, leaf) in tree.Leaves.OrderBy(each => each.Key))
        {
            sink.Take(kind, [.. AddressBytes(key), .. leaf]);
        }
    }

    private static byte[] AddressBytes(TreeKey key)
    {
        var bytes = new byte[Address.SizeBytes];
        key.CopyTo(bytes);
        return bytes;
    }

    internal static byte[] Bytes(MarketId market)
    {
        var bytes = new byte[sizeof(uint)];
        BinaryPrimitives.WriteUInt32BigEndian(bytes, market.Value);
        return bytes;
    }

    private byte[] Preimage()
    {
        Check.That(_fields is not null);
        var roots = new TreeRoots(
            _accounts.Root(), _keys.Root(), SyncBooks().Root(), _waiting.Root(), _timers.Root(),
            _markets.Root(), _oracle.Root());
        return _fields.Preimage(rulesHash, roots, (ulong)(_accounts.Count + _isolatedSlots));
    }

    private void Write(AccountCapture account)
    {
        if (!_signers.TryGetValue(account.Owner, out var trees))
        {
            _signers.Add(account.Owner, trees = new SignerTrees());
        }

        foreach (var (signer, leaf) in account.Nonces)
        {
            trees.Nonces.Set(TreeKey.Of(signer), leaf);
        }

        foreach (var (key, leaf) in account.Grants)
        {
            if (trees.Grants.Set(TreeKey.Of(key), leaf))
            {
                _keys.Set(TreeKey.Of(key), SignerLeaf.KeyOwner(account.Owner));
            }
        }

        trees.Volume = account.Volume;
        _isolatedSlots += account.IsolatedSlots - trees.IsolatedSlots;
        trees.IsolatedSlots = account.IsolatedSlots;
        _accounts.Set(TreeKey.Of(account.Owner), account.Leaf(trees.Nonces.Root(), trees.Grants.Root()));
    }

    private void Write(OrderCapture order)
    {
        if (!_bookSides.TryGetValue(order.Book, out var orders))
        {
            _bookSides.Add(order.Book, orders = new LeafTree(TreeShape.OfBook));
        }

        if (order.Leaf is { } leaf)
        {
            orders.Set(order.Key, leaf, order.Sums);
        }
        else
        {
            orders.Remove(order.Key);
        }
    }

    private static void Write(LeafTree tree, IReadOnlyList<(TreeKey Key, byte[]? Leaf)> leaves)
    {
        foreach (var (key, leaf) in leaves)
        {
            if (leaf is null)
            {
                tree.Remove(key);
            }
            else
            {
                tree.Set(key, leaf);
            }
        }
    }

    // The few books are brought up when a root is asked for, so that an order costs only its own path before.
    private KeyedTree SyncBooks()
    {
        foreach (var (key, orders) in _bookSides)
        {
            if (orders.Count == 0)
            {
                _books.Remove(key);
            }
            else
            {
                _books.Set(key, new TreeValue(orders.Root()));
            }
        }

        return _books;
    }

    private sealed class SignerTrees
    {
        public LeafTree Nonces { get; } = new(TreeShape.OfAddress);

        public LeafTree Grants { get; } = new(TreeShape.OfAddress);

        public byte[] Volume { get; set; } = [];

        public int IsolatedSlots { get; set; }
    }
}
