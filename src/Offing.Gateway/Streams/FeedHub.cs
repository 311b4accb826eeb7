using Offing.MarketData;
using Offing.Primitives;

namespace Offing.Gateway.Streams;

/// <summary>
/// Passes what the fold announces on to the subscriptions that it concerns. Its own state is guarded by the
/// fold's lock: registration happens inside <see cref="VenueFold.Read{T}"/>, announcements inside <see
/// cref="VenueFold.Apply"/>.
/// </summary>
internal sealed class FeedHub : IFeedListener
{
    private readonly VenueFold _fold;
    private readonly Dictionary<Topic, HashSet<Subscription>> _listeners = [];

    public FeedHub(VenueFold fold)
    {
        _fold = fold;
        _fold.AddListener(this);
    }

    /// <summary>
    /// Registers, and sends the beginning of the channel: between them no entry is applied, so nothing is
    /// missed or told twice.
    /// </summary>
    public void Add(Subscription subscription) => _fold.Read(() =>
    {
        foreach (var topic in subscription.Channel.Topics)
        {
            if (!_listeners.TryGetValue(topic, out var listeners))
            {
                _listeners.Add(topic, listeners = []);
            }

            listeners.Add(subscription);
        }

        subscription.Begin();
        return true;
    });

    public void Remove(Subscription subscription) => _fold.Read(() =>
    {
        foreach (var topic in subscription.Channel.Topics)
        {
            if (_listeners.TryGetValue(topic, out var listeners)
                && listeners.Remove(subscription) && listeners.Count == 0)
            {
                _listeners.Remove(topic);
            }
        }

        return true;
    });

    /// <summary>Stops listening.</summary>
    public void Close() => _fold.RemoveListener(this);

    /// <inheritdoc/>
    public void OnEntry(FeedUpdate update)
    {
        if (_listeners.Count == 0)
        {
            return;
        }

        foreach (var market in update.Books)
        {
            Notify(Topic.OfBook(market), update);
        }

        foreach (var market in update.Marks)
        {
            Notify(Topic.OfMark(market), update);
        }

        foreach (var market in TradedMarkets(update))
        {
            Notify(Topic.OfTrades(market), update);
        }

        foreach (var account in update.Accounts)
        {
            Notify(Topic.OfAccount(account), update);
        }

        if (update.Books.Count > 0)
        {
            Notify(Topic.AnyBook, update);
        }

        if (update.Marks.Count > 0)
        {
            Notify(Topic.AnyMark, update);
        }
    }

    private void Notify(Topic topic, FeedUpdate update)
    {
        if (_listeners.TryGetValue(topic, out var listeners))
        {
            foreach (var listener in listeners)
            {
                listener.Notify(update);
            }
        }
    }

    private static IEnumerable<MarketId> TradedMarkets(FeedUpdate update) =>
        update.Trades.Count == 0 ? [] : update.Trades.Select(trade => trade.Market).Distinct();
}
