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
        Hash32.Parse("0x34b779eacffd7ce14c2b8c06183108a5f07934b1a085aea9988326b45b38a13e");
}
