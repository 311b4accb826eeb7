using System.Globalization;
using System.Text.Json;
using Offing.Primitives;
using Offing.Signing;

namespace Offing.Receipts.Tests;

/// <summary>spec/vectors/receipts.json, which another implementation wrote.</summary>
internal static class Vectors
{
    public static JsonElement File { get; } = Read();

    public static ulong ChainId => File.GetProperty("domain").GetProperty("chainId").GetUInt64();

    public static Address Vault => Address.Parse(Text(File.GetProperty("domain"), "vault"));

    public static OffingDomain Domain { get; } = new(ChainId, Vault);

    public static PrivateKey Key { get; } = PrivateKey.FromSeed(Text(File.GetProperty("sequencer"), "seed"));

    public static IReadOnlyList<JsonElement> Batches { get; } =
        [.. File.GetProperty("batches").EnumerateArray()];

    /// <summary>The receipt of an entry of a micro-batch.</summary>
    public static Receipt Receipt(int batch, int index)
    {
        var (of, entry) = (Batches[batch], Batches[batch].GetProperty("entries")[index]);
        Assert.True(Signature.TryParse(
            Text(of, "r"), Text(of, "s"), of.GetProperty("v").GetUInt64(), out var signature));
        return new Receipt(
            Message(of), Number(entry, "seq"), Number(entry, "arrival"), Hash(entry, "entryHash"),
            [.. entry.GetProperty("siblings").EnumerateArray().Select(s => Hash32.Parse(s.GetString()!))],
            signature);
    }

    public static ReceiptDocument Document(int batch, int index) => new(
        ChainId, Vault, Receipt(batch, index),
        Hex.Decode(Text(Batches[batch].GetProperty("entries")[index], "entry")));

    public static MicroBatchMessage Message(JsonElement batch) => new(
        Number(batch, "record"), Number(batch, "epoch"), Number(batch, "firstSeq"),
        batch.GetProperty("count").GetUInt32(), Hash(batch, "previousHash"), Hash(batch, "root"),
        Number(batch, "deadline"));

    public static Hash32 Hash(JsonElement at, string name) => Hash32.Parse(Text(at, name));

    public static string Text(JsonElement at, string name) => at.GetProperty(name).GetString()!;

    private static ulong Number(JsonElement at, string name) =>
        ulong.Parse(Text(at, name), CultureInfo.InvariantCulture);

    private static JsonElement Read()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!System.IO.File.Exists(Path.Combine(folder.FullName, "Offing.slnx")))
        {
            folder = folder.Parent ?? throw new InvalidOperationException("no Offing.slnx above the tests");
        }

        var path = Path.Combine(folder.FullName, "spec", "vectors", "receipts.json");
        using var document = JsonDocument.Parse(System.IO.File.ReadAllBytes(path));
        return document.RootElement.Clone();
    }
}
