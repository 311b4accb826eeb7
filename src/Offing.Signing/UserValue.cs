using Offing.Primitives;

namespace Offing.Signing;

/// <summary>The value of a field of a user-signed action. Strings are hashed exactly as they came.</summary>
public readonly struct UserValue
{
    private readonly string? _text;
    private readonly Address _address;
    private readonly ulong _number;

    private UserValue(UserFieldKind kind, string? text, Address address, ulong number)
    {
        Kind = kind;
        _text = text;
        _address = address;
        _number = number;
    }

    /// <summary>The field's type.</summary>
    public UserFieldKind Kind { get; }

    /// <summary>A string; it must have a UTF-8 form (no half surrogate pair).</summary>
    public static UserValue Of(string text) => new(UserFieldKind.String, text, default, 0);

    /// <summary>An address.</summary>
    public static UserValue Of(Address address) => new(UserFieldKind.Address, null, address, 0);

    /// <summary>A uint64.</summary>
    public static UserValue Of(ulong number) => new(UserFieldKind.UInt64, null, default, number);

    /// <summary>A boolean.</summary>
    public static UserValue Of(bool value) => new(UserFieldKind.Bool, null, default, value ? 1UL : 0);

    internal void AddTo(StructHasher hasher) => _ = Kind switch
    {
        UserFieldKind.String => hasher.String(_text ?? ""),
        UserFieldKind.Address => hasher.Address(_address),
        _ => hasher.UInt(_number),
    };
}
