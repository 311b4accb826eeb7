using Offing.Commitment.Trees;
using Offing.Primitives;

namespace Offing.Commitment.State;

/// <summary>The bytes of a leaf with its path to the root of its tree.</summary>
public sealed record LeafProof(byte[] Leaf, KeyedProof Path)
{
    /// <summary>Whether the leaf stands at the key in a tree without sums.</summary>
    public bool Verify(TreeShape shape, Hash32 root, TreeKey key) =>
        Path.Verify(shape, root, key, new TreeValue(Keccak.Hash(Leaf)));
}

/// <summary>An account leaf under a state root: all that a contract needs to read the account.</summary>
/// <param name="RootPreimage">Of the state root; it holds the accounts root and what else a claim
/// needs.</param>
public sealed record AccountProof(byte[] RootPreimage, LeafProof Account)
{
    public bool Verify(Hash32 stateRoot, Address owner) =>
        StateRoot.Accounts(RootPreimage, stateRoot) is { } accounts
        && Account.Verify(TreeShape.OfAddress, accounts, TreeKey.Of(owner));
}

/// <summary>A market leaf under a state root.</summary>
public sealed record MarketProof(byte[] RootPreimage, LeafProof Market)
{
    public bool Verify(Hash32 stateRoot, MarketId market) =>
        StateRoot.Markets(RootPreimage, stateRoot) is { } markets
        && Market.Verify(TreeShape.OfMarket, markets, TreeKey.Of(market));
}

/// <summary>A market's oracle ring under a state root.</summary>
public sealed record OracleProof(byte[] RootPreimage, LeafProof Ring)
{
    public bool Verify(Hash32 stateRoot, MarketId market) =>
        StateRoot.Oracle(RootPreimage, stateRoot) is { } oracle
        && Ring.Verify(TreeShape.OfMarketPart, oracle, MarketLeaf.RingKey(market));
}

/// <summary>An order that waits for its parent or for the mark, under a state root.</summary>
public sealed record ConditionalProof(byte[] RootPreimage, LeafProof Order)
{
    public bool Verify(Hash32 stateRoot, OrderId order) =>
        StateRoot.Conditional(RootPreimage, stateRoot) is { } waiting
        && Order.Verify(TreeShape.OfWaiting, waiting, WaitingLeaf.Key(order));
}

/// <summary>An order at rest under a state root, by way of its book.</summary>
/// <param name="BookRoot">Of the book of its side.</param>
/// <param name="Book">That this book stands in the list of books.</param>
public sealed record OrderProof(byte[] RootPreimage, Hash32 BookRoot, KeyedProof Book, LeafProof Order)
{
    /// <param name="sums">Remaining lots, and price x remaining, as the leaf says them.</param>
    public bool Verify(
        Hash32 stateRoot, MarketId market, Side side, Ticks price, ulong place, BookSums sums)
    {
        var key = OrderLeaf.Key(side, price, place);
        var value = new TreeValue(Keccak.Hash(Order.Leaf), sums);
        return StateRoot.Books(RootPreimage, stateRoot) is { } books
            && Book.Verify(
                TreeShape.OfMarketPart, books, TreeKey.Of(market, (byte)side), new TreeValue(BookRoot))
            && Order.Path.Verify(TreeShape.OfBook, BookRoot, key, value);
    }
}
