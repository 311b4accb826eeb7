using Offing.Protocol.Commands;

namespace Offing.Protocol.Wire;

/// <summary>Which family of signature an action type needs.</summary>
public enum ActionFamily : byte
{
    /// <summary>Hash of the MessagePack under the compatible wire's exchange domain.</summary>
    L1 = 0,

    /// <summary>Typed data that a wallet shows to its user.</summary>
    UserTyped = 1,

    /// <summary>Typed data under our own domain.</summary>
    Offing = 2,
}

/// <summary>An action as read from its signed bytes.</summary>
/// <param name="Fields">
/// For typed families: every field as sent, for the digest (string, ulong or bool; null for nil; uint[] for
/// the markets of a grant). Empty for L1.
/// </param>
public sealed record ParsedAction(
    string Type, ActionFamily Family, Command Command, IReadOnlyDictionary<string, object?> Fields)
{
    /// <summary>
    /// The nonce inside typed data ("nonce" or "time"), which must equal the envelope's; null for L1.
    /// </summary>
    public ulong? InnerNonce =>
        Fields.TryGetValue("nonce", out var nonce) || Fields.TryGetValue("time", out nonce)
            ? nonce as ulong?
            : null;

    /// <summary>A text field of typed data; null when it is absent or not a text.</summary>
    public string? Text(string field) => Fields.TryGetValue(field, out var value) ? value as string : null;
}
