using Offing.Primitives;
using Offing.Protocol.Entries;

namespace Offing.Sequencing;

/// <summary>
/// Whose signatures stand, by the engine's present state; asked on the draining thread only.
/// </summary>
/// <param name="KeyOf">That must have signed an entry that would come next; zero: none can.</param>
/// <param name="NextChange">From which entry time on the next entry, whatever it is, may change that.</param>
public sealed record StandingKeys(Func<KeyedEntry, Address> KeyOf, Func<Time> NextChange);
