using System.Runtime.CompilerServices;
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
    public override void Take<T>(in T happened)
    {
        Events++;
        if (typeof(T) == typeof(Traded))
        {
            ref readonly var trade = ref As<T, Traded>(happened);
            Trades++;
            Fold(trade.TradeId, (ulong)trade.Size.Value);
            Fold(trade.Maker.Order.Value, trade.Taker.Order.Value);
            Fold(
                unchecked((ulong)trade.Maker.StartPosition.Value),
                unchecked((ulong)trade.Taker.ClosedPnl.Value));
        }
        else if (typeof(T) == typeof(OrderRested))
        {
            Fold(As<T, OrderRested>(happened).Order.Value, As<T, OrderRested>(happened).Price.Value);
        }
        else if (typeof(T) == typeof(OrderClosed))
        {
            Fold(As<T, OrderClosed>(happened).Order.Value, (ulong)As<T, OrderClosed>(happened).Status);
        }
        else if (typeof(T) == typeof(ItemOutcome))
        {
            ref readonly var outcome = ref As<T, ItemOutcome>(happened);
            Refused += outcome.Kind == OutcomeKind.Error ? 1 : 0;
            Fold(outcome.Order.Value, (ulong)outcome.Code);
        }
    }

    private static ref readonly TTo As<TFrom, TTo>(in TFrom happened)
        where TFrom : struct
        where TTo : struct => ref Unsafe.As<TFrom, TTo>(ref Unsafe.AsRef(in happened));

    private void Fold(ulong one, ulong other) =>
        Digest = unchecked(((Digest ^ one) + other) * 0xD6E8FEB86659FD93);
}
