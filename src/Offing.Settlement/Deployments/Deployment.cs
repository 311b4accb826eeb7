using System.Text.Json;
using Offing.Primitives;

namespace Offing.Settlement.Deployments;

/// <summary>Where a venue stands on chain.</summary>
/// <param name="Block">No event of the venue is in an earlier block.</param>
public sealed record Deployment(
    ulong ChainId, Address Usdc, Address Vault, Address Settlement, Hash32 GenesisHash, ulong Block)
{
    /// <summary>The sequencer's bond; zero in the record of a venue that had none yet.</summary>
    public Address ReceiptBond { get; init; }

    /// <summary>
    /// Pays what stands in accounts when the venue has ended; zero in the record of a venue that had none.
    /// </summary>
    public Address Escape { get; init; }

    /// <summary>The file's name in the data folder.</summary>
    public const string FileName = "deployment.json";

    /// <summary>Reads the record of a data folder; null when nothing was deployed from it.</summary>
    /// <exception cref="DeploymentException">The file is damaged.</exception>
    public static Deployment? TryLoad(string folder)
    {
        var path = Path.Combine(folder, FileName);
        if (!File.Exists(path))
        {
            return null;
        }

        try
        {
            using var document = JsonDocument.Parse(File.ReadAllBytes(path));
            var root = document.RootElement;
            Address Contract(string name) => Address.Parse(root.GetProperty(name).GetString() ?? "");
            return new Deployment(
                root.GetProperty("chainId").GetUInt64(),
                Contract("usdc"),
                Contract("vault"),
                Contract("settlement"),
                Hash32.Parse(root.GetProperty("genesisHash").GetString() ?? ""),
                root.GetProperty("block").GetUInt64())
            {
                Escape = root.TryGetProperty("escape", out _) ? Contract("escape") : default,
                ReceiptBond = root.TryGetProperty("receiptBond", out _) ? Contract("receiptBond") : default,
            };
        }
        catch (Exception error) when (error is JsonException or FormatException or KeyNotFoundException
            or InvalidOperationException)
        {
            throw new DeploymentException($"{path} is damaged: restore it, or start with --reset", error);
        }
    }

    /// <summary>Writes the record, whole or not at all.</summary>
    public void Save(string folder)
    {
        Directory.CreateDirectory(folder);
        var path = Path.Combine(folder, FileName);
        using (var file = File.Create(path + ".new"))
        using (var writer = new Utf8JsonWriter(file, new JsonWriterOptions { Indented = true }))
        {
            writer.WriteStartObject();
            writer.WriteNumber("chainId", ChainId);
            writer.WriteString("usdc", Usdc.ToString());
            writer.WriteString("vault", Vault.ToString());
            writer.WriteString("settlement", Settlement.ToString());
            writer.WriteString("escape", Escape.ToString());
            writer.WriteString("receiptBond", ReceiptBond.ToString());
            writer.WriteString("genesisHash", GenesisHash.ToString());
            writer.WriteNumber("block", Block);
            writer.WriteEndObject();
            writer.Flush();
            file.Flush(flushToDisk: true);
        }

        File.Move(path + ".new", path, overwrite: true);
    }
}
