using Offing.Primitives;

namespace Offing.Commitment.Trees;

/// <summary>What all keys of one tree share: their width, and whether its hashes carry sums.</summary>
public readonly record struct TreeShape(int KeyBytes, bool HasSums)
{
    /// <summary>Keyed by an address: accounts, session grants, nonce sets.</summary>
    public static TreeShape OfAddress { get; } = new(Address.SizeBytes, false);

    /// <summary>Keyed by a market.</summary>
    public static TreeShape OfMarket { get; } = new(sizeof(uint), false);

    /// <summary>Keyed by a market and one byte: the list of books, the oracle.</summary>
    public static TreeShape OfMarketPart { get; } = new(sizeof(uint) + 1, false);

    /// <summary>Keyed by a kind and an id: what waits.</summary>
    public static TreeShape OfWaiting { get; } = new(1 + sizeof(ulong), false);

    /// <summary>Keyed by a time and an id: what is due.</summary>
    public static TreeShape OfTimer { get; } = new(2 * sizeof(ulong), false);

    /// <summary>One side of a book: price and place in time, with the sums of base and quote.</summary>
    public static TreeShape OfBook { get; } = new(9, true);

    /// <summary>Bits of a key.</summary>
    public int KeyBits => KeyBytes * 8;
}

/// <summary>What stands below a node of a book.</summary>
/// <param name="Base">Lots.</param>
/// <param name="Quote">Micro-USDC: price x remaining.</param>
public readonly record struct BookSums(UInt128 Base, UInt128 Quote)
{
    public static BookSums Zero => default;

    /// <exception cref="OverflowException">A sum over 128 bits.</exception>
    public static BookSums operator +(BookSums left, BookSums right) =>
        new(checked(left.Base + right.Base), checked(left.Quote + right.Quote));
}

/// <summary>
/// What a key stands for: its leaf's hash, and what it adds to a book's sums (zero elsewhere).
/// </summary>
public readonly record struct TreeValue(Hash32 Hash, BookSums Sums)
{
    public TreeValue(Hash32 hash)
        : this(hash, BookSums.Zero)
    {
    }
}
