using System.Diagnostics.CodeAnalysis;
using Offing.Primitives;
using Offing.Protocol.Commands;

namespace Offing.Protocol.Wire;

/// <summary>
/// The MessagePack of an action to a typed command; what it does not know exactly, it refuses.
/// </summary>
public static class ActionParser
{
    /// <summary>Actions of the compatible wire that this venue knows of and does not offer.</summary>
    private static readonly HashSet<string> Unsupported =
    [
        "reserveRequestWeight", "agentSetAbstraction",
        "vaultTransfer", "createVault", "usdSend", "spotSend", "usdClassTransfer", "sendAsset",
        "userSetAbstraction", "userDexAbstraction", "multiSig", "subAccountSpotTransfer", "cDeposit",
        "cWithdraw", "tokenDelegate", "vaultDistribute", "vaultModify", "setDisplayName", "spotUser",
        "convertToMultiSigUser", "claimRewards", "subAccountModify",
    ];

    /// <summary>Parses the signed bytes; on failure says with a stable code what is wrong.</summary>
    public static bool TryParse(
        ReadOnlySpan<byte> messagePack,
        [NotNullWhen(true)] out ParsedAction? action,
        [NotNullWhen(false)] out WireError? error)
    {
        (action, error) = (null, null);
        try
        {
            action = Parse(messagePack);
            return true;
        }
        catch (WireException refused)
        {
            error = refused.Error;
            return false;
        }
    }

    private static ParsedAction Parse(ReadOnlySpan<byte> bytes)
    {
        var type = TypeOf(bytes);
        return type switch
        {
            "order" => L1(type, OrderParser.Place(bytes)),
            "offingOrder" => L1(type, OrderParser.PlaceNative(bytes)),
            "cancel" => L1(type, CancelParser.ById(bytes)),
            "cancelByCloid" => L1(type, CancelParser.ByClientId(bytes)),
            "modify" => L1(type, OrderParser.Modify(bytes)),
            "batchModify" => L1(type, OrderParser.BatchModify(bytes)),
            "scheduleCancel" => L1(type, TimedParser.Schedule(bytes)),
            "twapOrder" => L1(type, TimedParser.Twap(bytes)),
            "twapCancel" => L1(type, TimedParser.TwapCancel(bytes)),
            "createSubAccount" => L1(type, SubAccountParser.Create(bytes)),
            "subAccountTransfer" => L1(type, SubAccountParser.Transfer(bytes)),
            "updateLeverage" => L1(type, UpdateLeverage(bytes)),
            "updateIsolatedMargin" => L1(type, IsolatedMarginParser.Update(bytes)),
            "topUpIsolatedOnlyMargin" => L1(type, IsolatedMarginParser.TopUp(bytes)),
            "noop" => L1(type, OnlyTexts(bytes)),
            "setReferrer" => L1(type, OnlyTexts(bytes, "code")),
            "approveAgent" or "withdraw3" or "approveBuilderFee" or "grant" => TypedParser.Parse(type, bytes),
            _ when Unsupported.Contains(type) =>
                throw new WireException(RejectCode.UnsupportedAction, type),
            _ => throw new WireException(RejectCode.UnknownAction, type),
        };
    }

    private static ParsedAction L1(string type, Command command) =>
        new(type, ActionFamily.L1, command, new Dictionary<string, object?>());

    private static string TypeOf(ReadOnlySpan<byte> bytes)
    {
        var reader = new MessagePackReader(bytes);
        var count = reader.Map("the action");
        for (var i = 0; i < count; i++)
        {
            if (reader.String("a key") == "type")
            {
                return reader.String("type");
            }

            reader.Skip();
        }

        throw new WireException(RejectCode.MissingKey, "type");
    }

    private static UpdateLeverage UpdateLeverage(ReadOnlySpan<byte> bytes)
    {
        var reader = new MessagePackReader(bytes);
        var keys = new KeySet("type", "asset", "isCross", "leverage");
        var (asset, isCross, leverage) = (0u, false, 0u);
        for (var left = reader.Map("the action"); left > 0; left--)
        {
            switch (keys.Next(ref reader))
            {
                case "asset":
                    asset = reader.UInt32("asset");
                    break;
                case "isCross":
                    isCross = reader.Bool("isCross");
                    break;
                case "leverage":
                    leverage = reader.UInt32("leverage");
                    break;
                default:
                    reader.String("type");
                    break;
            }
        }

        reader.End();
        keys.MustHaveAll();
        return new UpdateLeverage(new MarketId(asset), isCross, leverage);
    }

    // Calls that existing clients make and that change nothing here: every field is a text.
    private static Noop OnlyTexts(ReadOnlySpan<byte> bytes, params string[] fields)
    {
        var reader = new MessagePackReader(bytes);
        var keys = new KeySet(["type", .. fields]);
        for (var left = reader.Map("the action"); left > 0; left--)
        {
            reader.String(keys.Next(ref reader));
        }

        reader.End();
        keys.MustHaveAll();
        return new Noop(OwnerOnly: false);
    }
}
