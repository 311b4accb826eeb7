namespace Offing.Sequencing.Testing;

/// <summary>
/// A deliberate bug in the order of the ring's steps: the proof that its litmus test bites.
/// </summary>
public enum RingFlaw
{
    /// <summary>None: the ring as it is used.</summary>
    None = 0,

    /// <summary>A producer hands its cell on before its item is in it.</summary>
    TurnBeforeItem,

    /// <summary>The consumer hands a cell on before it has cleared it.</summary>
    TurnBeforeClearing,

    /// <summary>A producer does not look whether the ticket that it claims is still the next.</summary>
    UncheckedClaim,
}
