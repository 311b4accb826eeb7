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
        Hash32.Parse("0xbb041f1c096c5fbc9066e443d5e202739f022e8cd291faac45197dcf294d164a");
}
