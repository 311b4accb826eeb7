using Offing.Primitives;

namespace Offing.Sequencing;

/// <summary>What time it is: may stand still and may jump either way.</summary>
public interface IClock
{
    Time Now { get; }
}

/// <summary>The machine's clock, UTC.</summary>
public sealed class NodeClock : IClock
{
    /// <inheritdoc/>
    public Time Now => new((ulong)DateTimeOffset.UtcNow.ToUnixTimeMilliseconds());
}
