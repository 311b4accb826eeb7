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
        Hash32.Parse("0x3f581b5279a6108f6b4a8cb32c138e65842ca7a4f11ae7ea47ee3177e2bd4497");
}
