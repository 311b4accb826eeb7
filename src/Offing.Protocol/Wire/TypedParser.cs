using Offing.Primitives;
using Offing.Protocol.Batches;
using Offing.Protocol.Commands;

namespace Offing.Protocol.Wire;

/// <summary>
/// Actions signed as typed data: approveAgent, withdraw3, approveBuilderFee, and our own grant.
/// </summary>
internal static class TypedParser
{
    private const int UsdDecimals = 6;
    private const int PercentDecimals = 3;
    private const string ValidUntil = " valid_until ";

    private static readonly string[] GrantKeys =
    [
        "type", "account", "key", "expiry", "maxOrderNotional", "maxPositionNotional", "maxDailyLoss",
        "maxLeverage", "reduceOnly", "markets", "nonce",
    ];

    public static ParsedAction Parse(string type, ReadOnlySpan<byte> bytes)
    {
        var fields = type switch
        {
            "approveAgent" => Fields(bytes, ["agentName"], User("agentAddress", "agentName", "nonce")),
            "withdraw3" => Fields(bytes, [], User("destination", "amount", "time")),
            "approveBuilderFee" => Fields(bytes, [], User("maxFeeRate", "builder", "nonce")),
            _ => Fields(bytes, [], GrantKeys),
        };
        Command command = type switch
        {
            "approveAgent" => Agent(fields),
            "withdraw3" => new Withdraw(AddressOf(fields, "destination"), AmountOf(fields)),
            "approveBuilderFee" => BuilderFee(fields),
            _ => Grant(fields),
        };
        if (fields.TryGetValue("nonce", out var nonce) ? nonce is not ulong : fields["time"] is not ulong)
        {
            throw new WireException(RejectCode.BadNumber, "the nonce must be a whole number of milliseconds");
        }

        var family = type == "grant" ? ActionFamily.Offing : ActionFamily.UserTyped;
        return new ParsedAction(type, family, command, fields);
    }

    private static string[] User(params string[] own) =>
        ["type", "signatureChainId", "hyperliquidChain", .. own];

    private static Dictionary<string, object?> Fields(
        ReadOnlySpan<byte> bytes, string[] optional, string[] known)
    {
        var reader = new MessagePackReader(bytes);
        var keys = new KeySet(known);
        var fields = new Dictionary<string, object?>();
        for (var left = reader.Map("the action"); left > 0; left--)
        {
            var key = keys.Next(ref reader);
            fields[key] = key == "markets" ? Markets(ref reader) : reader.Scalar(key);
        }

        reader.End();
        keys.MustHaveAll(optional);
        if (known.Contains("hyperliquidChain"))
        {
            ChainFields(fields);
        }

        return fields;
    }

    private static void ChainFields(Dictionary<string, object?> fields)
    {
        if (fields["hyperliquidChain"] is not ("Mainnet" or "Testnet"))
        {
            throw new WireException(RejectCode.Malformed, "hyperliquidChain must be Mainnet or Testnet");
        }

        if (fields["signatureChainId"] is not string { Length: > 2 and <= 18 } chain
            || !chain.StartsWith("0x", StringComparison.Ordinal)
            || !Digits.AreHex(chain.AsSpan(2)))
        {
            throw new WireException(
                RejectCode.Malformed, "signatureChainId must be 0x and 1 to 16 hex digits");
        }
    }

    private static ApproveAgent Agent(Dictionary<string, object?> fields)
    {
        var name = fields.TryGetValue("agentName", out var value) ? value switch
        {
            null => "",
            string text => text,
            _ => throw new WireException(RejectCode.Malformed, "agentName must be a string"),
        } : "";
        var expiry = 0ul;
        var suffix = name.IndexOf(ValidUntil, StringComparison.Ordinal);
        if (suffix >= 0)
        {
            if (!Digits.TryParse(name.AsSpan(suffix + ValidUntil.Length), out expiry) || expiry == 0)
            {
                throw new WireException(
                    RejectCode.AgentExpiryInvalid, "valid_until must be milliseconds since 1970");
            }

            name = name[..suffix];
        }

        if (name.Length > Limits.AgentName_Chars)
        {
            throw new WireException(
                RejectCode.BadAgentName, $"agentName is over {Limits.AgentName_Chars} characters");
        }

        return new ApproveAgent(AddressOf(fields, "agentAddress"), name, expiry, SessionLimits.None);
    }

    // A thousandth of a percent is a tenth of a basis point.
    private static ApproveBuilderFee BuilderFee(Dictionary<string, object?> fields) =>
        fields["maxFeeRate"] is string { Length: > 1 and < 16 } rate && rate.EndsWith('%')
            && WireDecimal.TryParse(rate.AsSpan(0, rate.Length - 1), out var percent)
            && percent.TryScale(PercentDecimals, out var tenths)
            ? new ApproveBuilderFee(AddressOf(fields, "builder"), tenths)
            : throw new WireException(
                RejectCode.Malformed, "maxFeeRate must be a percentage of at most 3 decimals, like 0.01%");

    private static ApproveAgent Grant(Dictionary<string, object?> fields)
    {
        AddressOf(fields, "account");
        var key = AddressOf(fields, "key");
        var leverage = Number(fields, "maxLeverage");
        if (fields["reduceOnly"] is not bool reduceOnly || leverage > uint.MaxValue)
        {
            throw new WireException(
                RejectCode.Malformed, "reduceOnly must be true or false, maxLeverage 32 bits");
        }

        var limits = new SessionLimits(
            Amount(fields, "maxOrderNotional"), Amount(fields, "maxPositionNotional"),
            Amount(fields, "maxDailyLoss"), (uint)leverage, reduceOnly,
            ((uint[])fields["markets"]!).Select(market => new MarketId(market)).ToArray());

        return new ApproveAgent(key, RequestPayload.NameOf(key), Number(fields, "expiry"), limits);
    }

    private static uint[] Markets(ref MessagePackReader reader)
    {
        var markets = new uint[reader.Array("markets")];
        for (var i = 0; i < markets.Length; i++)
        {
            markets[i] = reader.UInt32("a market");
            if (i > 0 && markets[i] <= markets[i - 1])
            {
                throw new WireException(RejectCode.Malformed, "markets must ascend");
            }
        }

        return markets;
    }

    private static ulong Number(Dictionary<string, object?> fields, string key) =>
        fields[key] is ulong value
            ? value
            : throw new WireException(RejectCode.BadNumber, $"{key} must be a whole number of at least 0");

    private static MicroUsd Amount(Dictionary<string, object?> fields, string key)
    {
        var value = Number(fields, key);
        return value <= Limits.AmountMax_MicroUsd
            ? new MicroUsd((long)value)
            : throw new WireException(RejectCode.BadNumber, $"{key} is over {Limits.AmountMax_MicroUsd}");
    }

    private static Address AddressOf(Dictionary<string, object?> fields, string key) =>
        Address.TryParse(fields[key] as string, out var address)
            ? address
            : throw new WireException(RejectCode.BadAddress, $"{key} must be 0x and 40 hex digits");

    private static MicroUsd AmountOf(Dictionary<string, object?> fields) =>
        fields["amount"] is string text && WireDecimal.TryParse(text, out var amount)
            && amount.TryScale(UsdDecimals, out var units) && units <= Limits.AmountMax_MicroUsd
            ? new MicroUsd((long)units)
            : throw new WireException(RejectCode.BadNumber, "amount must be a decimal of at most 6 decimals");
}
