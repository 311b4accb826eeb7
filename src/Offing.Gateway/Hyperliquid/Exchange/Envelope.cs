using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using Offing.Primitives;
using Offing.Protocol;
using Offing.Protocol.Wire;

namespace Offing.Gateway.Hyperliquid.Exchange;

/// <summary>What stands around a signed action.</summary>
/// <param name="Action">The bytes of the action's JSON, untouched: they are what was signed.</param>
/// <param name="Nonce">Null where the native surface leaves it inside the action.</param>
/// <param name="R">Hexadecimal, leading zeros may be missing.</param>
internal sealed record Envelope(
    ReadOnlyMemory<byte> Action, ulong? Nonce, string R, string S, ulong V, string? Vault,
    ulong? ExpiresAfter_Ms)
{
    /// <summary>The signature, or why it is none.</summary>
    public bool TryReadSignature(out Signing.Signature signature, [NotNullWhen(false)] out WireError? error)
    {
        error = Signing.Signature.TryParse(R, S, V, out signature)
            ? null
            : new WireError(
                RejectCode.BadSignature, "r and s must be 32 bytes in hex, s the low one, v 27 or 28");
        return error is null;
    }

    /// <summary>The vault's address; some clients leave its 0x away.</summary>
    public bool TryReadVault(out Address? vault, [NotNullWhen(false)] out WireError? error)
    {
        (vault, error) = (null, null);
        if (Vault is null)
        {
            return true;
        }

        if (Address.TryParse(Vault.Length == 40 ? $"0x{Vault}" : Vault, out var address))
        {
            vault = address;
            return true;
        }

        error = new WireError(RejectCode.BadAddress, "vaultAddress must be 0x and 40 hex digits");
        return false;
    }
}

/// <summary>Reads the body of POST /exchange without touching the bytes of the action.</summary>
internal static class EnvelopeReader
{
    private static readonly JsonReaderOptions Options = new() { MaxDepth = 64 };

    /// <summary>
    /// The envelope, or what is wrong with the body. null stands for absent, as clients send it.
    /// </summary>
    public static bool TryRead(
        ReadOnlyMemory<byte> body, bool nonceRequired,
        [NotNullWhen(true)] out Envelope? envelope, [NotNullWhen(false)] out string? error)
    {
        envelope = null;
        try
        {
            var parts = new Parts();
            ReadAll(body, parts);
            envelope = parts.Build(nonceRequired);
            error = null;
        }
        catch (JsonException broken)
        {
            error = broken.BytePositionInLine is { } position
                ? $"not JSON at byte {position}"
                : broken.Message;
        }
        catch (InvalidOperationException)
        {
            error = "a string is not valid Unicode";
        }

        return envelope is not null;
    }

    private static void ReadAll(ReadOnlyMemory<byte> body, Parts parts)
    {
        var reader = new Utf8JsonReader(body.Span, Options);
        Expect(reader.Read() && reader.TokenType == JsonTokenType.StartObject, "the body must be an object");
        while (reader.Read() && reader.TokenType != JsonTokenType.EndObject)
        {
            var key = reader.GetString()!;
            Expect(parts.Seen.Add(key), $"the key {key} stands twice");
            reader.Read();
            switch (key)
            {
                case "action":
                    Expect(reader.TokenType == JsonTokenType.StartObject, "action must be an object");
                    var start = (int)reader.TokenStartIndex;
                    reader.Skip();
                    parts.Action = body[start..(int)reader.BytesConsumed];
                    break;
                case "nonce":
                    parts.Nonce = Number(ref reader, key);
                    break;
                case "signature":
                    ReadSignature(ref reader, parts);
                    break;
                case "vaultAddress":
                    parts.Vault = TextOrNull(ref reader, key);
                    break;
                case "expiresAfter":
                    parts.ExpiresAfter = reader.TokenType == JsonTokenType.Null
                        ? null
                        : Number(ref reader, key);
                    break;
                default:
                    throw new JsonException($"the key {key} is not known");
            }
        }

        Expect(!reader.Read(), "bytes after the end");
    }

    private static void ReadSignature(ref Utf8JsonReader reader, Parts parts)
    {
        Expect(reader.TokenType == JsonTokenType.StartObject, "signature must be an object");
        while (reader.Read() && reader.TokenType != JsonTokenType.EndObject)
        {
            var key = reader.GetString()!;
            Expect(parts.Seen.Add($"signature.{key}"), $"the key {key} stands twice");
            reader.Read();
            switch (key)
            {
                case "r":
                    parts.R = TextOrNull(ref reader, key);
                    break;
                case "s":
                    parts.S = TextOrNull(ref reader, key);
                    break;
                case "v":
                    parts.V = Number(ref reader, key);
                    break;
                default:
                    throw new JsonException($"the key signature.{key} is not known");
            }
        }
    }

    private static ulong Number(ref Utf8JsonReader reader, string key)
    {
        var value = 0ul;
        Expect(
            reader.TokenType == JsonTokenType.Number && reader.TryGetUInt64(out value),
            $"{key} must be a whole number of at least 0");
        return value;
    }

    private static string? TextOrNull(ref Utf8JsonReader reader, string key)
    {
        Expect(reader.TokenType is JsonTokenType.String or JsonTokenType.Null, $"{key} must be a string");
        return reader.GetString();
    }

    private static void Expect([DoesNotReturnIf(false)] bool condition, string problem)
    {
        if (!condition)
        {
            throw new JsonException(problem);
        }
    }

    private sealed class Parts
    {
        public HashSet<string> Seen { get; } = [];

        public ReadOnlyMemory<byte> Action { get; set; }

        public ulong? Nonce { get; set; }

        public string? R { get; set; }

        public string? S { get; set; }

        public ulong? V { get; set; }

        public string? Vault { get; set; }

        public ulong? ExpiresAfter { get; set; }

        public Envelope Build(bool nonceRequired)
        {
            Expect(!Action.IsEmpty, "action is missing");
            Expect(Nonce is not null || !nonceRequired, "nonce is missing");
            Expect(R is not null && S is not null && V is not null, "signature must have r, s and v");
            return new Envelope(Action, Nonce, R, S, V.Value, Vault, ExpiresAfter);
        }
    }
}
