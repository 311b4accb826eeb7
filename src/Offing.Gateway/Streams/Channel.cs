using Offing.MarketData;
using Offing.Primitives;

namespace Offing.Gateway.Streams;

/// <summary>What an entry can change that somebody listens to.</summary>
internal enum TopicKind
{
    /// <summary>The book of a market.</summary>
    Book,

    /// <summary>Mark or oracle price of a market.</summary>
    Mark,

    /// <summary>Trades of a market.</summary>
    Trade,

    /// <summary>Balance, position, orders or fills of an account.</summary>
    Account,

    /// <summary>Any mark at all, for what is valued at marks.</summary>
    AnyMark,

    /// <summary>The book of any market, one that is listed later too.</summary>
    AnyBook,
}

/// <summary>One thing to listen to; the field that its kind does not use stays at default.</summary>
internal readonly record struct Topic(TopicKind Kind, MarketId Market, Address User)
{
    public static Topic OfBook(MarketId market) => new(TopicKind.Book, market, default);

    public static Topic OfMark(MarketId market) => new(TopicKind.Mark, market, default);

    public static Topic OfTrades(MarketId market) => new(TopicKind.Trade, market, default);

    public static Topic OfAccount(Address user) => new(TopicKind.Account, default, user);

    public static Topic AnyBook => new(TopicKind.AnyBook, default, default);

    public static Topic AnyMark => new(TopicKind.AnyMark, default, default);
}

/// <summary>How one subscription turns changes into messages.</summary>
/// <param name="Name">"channel" of its messages.</param>
/// <param name="Identity">Two subscriptions with the same identity are the same one.</param>
internal abstract record Channel(string Name, string Identity, IReadOnlyList<Topic> Topics)
{
    /// <summary>Whom it concerns; null: it is about markets.</summary>
    public Address? User { get; init; }
}

/// <summary>
/// Only the newest state counts (books, prices, balances): while one message waits, further changes join it.
/// </summary>
/// <param name="Latest">The state now; null when there is nothing new to say.</param>
internal sealed record StateChannel(
    string Name, string Identity, IReadOnlyList<Topic> Topics, Func<object?> Latest)
    : Channel(Name, Identity, Topics);

/// <summary>Every change counts (trades, fills, orders): nothing is joined or left out.</summary>
/// <param name="First">What is told at the beginning; null when nothing is.</param>
/// <param name="Delta">The messages that an update gives on this channel.</param>
internal sealed record EventChannel(
    string Name, string Identity, IReadOnlyList<Topic> Topics, Func<object?> First,
    Func<FeedUpdate, IEnumerable<object>> Delta) : Channel(Name, Identity, Topics);
