using Offing.Primitives;

namespace Offing.Protocol;

/// <summary>
/// Which rules this program runs. Every batch and every state root names them, and a verifier refuses rules
/// that it does not carry.
/// </summary>
public static class Rules
{
    /// <summary>
    /// What a fixed flow of entries does to the state, as one hash (spec/rules.hash). It is no hash of
    /// source code: it changes when, and only when, the engine or the layout of the state does something
    /// else.
    /// </summary>
    public static Hash32 Hash { get; } =
        Hash32.Parse("0xa539ffc1a3d1b8cd9163b5b0070faa5a83dccb55db4f07151ab6e785905c2c9f");
}
