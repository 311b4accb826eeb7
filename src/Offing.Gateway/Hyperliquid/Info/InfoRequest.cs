using System.Text.Json;
using Offing.Gateway.Wire;
using Offing.Primitives;
using Offing.Protocol.Genesis;

namespace Offing.Gateway.Hyperliquid.Info;

/// <summary>A request of the public surface is not what it should be; the text says what.</summary>
internal sealed class BadRequestException(string problem) : Exception(problem);

/// <summary>The fields of an info request or of a subscription, read with their types.</summary>
internal sealed class InfoRequest(JsonElement body, MarketDirectory markets)
{
    private const string Dex = "dex";

    public string Type => RequiredText("type");

    public Address User =>
        Address.TryParse(RequiredText("user"), out var user)
            ? user
            : throw new BadRequestException("user must be 0x and 40 hex digits");

    public MarketParameters Market
    {
        get
        {
            var coin = RequiredText("coin");
            return markets.Find(coin) ?? throw new BadRequestException($"coin {coin} is not listed");
        }
    }

    /// <summary>The object itself.</summary>
    public JsonElement Body => body;

    /// <summary>Only the main dex exists: absent, null or the empty text.</summary>
    public void RequireMainDex()
    {
        if (!string.IsNullOrEmpty(Text(Dex)))
        {
            throw new BadRequestException($"dex {Text(Dex)} is not listed");
        }
    }

    public InfoRequest Inner(string key) =>
        Find(key) is { ValueKind: JsonValueKind.Object } inner
            ? new InfoRequest(inner, markets)
            : throw new BadRequestException($"{key} must be an object");

    public string RequiredText(string key) => Text(key) ?? throw new BadRequestException($"{key} is missing");

    /// <summary>Null when absent or null.</summary>
    public string? Text(string key) => Find(key) switch
    {
        null => null,
        { ValueKind: JsonValueKind.String } value => value.GetString(),
        _ => throw new BadRequestException($"{key} must be a string"),
    };

    /// <summary>Null when absent or null.</summary>
    public ulong? Number(string key)
    {
        if (Find(key) is not { } value)
        {
            return null;
        }

        return value.ValueKind == JsonValueKind.Number && value.TryGetUInt64(out var number)
            ? number
            : throw new BadRequestException($"{key} must be a whole number of at least 0");
    }

    /// <summary>Whether the field is a string; a number otherwise.</summary>
    public bool IsText(string key) => Find(key) is { ValueKind: JsonValueKind.String };

    private JsonElement? Find(string key) =>
        body.TryGetProperty(key, out var value) && value.ValueKind != JsonValueKind.Null ? value : null;
}
