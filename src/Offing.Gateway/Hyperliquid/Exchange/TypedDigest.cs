using Offing.Primitives;
using Offing.Protocol.Wire;
using Offing.Signing;

namespace Offing.Gateway.Hyperliquid.Exchange;

/// <summary>
/// Digests of actions that are signed as typed data, out of the fields exactly as they were sent.
/// </summary>
internal static class TypedDigest
{
    /// <summary>What the owner's wallet signed for a user-signed action of the compatible wire.</summary>
    public static Hash32 OfUser(ParsedAction action)
    {
        Check.That(UserSignedType.TryFind(action.Type, out var type));
        Check.That(UserSignedType.TryParseChainId(action.Text("signatureChainId"), out var chain));
        var values = new UserValue[type.Fields.Count];
        for (var i = 0; i < values.Length; i++)
        {
            values[i] = Value(action, type.Fields[i]);
        }

        return type.Digest(chain, values);
    }

    /// <summary>What the owner signed for a grant under our own domain.</summary>
    public static Hash32 OfGrant(ParsedAction action, OffingDomain domain) => domain.Digest(new GrantMessage(
        Address.Parse(action.Text("account")!),
        Address.Parse(action.Text("key")!),
        Number(action, "expiry"),
        Number(action, "maxOrderNotional"),
        Number(action, "maxPositionNotional"),
        Number(action, "maxDailyLoss"),
        checked((uint)Number(action, "maxLeverage")),
        (bool)action.Fields["reduceOnly"]!,
        (uint[])action.Fields["markets"]!,
        Number(action, "nonce")));

    // An absent or null agentName was signed as the empty string.
    private static UserValue Value(ParsedAction action, UserField field) => field.Kind switch
    {
        UserFieldKind.Address => UserValue.Of(Address.Parse(action.Text(field.Name)!)),
        UserFieldKind.UInt64 => UserValue.Of(Number(action, field.Name)),
        UserFieldKind.Bool => UserValue.Of((bool)action.Fields[field.Name]!),
        _ => UserValue.Of(action.Text(field.Name) ?? ""),
    };

    private static ulong Number(ParsedAction action, string field) => (ulong)action.Fields[field]!;
}
