using System.Globalization;
using System.Text.Json;
using Offing.Primitives;

namespace Offing.Settlement.L1;

/// <summary>
/// Ethereum's JSON forms of numbers and bytes; anything else is an answer that cannot be used.
/// </summary>
internal static class JsonForms
{
    public static string Quantity(ulong value) => $"0x{value:x}";

    public static string Quantity(UInt128 value) => $"0x{value:x}";

    public static UInt128 U128(JsonElement element)
    {
        var text = element.GetString();
        return text is { Length: > 2 and <= 34 } && text.StartsWith("0x", StringComparison.Ordinal)
            && UInt128.TryParse(text.AsSpan(2), NumberStyles.AllowHexSpecifier, null, out var value)
            ? value
            : throw new FormatException($"not a number: {text}");
    }

    public static ulong U64(JsonElement element) => checked((ulong)U128(element));

    public static byte[] Bytes(JsonElement element) => Hex.Decode(element.GetString());

    public static Hash32 Hash(JsonElement element) => Hash32.Parse(element.GetString() ?? "");

    public static Address Address(JsonElement element) => Primitives.Address.Parse(element.GetString() ?? "");

    public static L1Block Block(JsonElement block) => new(
        U64(block.GetProperty("number")),
        Hash(block.GetProperty("hash")),
        Hash(block.GetProperty("parentHash")),
        U64(block.GetProperty("timestamp")),
        block.TryGetProperty("baseFeePerGas", out var fee) ? U128(fee) : UInt128.Zero);

    public static L1Log Log(JsonElement log) => new(
        Address(log.GetProperty("address")),
        [.. log.GetProperty("topics").EnumerateArray().Select(Hash)],
        Bytes(log.GetProperty("data")),
        U64(log.GetProperty("blockNumber")),
        Hash(log.GetProperty("transactionHash")));

    public static L1Receipt Receipt(JsonElement receipt) => new(
        Hash(receipt.GetProperty("transactionHash")),
        U64(receipt.GetProperty("blockNumber")),
        U64(receipt.GetProperty("status")) == 1,
        U64(receipt.GetProperty("gasUsed")),
        U128(receipt.GetProperty("effectiveGasPrice")));

    public static L1Transaction Transaction(JsonElement transaction) => new(
        Hash(transaction.GetProperty("hash")),
        Address(transaction.GetProperty("from")),
        transaction.GetProperty("to") is { ValueKind: JsonValueKind.String } to ? Address(to) : null,
        U64(transaction.GetProperty("nonce")),
        Bytes(transaction.GetProperty("input")),
        transaction.GetProperty("blockNumber") is { ValueKind: JsonValueKind.String } block
            ? U64(block)
            : null);
}
