using Offing.Primitives;
using Offing.Sequencing;

namespace Offing.Simulator.Worlds;

/// <summary>The node's clock: the world's time, and how far it is off.</summary>
internal sealed class SimClock(EventQueue queue) : IClock
{
    /// <summary>Milliseconds ahead of the world, or behind it.</summary>
    public long Off_Ms { get; set; }

    /// <inheritdoc/>
    public Time Now => new((ulong)((long)queue.Now + Off_Ms));
}
