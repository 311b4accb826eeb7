using Offing.Commitment.Trees;
using Offing.Engine;
using Offing.Engine.Markets;
using Offing.Primitives;
using Offing.Protocol.Codec;

namespace Offing.Commitment.State;

/// <summary>
/// What changed in the venue since the capture before, as bytes. It is taken on the engine's thread between
/// two entries and never changes afterwards, so hashing it can be left to another thread while the engine
/// goes on.
/// </summary>
public sealed class LeafChanges
{
    private readonly ByteStore _bytes = new();

    private LeafChanges(VenueState state)
    {
        var changes = state.Changes.Drain();
        Fields = new StateFields(state);
        var (scratch, accounts) = (new ByteWriter(), new AccountCapture[changes.Accounts.Count]);
        for (var i = 0; i < accounts.Length; i++)
        {
            accounts[i] = new AccountCapture(state.Accounts[changes.Accounts[i]], scratch, _bytes);
        }

        var orders = new OrderCapture[changes.Orders.Count];
        for (var i = 0; i < orders.Length; i++)
        {
            orders[i] = new OrderCapture(state, changes.Orders[i], scratch, _bytes);
        }

        (Accounts, Orders) = (accounts, orders);
        var markets = new List<MarketCapture>();
        var oracle = new List<(TreeKey, byte[])>();
        foreach (var id in changes.Markets)
        {
            var market = state.MarketOf(id);
            markets.Add(new MarketCapture(
                id, MarketLeaf.Encode(market, state.Genesis.Venues),
                MarketLeaf.EncodeTiers(market.Parameters.Tiers),
                MarketLeaf.EncodeQuotes(market, state.Genesis.Venues)));
            AddOracle(oracle, state, market);
        }

        (Markets, Oracle) = (markets, oracle);
        Waiting = new WaitingCapture(state, changes);
    }

    private LeafChanges(IReadOnlyList<LeafChanges> parts)
    {
        Fields = parts[^1].Fields;
        Accounts = Last(parts, part => part.Accounts, account => account.Owner);
        Orders = Last(parts, part => part.Orders, order => (order.Book, order.Key));
        Markets = Last(parts, part => part.Markets, market => market.Id);
        Oracle = Last(parts, part => part.Oracle, leaf => leaf.Key);
        Waiting = new WaitingCapture(
            Last(parts, part => part.Waiting.Leaves, waiting => waiting.Key),
            Last(parts, part => part.Waiting.Timers, timer => timer.Key));
    }

    internal StateFields Fields { get; }

    internal IReadOnlyList<AccountCapture> Accounts { get; }

    internal IReadOnlyList<OrderCapture> Orders { get; }

    internal WaitingCapture Waiting { get; }

    internal IReadOnlyList<MarketCapture> Markets { get; }

    internal IReadOnlyList<(TreeKey Key, byte[] Leaf)> Oracle { get; }

    /// <summary>
    /// Drains the changes of <paramref name="state"/>. The first capture of a machine holds everything that
    /// it has. Captures must be applied in the order in which they were taken, each once.
    /// </summary>
    public static LeafChanges Capture(VenueState state) => new(state);

    /// <summary>
    /// Captures that follow one another as one: of what several of them wrote the last is kept, so that it is
    /// hashed once. From any thread.
    /// </summary>
    /// <param name="parts">At least one, in the order in which they were taken.</param>
    public static LeafChanges Joined(IReadOnlyList<LeafChanges> parts) =>
        parts.Count == 1 ? parts[0] : new LeafChanges(parts);

    /// <summary>It was applied, and nobody will look at it again.</summary>
    public void GiveBack() => _bytes.GiveBack();

    // None writes the same leaf twice, so that the order inside of one does not matter.
    private static List<T> Last<T, TKey>(
        IReadOnlyList<LeafChanges> parts, Func<LeafChanges, IReadOnlyList<T>> of, Func<T, TKey> key)
    {
        var seen = new HashSet<TKey>();
        var last = new List<T>();
        foreach (var each in parts.Reverse().SelectMany(of))
        {
            if (seen.Add(key(each)))
            {
                last.Add(each);
            }
        }

        return last;
    }

    internal static void AddOracle(List<(TreeKey, byte[])> leaves, VenueState state, MarketState market)
    {
        for (var i = 0; i < market.Reports.Count; i++)
        {
            var leaf = MarketLeaf.EncodePublisher(state.Publishers[i], market.Reports[i]);
            leaves.Add((MarketLeaf.PublisherKey(market.Id, i), leaf));
        }

        leaves.Add((MarketLeaf.RingKey(market.Id), MarketLeaf.EncodeRing(market.Ring)));
    }
}

/// <summary>An order leaf that was written, or taken out when <see cref="Leaf"/> is null.</summary>
internal readonly struct OrderCapture
{
    private readonly StoredBytes _leaf;

    /// <param name="scratch">What it holds is lost.</param>
    /// <param name="into">Keeps the bytes.</param>
    public OrderCapture(VenueState state, OrderTouch touch, ByteWriter scratch, ByteStore into)
    {
        Book = TreeKey.Of(touch.Market, (byte)touch.Side);
        Key = OrderLeaf.Key(touch.Side, touch.Price, touch.Place);
        if (state.MarketOf(touch.Market).Book.Find(touch.Order) is { } order
            && order.Place == touch.Place)
        {
            scratch.Clear();
            OrderLeaf.Write(scratch, order, state.Accounts[order.Owner].Owner);
            _leaf = into.Add(scratch.Written);
            Sums = OrderLeaf.Sums(order);
        }
    }

    public TreeKey Book { get; }

    public TreeKey Key { get; }

    public byte[]? Leaf => _leaf.Length == 0 ? null : _leaf.Span.ToArray();

    public BookSums Sums { get; }
}

/// <summary>A market leaf, and what the hashes in it are of; empty where they are zero.</summary>
internal sealed record MarketCapture(MarketId Id, byte[] Leaf, byte[] Tiers, byte[] Quotes);
