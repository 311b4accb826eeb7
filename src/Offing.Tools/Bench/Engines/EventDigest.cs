using Offing.Engine;
using Offing.Protocol.Events;

namespace Offing.Tools.Bench.Engines;

/// <summary>
/// Takes every event of a run and folds what names it into a digest, so that none can be compiled away and
/// two runs can be compared.
/// </summary>
internal sealed class EventDigest : EventSink
{
    public ulong Digest { get; private set; }

    public long Events { get; private set; }

    public long Trades { get; private set; }

    public long Refused { get; private set; }

    /// <inheritdoc/>
    public override void Take<T>(in T happened) => Events++;

    /// <inheritdoc/>
    public override void TakePlaced(in OrderPlaced happened) => Events++;

    /// <inheritdoc/>
    public override void TakeTraded(in Traded happened)
    {
        Events++;
        Trades++;
        Fold(happened.TradeId, (ulong)happened.Size.Value);
        Fold(happened.Maker.Order.Value, happened.Taker.Order.Value);
        Fold(
            unchecked((ulong)happened.Maker.StartPosition.Value),
            unchecked((ulong)happened.Taker.ClosedPnl.Value));
    }

    /// <inheritdoc/>
    public override void TakeRested(in OrderRested happened)
    {
        Events++;
        Fold(happened.Order.Value, happened.Price.Value);
    }

    /// <inheritdoc/>
    public override void TakeClosed(in OrderClosed happened)
    {
        Events++;
        Fold(happened.Order.Value, (ulong)happened.Status);
    }

    /// <inheritdoc/>
    public override void TakeOutcome(in ItemOutcome happened)
    {
        Events++;
        Refused += happened.Kind == OutcomeKind.Error ? 1 : 0;
        Fold(happened.Order.Value, (ulong)happened.Code);
    }

    private void Fold(ulong one, ulong other) =>
        Digest = unchecked(((Digest ^ one) + other) * 0xD6E8FEB86659FD93);
}
