using Offing.Primitives;
using Offing.Protocol.Entries;
using Offing.Protocol.Events;
using Offing.Protocol.Genesis;

namespace Offing.Engine;

/// <summary>The venue: a function of state and entry to the next state and events.</summary>
public sealed class Machine(GenesisConfig genesis)
{
    public VenueState State { get; } = new(genesis);

    /// <summary>Applies the next entry of the log: any entry, however wrong, gives events and never an exception.</summary>
    /// <exception cref="AssertionFailedException">The entry is not the next one, or time falls: a bug of the caller.</exception>
    public EntryOutput Apply(SequencedEntry entry)
    {
        Check.That(entry.Seq == State.InputCursor + 1);
        Check.That(entry.Time >= State.Time);
        State.InputCursor = entry.Seq;
        State.Time = entry.Time;
        return new EntryOutput(entry, []);
    }
}
