using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using Offing.Primitives;

namespace Offing.Signing;

/// <summary>The type of a field of a user-signed action.</summary>
public enum UserFieldKind
{
    /// <summary>string.</summary>
    String,

    /// <summary>address.</summary>
    Address,

    /// <summary>uint64.</summary>
    UInt64,

    /// <summary>bool.</summary>
    Bool,
}

/// <summary>One field of a user-signed action: the key in the action's JSON and its type.</summary>
public readonly record struct UserField(string Name, UserFieldKind Kind);

/// <summary>A user-signed action of the Hyperliquid wire: what a wallet shows before it signs.</summary>
public sealed class UserSignedType
{
    private const string Prefix = "HyperliquidTransaction:";

    // The action's name on the wire, and its EIP-712 type after the first field, which all share.
    private static readonly UserSignedType[] Table =
    [
        new("approveAgent", "ApproveAgent", "address agentAddress,string agentName,uint64 nonce"),
        new("approveBuilderFee", "ApproveBuilderFee", "string maxFeeRate,address builder,uint64 nonce"),
        new("usdSend", "UsdSend", "string destination,string amount,uint64 time"),
        new("withdraw3", "Withdraw", "string destination,string amount,uint64 time"),
        new("spotSend", "SpotSend", "string destination,string token,string amount,uint64 time"),
        new("usdClassTransfer", "UsdClassTransfer", "string amount,bool toPerp,uint64 nonce"),
        new("sendAsset", "SendAsset", "string destination,string sourceDex,string destinationDex,"
            + "string token,string amount,string fromSubAccount,uint64 nonce"),
        new("userSetAbstraction", "UserSetAbstraction", "address user,string abstraction,uint64 nonce"),
        new("userDexAbstraction", "UserDexAbstraction", "address user,bool enabled,uint64 nonce"),
    ];

    private UserSignedType(string action, string name, string fields)
    {
        Action = action;
        fields = "string hyperliquidChain," + fields;
        PrimaryType = Prefix + name;
        EncodedType = $"{PrimaryType}({fields})";
        TypeHash = Eip712.TypeHash(EncodedType);
        Fields = [.. fields.Split(',').Select(ReadField)];
    }

    /// <summary>Every type.</summary>
    public static IReadOnlyList<UserSignedType> All => Table;

    /// <summary>The action's "type" on the wire.</summary>
    public string Action { get; }

    /// <summary>The EIP-712 primary type.</summary>
    public string PrimaryType { get; }

    /// <summary>The EIP-712 encoding of the type.</summary>
    public string EncodedType { get; }

    /// <summary>The digest of <see cref="EncodedType"/>.</summary>
    public Hash32 TypeHash { get; }

    /// <summary>The fields in signing order; hyperliquidChain (Mainnet or Testnet) is the first.</summary>
    public IReadOnlyList<UserField> Fields { get; }

    /// <summary>The type of an action; false when the action is not user-signed.</summary>
    public static bool TryFind(string? action, [NotNullWhen(true)] out UserSignedType? type)
    {
        type = Array.Find(Table, row => row.Action == action);
        return type is not null;
    }

    /// <summary>Reads the action's signatureChainId: 0x and 1 to 16 hexadecimal digits.</summary>
    public static bool TryParseChainId(string? text, out ulong chainId)
    {
        chainId = 0;
        return text is { Length: > 2 } && text.StartsWith("0x", StringComparison.Ordinal)
            && ulong.TryParse(text.AsSpan(2), NumberStyles.AllowHexSpecifier, null, out chainId);
    }

    /// <summary>The separator of HyperliquidSignTransaction, version 1, for a wallet's chain.</summary>
    public static Hash32 DomainSeparator(ulong signatureChainId) =>
        Eip712.DomainSeparator("HyperliquidSignTransaction", "1", signatureChainId, Address.Zero);

    /// <summary>The hash of the message; values in the order and kinds of the fields.</summary>
    public Hash32 StructHash(ReadOnlySpan<UserValue> values)
    {
        Check.That(values.Length == Fields.Count);
        var hasher = new StructHasher(TypeHash);
        for (var i = 0; i < values.Length; i++)
        {
            Check.That(values[i].Kind == Fields[i].Kind);
            values[i].AddTo(hasher);
        }

        return hasher.Finish();
    }

    /// <summary>What the account's owner signs.</summary>
    public Hash32 Digest(ulong signatureChainId, ReadOnlySpan<UserValue> values) =>
        Eip712.Digest(DomainSeparator(signatureChainId), StructHash(values));

    private static UserField ReadField(string text)
    {
        var parts = text.Split(' ');
        var kind = parts[0] switch
        {
            "string" => UserFieldKind.String,
            "address" => UserFieldKind.Address,
            "uint64" => UserFieldKind.UInt64,
            "bool" => UserFieldKind.Bool,
            _ => Check.Unreachable<UserFieldKind>(text),
        };
        return new UserField(parts[1], kind);
    }
}
