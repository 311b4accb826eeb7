using Offing.Protocol.Events;

namespace Offing.MarketData;

/// <summary>
/// Folds what a tape plays: what orders bring as it stands there, the rest as objects.
/// </summary>
/// <param name="stop">Told of the operator's kill switches.</param>
internal sealed class TapeFold(FoldStep step, Action<StopThrown> stop) : EventSink
{
    private readonly Slices _slices = new(step);

    /// <summary>Folds one entry of the tape.</summary>
    public void Apply(EventTape tape, int index)
    {
        if (tape.HasRare(index))
        {
            tape.Play(index, _slices);
        }

        tape.Play(index, this);
    }

    /// <inheritdoc/>
    public override void Take<T>(in T happened)
    {
        step.Apply(happened);
        if (happened is StopThrown thrown)
        {
            stop(thrown);
        }
    }

    /// <inheritdoc/>
    public override void TakePlaced(in OrderPlaced happened) => step.Place(happened);

    /// <inheritdoc/>
    public override void TakeRested(in OrderRested happened) => step.Rest(happened);

    /// <inheritdoc/>
    public override void TakeClosed(in OrderClosed happened) => step.Close(happened);

    /// <inheritdoc/>
    public override void TakeTraded(in Traded happened) => step.Trade(happened);

    private sealed class Slices(FoldStep step) : RareEvents
    {
        public override void Take<T>(in T happened)
        {
            if (happened is TwapSliced sliced)
            {
                step.Foresee(sliced);
            }
        }
    }
}
