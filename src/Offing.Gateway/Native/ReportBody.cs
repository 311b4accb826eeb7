using System.Text.Json;
using Offing.Gateway.Wire;
using Offing.Primitives;
using Offing.Protocol;
using Offing.Protocol.Wire;
using Offing.Signing;

namespace Offing.Gateway.Native;

/// <summary>The body of a publisher's report: an object of whole numbers and a signature.</summary>
internal static class ReportBody
{
    /// <summary>Reads the body with <paramref name="read"/>; null when that found nothing wrong.</summary>
    public static WireError? Read(
        ReadOnlyMemory<byte> body, string[] keys, Func<JsonElement, WireError?> read)
    {
        try
        {
            using var document = JsonDocument.Parse(body, WireJson.Request);
            RequireKeys(document.RootElement, keys);
            return read(document.RootElement);
        }
        catch (JsonException broken)
        {
            return new WireError(RejectCode.Malformed, $"not JSON at byte {broken.BytePositionInLine}");
        }
        catch (FormatException wrong)
        {
            return new WireError(RejectCode.Malformed, wrong.Message);
        }
    }

    /// <summary>The 65 bytes of the signature, when it is that of <paramref name="publisher"/>.</summary>
    /// <param name="signatures">Who signed.</param>
    public static WireError? Signature(
        JsonElement body, Hash32 digest, Address publisher, ISignatures signatures, out byte[] bytes)
    {
        bytes = new byte[Signing.Signature.SizeBytes];
        if (!TryReadSignature(body, out var signature))
        {
            return new WireError(
                RejectCode.BadSignature, "it must be r, s (the low one) and v in one hex text of 65 bytes");
        }

        if (signatures.SignerOf(digest, signature) != publisher)
        {
            return new WireError(RejectCode.BadSignature, "it is not by the key that must sign");
        }

        signature.CopyTo(bytes);
        return null;
    }

    public static ulong Number(JsonElement body, string key) =>
        body.TryGetProperty(key, out var value) && value.ValueKind == JsonValueKind.Number
            && value.TryGetUInt64(out var number)
            ? number
            : throw new FormatException($"{key} must be a whole number of at least 0");

    public static long SignedNumber(JsonElement body, string key) =>
        body.TryGetProperty(key, out var value) && value.ValueKind == JsonValueKind.Number
            && value.TryGetInt64(out var number)
            ? number
            : throw new FormatException($"{key} must be a whole number");

    private static void RequireKeys(JsonElement body, string[] keys)
    {
        if (body.ValueKind != JsonValueKind.Object)
        {
            throw new FormatException("the body must be an object");
        }

        foreach (var property in body.EnumerateObject().Where(property => !keys.Contains(property.Name)))
        {
            throw new FormatException($"the key {property.Name} is not known");
        }
    }

    private static bool TryReadSignature(JsonElement body, out Signature signature)
    {
        signature = default;
        return body.TryGetProperty("signature", out var text) && text.ValueKind == JsonValueKind.String
            && Hex.TryDecode(text.GetString(), out var bytes)
            && Signing.Signature.TryRead(bytes, out signature);
    }
}
