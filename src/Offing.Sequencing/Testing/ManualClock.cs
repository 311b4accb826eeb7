using Offing.Primitives;

namespace Offing.Sequencing.Testing;

/// <summary>A clock that moves only when told to.</summary>
public sealed class ManualClock(Time start) : IClock
{
    /// <inheritdoc/>
    public Time Now { get; private set; } = start;

    /// <summary>Moves on, or back when negative.</summary>
    public void Advance(long milliseconds) =>
        Now = new Time(checked((ulong)((long)Now.Milliseconds + milliseconds)));
}
