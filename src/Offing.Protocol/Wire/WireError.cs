namespace Offing.Protocol.Wire;

/// <summary>Why a text was refused at the door: a stable code and what exactly was wrong.</summary>
public sealed record WireError(RejectCode Code, string Detail);

/// <summary>
/// Carries a <see cref="WireError"/> out of a parser; it never leaves this namespace's public calls.
/// </summary>
internal sealed class WireException(RejectCode code, string detail) : Exception(detail)
{
    public WireError Error { get; } = new(code, detail);
}
