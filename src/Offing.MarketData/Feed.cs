using Offing.Primitives;

namespace Offing.MarketData;

/// <summary>What one entry changed, for whoever passes it on.</summary>
/// <param name="Books">Markets whose book changed, each once.</param>
/// <param name="Marks">Markets whose mark or oracle price moved, each once.</param>
/// <param name="Orders">
/// Each order as it was after each of its steps; the last one is its state now, but for the trigger price of
/// a trailing stop, which follows the mark without being told here.
/// </param>
/// <param name="Twaps">Those that began or ended, as they were then.</param>
/// <param name="Accounts">Accounts whose balance, position or orders changed, each once.</param>
public sealed record FeedUpdate(
    ulong Seq,
    Time Time,
    IReadOnlyCollection<MarketId> Books,
    IReadOnlyCollection<MarketId> Marks,
    IReadOnlyList<PublicTrade> Trades,
    IReadOnlyList<Fill> Fills,
    IReadOnlyList<OrderRecord> Orders,
    IReadOnlyList<TwapRecord> Twaps,
    IReadOnlyList<LedgerRecord> Ledger,
    IReadOnlyCollection<Address> Accounts)
{
    /// <summary>Payments of funding, each by market.</summary>
    public IReadOnlyList<FundingRecord> Fundings { get; init; } = [];

    /// <summary>Steps of liquidations that took lots, in order.</summary>
    public IReadOnlyList<LiquidationRecord> Liquidations { get; init; } = [];
}

/// <summary>Is told of every entry that changed anything, in order.</summary>
public interface IFeedListener
{
    /// <summary>
    /// Called on the writer's thread inside the fold's lock: so a reader inside <see
    /// cref="VenueFold.Read{T}"/> sees a state with either all or nothing of an entry announced. It must be
    /// quick and must not wait.
    /// </summary>
    void OnEntry(FeedUpdate update);
}
