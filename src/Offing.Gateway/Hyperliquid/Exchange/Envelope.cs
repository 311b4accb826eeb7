using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Text;
using System.Text.Json;
using System.Text.Unicode;
using Offing.Primitives;
using Offing.Protocol;
using Offing.Protocol.Wire;

namespace Offing.Gateway.Hyperliquid.Exchange;

/// <summary>What stands around a signed action.</summary>
/// <param name="Action">The bytes of the action's JSON, untouched: they are what was signed.</param>
/// <param name="Nonce">Null where the native surface leaves it inside the action.</param>
/// <param name="Signature">Null when what stands there is none.</param>
/// <param name="Signer">Whose signature it is, to save the venue the search (spec/native.md).</param>
internal sealed record Envelope(
    ReadOnlyMemory<byte> Action, ulong? Nonce, Signing.Signature? Signature, string? Vault,
    ulong? ExpiresAfter_Ms, string? Signer)
{
    /// <summary>The signature, or why it is none.</summary>
    public bool TryReadSignature(out Signing.Signature signature, [NotNullWhen(false)] out WireError? error)
    {
        signature = Signature ?? default;
        error = Signature is not null
            ? null
            : new WireError(
                RejectCode.BadSignature, "r and s must be 32 bytes in hex, s the low one, v 27 or 28");
        return error is null;
    }

    /// <summary>The address that the envelope names as the signer's; null when it names none.</summary>
    public bool TryReadSigner(out Address? signer, [NotNullWhen(false)] out WireError? error)
    {
        var isGood = Address.TryParse(Signer, out var address);
        signer = isGood ? address : null;
        error = isGood || Signer is null
            ? null
            : new WireError(RejectCode.BadAddress, "signer must be 0x and 40 hex digits");
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
    private const int Scalar_Bytes = 32;
    private static readonly JsonReaderOptions Options = new() { MaxDepth = 64 };
    private static readonly string[] Keys =
        ["action", "nonce", "signature", "vaultAddress", "expiresAfter", "signer"];

    private static readonly string[] SignatureKeys = ["r", "s", "v"];

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
            var parts = default(Parts);
            ReadAll(body, ref parts);
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

    private static void ReadAll(ReadOnlyMemory<byte> body, ref Parts parts)
    {
        var reader = new Utf8JsonReader(body.Span, Options);
        Expect(reader.Read() && reader.TokenType == JsonTokenType.StartObject, "the body must be an object");
        while (reader.Read() && reader.TokenType != JsonTokenType.EndObject)
        {
            switch (parts.Key(ref reader, Keys, ""))
            {
                case 0:
                    Expect(reader.TokenType == JsonTokenType.StartObject, "action must be an object");
                    var start = (int)reader.TokenStartIndex;
                    reader.Skip();
                    parts.Action = body[start..(int)reader.BytesConsumed];
                    break;
                case 1:
                    parts.Nonce = Number(ref reader, "nonce");
                    break;
                case 2:
                    ReadSignature(ref reader, ref parts);
                    break;
                case 3:
                    parts.Vault = TextOrNull(ref reader, "vaultAddress");
                    break;
                case 5:
                    parts.Signer = TextOrNull(ref reader, "signer");
                    break;
                default:
                    parts.ExpiresAfter = reader.TokenType == JsonTokenType.Null
                        ? null
                        : Number(ref reader, "expiresAfter");
                    break;
            }
        }

        Expect(!reader.Read(), "bytes after the end");
    }

    private static void ReadSignature(ref Utf8JsonReader reader, ref Parts parts)
    {
        Expect(reader.TokenType == JsonTokenType.StartObject, "signature must be an object");
        Span<byte> digits = stackalloc byte[2 * Scalar_Bytes];
        var (hasR, hasS, areDigits) = (false, false, true);
        ulong? v = null;
        while (reader.Read() && reader.TokenType != JsonTokenType.EndObject)
        {
            switch (parts.Key(ref reader, SignatureKeys, "signature."))
            {
                case 0:
                    hasR = TryReadScalar(ref reader, "r", digits[..Scalar_Bytes], ref areDigits);
                    break;
                case 1:
                    hasS = TryReadScalar(ref reader, "s", digits[Scalar_Bytes..], ref areDigits);
                    break;
                default:
                    v = Number(ref reader, "v");
                    break;
            }
        }

        parts.HasSignature = hasR && hasS && v is not null;
        parts.Signature = parts.HasSignature && areDigits
            && Signing.Signature.TryCreate(digits, v!.Value, out var signature)
            ? signature
            : null;
    }

    // False for null. Digits are 0x and 1 to 64 of them: some clients leave leading zeros away.
    private static bool TryReadScalar(
        ref Utf8JsonReader reader, string key, scoped Span<byte> scalar, ref bool areDigits)
    {
        if (reader.TokenType is not (JsonTokenType.String or JsonTokenType.Null))
        {
            throw new JsonException($"{key} must be a string");
        }

        if (reader.TokenType == JsonTokenType.Null)
        {
            return false;
        }

        Span<byte> padded = stackalloc byte[2 * Scalar_Bytes];
        padded.Fill((byte)'0');
        var text = reader.ValueIsEscaped ? Encoding.UTF8.GetBytes(reader.GetString()!) : reader.ValueSpan;
        if (!reader.ValueIsEscaped && !Utf8.IsValid(text))
        {
            throw new InvalidOperationException("not UTF-8");
        }

        if (text.Length <= 2 || text.Length > 2 + padded.Length || !text.StartsWith("0x"u8))
        {
            areDigits = false;
            return true;
        }

        text[2..].CopyTo(padded[^(text.Length - 2)..]);
        areDigits &= Convert.FromHexString(padded, scalar, out _, out _) == OperationStatus.Done;
        return true;
    }

    private static ulong Number(ref Utf8JsonReader reader, string key)
    {
        return reader.TokenType == JsonTokenType.Number && reader.TryGetUInt64(out var value)
            ? value
            : throw new JsonException($"{key} must be a whole number of at least 0");
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

    private struct Parts
    {
        private uint _seen;

        public ReadOnlyMemory<byte> Action { get; set; }

        public ulong? Nonce { get; set; }

        public bool HasSignature { get; set; }

        public Signing.Signature? Signature { get; set; }

        public string? Vault { get; set; }

        public ulong? ExpiresAfter { get; set; }

        public string? Signer { get; set; }

        /// <summary>Which of the keys the reader stands at; then it stands at the value.</summary>
        public int Key(ref Utf8JsonReader reader, string[] known, string prefix)
        {
            var index = 0;
            while (index < known.Length && !reader.ValueTextEquals(known[index]))
            {
                index++;
            }

            if (index == known.Length)
            {
                throw new JsonException($"the key {prefix}{reader.GetString()} is not known");
            }

            // The keys of the signature have bits of their own.
            var bit = 1u << (prefix.Length == 0 ? index : index + Keys.Length);
            if ((_seen & bit) != 0)
            {
                throw new JsonException($"the key {prefix}{known[index]} stands twice");
            }

            _seen |= bit;
            reader.Read();
            return index;
        }

        public readonly Envelope Build(bool nonceRequired)
        {
            Expect(!Action.IsEmpty, "action is missing");
            Expect(Nonce is not null || !nonceRequired, "nonce is missing");
            Expect(HasSignature, "signature must have r, s and v");
            return new Envelope(Action, Nonce, Signature, Vault, ExpiresAfter, Signer);
        }
    }
}
