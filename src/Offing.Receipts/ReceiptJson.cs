using System.Globalization;
using System.Text;
using System.Text.Json;
using Offing.Primitives;
using Offing.Signing;

namespace Offing.Receipts;

/// <summary>The text form of a receipt (spec/receipts.md): what the venue answers, and what a file holds.
/// </summary>
public static class ReceiptJson
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    /// <summary>The document as a tree that any JSON writer takes.</summary>
    public static object Shape(ReceiptDocument document)
    {
        var (receipt, batch) = (document.Receipt, document.Receipt.Batch);
        return new
        {
            chainId = document.ChainId,
            vault = document.Vault.ToString(),
            batch = new
            {
                record = batch.Record,
                epoch = batch.Epoch,
                firstSeq = batch.FirstSeq,
                count = batch.Count,
                previousHash = batch.PreviousHash.ToString(),
                root = batch.Root.ToString(),
                deadline = batch.Deadline,
            },
            seq = receipt.Seq,
            arrival = receipt.Arrival,
            entryHash = receipt.EntryHash.ToString(),
            leaf = receipt.Leaf.ToString(),
            siblings = receipt.Siblings.Select(sibling => sibling.ToString()),
            signature = receipt.Signature.ToString(),
            entry = document.Entry is { } entry ? Hex.Encode(entry) : null,
        };
    }

    /// <summary>The text of <see cref="Shape"/>.</summary>
    public static string Write(ReceiptDocument document) =>
        JsonSerializer.Serialize(Shape(document), Indented);

    /// <summary>
    /// Reads a receipt out of its own text, or out of a venue's answer around it.
    /// </summary>
    /// <exception cref="FormatException">It is none; the message says what is missing or wrong.</exception>
    public static ReceiptDocument Read(string text)
    {
        try
        {
            using var json = JsonDocument.Parse(Encoding.UTF8.GetBytes(text));
            return Find(json.RootElement) is { } found
                ? Read(found)
                : throw new FormatException("no receipt is in it: an object with batch and signature");
        }
        catch (JsonException error)
        {
            throw new FormatException($"it is no JSON ({error.Message})", error);
        }
    }

    private static JsonElement? Find(JsonElement at)
    {
        if (at.ValueKind != JsonValueKind.Object)
        {
            return null;
        }

        if (at.TryGetProperty("batch", out _) && at.TryGetProperty("signature", out _))
        {
            return at;
        }

        return at.TryGetProperty("receipt", out var receipt) && Find(receipt) is { } inside ? inside
            : at.TryGetProperty("data", out var data) ? Find(data) : null;
    }

    private static ReceiptDocument Read(JsonElement at)
    {
        var batch = at.GetProperty("batch");
        if (batch.ValueKind != JsonValueKind.Object)
        {
            throw new FormatException("batch is no object");
        }

        var message = new MicroBatchMessage(
            Number(batch, "record"), Number(batch, "epoch"), Number(batch, "firstSeq"),
            Number(batch, "count") is var count and <= uint.MaxValue
                ? (uint)count
                : throw new FormatException("count is over 32 bits"),
            Hash(batch, "previousHash"), Hash(batch, "root"), Number(batch, "deadline"));
        var receipt = new Receipt(
            message, Number(at, "seq"), Number(at, "arrival"), Hash(at, "entryHash"), Siblings(at),
            Signature.TryRead(Bytes(at, "signature"), out var signature)
                ? signature
                : throw new FormatException("signature is none: 65 bytes r, s, v with the low s"));
        if (at.TryGetProperty("leaf", out _) && Hash(at, "leaf") != receipt.Leaf)
        {
            throw new FormatException("leaf is not that of seq, arrival and entryHash");
        }

        var vault = Address.TryParse(Text(at, "vault"), out var address)
            ? address
            : throw new FormatException("vault is no address");
        var hasEntry = at.TryGetProperty("entry", out var entry) && entry.ValueKind != JsonValueKind.Null;
        return new ReceiptDocument(
            Number(at, "chainId"), vault, receipt, hasEntry ? Bytes(at, "entry") : null);
    }

    private static Hash32[] Siblings(JsonElement at)
    {
        var list = Property(at, "siblings");
        return list.ValueKind == JsonValueKind.Array && list.GetArrayLength() <= 64
            ? [.. list.EnumerateArray().Select(item => HashOf(item, "siblings"))]
            : throw new FormatException("siblings is no list of at most 64 hashes");
    }

    private static JsonElement Property(JsonElement at, string name) => at.TryGetProperty(name, out var found)
        ? found
        : throw new FormatException($"{name} is missing");

    private static string Text(JsonElement at, string name) =>
        Property(at, name) is { ValueKind: JsonValueKind.String } text
            ? text.GetString()!
            : throw new FormatException($"{name} is no text");

    // Clients whose numbers end at 53 bits write larger ones as text.
    private static ulong Number(JsonElement at, string name)
    {
        var found = Property(at, name);
        var text = found.ValueKind switch
        {
            JsonValueKind.Number => found.GetRawText(),
            JsonValueKind.String => found.GetString()!,
            _ => "",
        };
        return ulong.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var value)
            ? value
            : throw new FormatException($"{name} is no whole number of 64 bits");
    }

    private static byte[] Bytes(JsonElement at, string name) => Hex.TryDecode(Text(at, name), out var bytes)
        ? bytes
        : throw new FormatException($"{name} is not hexadecimal");

    private static Hash32 Hash(JsonElement at, string name) => HashOf(Property(at, name), name);

    private static Hash32 HashOf(JsonElement value, string name) =>
        value.ValueKind == JsonValueKind.String && Hex.TryDecode(value.GetString(), out var bytes)
        && bytes.Length == Hash32.SizeBytes
            ? new Hash32(bytes)
            : throw new FormatException($"{name} is not 0x and 64 hexadecimal digits");
}
