namespace Offing.Architecture.Tests.Bans;

/// <summary>Something that compiled code stands on.</summary>
/// <param name="Where">Type and member that uses it.</param>
/// <param name="Type">Full name of the used type, generic arguments in angle brackets; empty for an
/// opcode.</param>
/// <param name="Member">Name of the used member; the opcode's name; empty when only the type is
/// named.</param>
internal sealed record Use(string Where, string Type, string Member)
{
    public override string ToString() =>
        $"{Where} uses {Type}{(Type == "" || Member == "" ? "" : ".")}{Member}";

    /// <summary>Whether the type, or one of its arguments, is exactly the named one.</summary>
    public bool Mentions(string type) => Type.Split('<', '>', ',', '[', ']', '&', '*').Contains(type);

    /// <summary>The type without its generic arguments.</summary>
    public string BareType => Type.IndexOf('<') is var cut and > 0 ? Type[..cut] : Type;
}
