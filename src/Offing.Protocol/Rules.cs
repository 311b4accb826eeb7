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
        Hash32.Parse("0x1f5439788bdf04b25fb68e8941cd213fd68eff35c2f734117401a3de61de2010");
}
