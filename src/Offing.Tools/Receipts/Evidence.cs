using System.Text.Json;
using Offing.Primitives;
using Offing.Receipts;

namespace Offing.Tools.Receipts;

/// <summary>The proof of a broken promise: the call of the receipt bond, bytes and all.</summary>
/// <param name="Kind">twoLeaves, postedLeaf or overdue.</param>
/// <param name="What">The same in words.</param>
/// <param name="Call">Name of the contract's function.</param>
/// <param name="Data">Input of the transaction.</param>
/// <param name="Receipts">What it rests on.</param>
public sealed record Evidence(
    string Kind, string What, string Call, byte[] Data, IReadOnlyList<ReceiptDocument> Receipts)
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    /// <summary>Two receipts for one place.</summary>
    public static Evidence TwoLeaves(ReceiptDocument one, ReceiptDocument other) => new(
        "twoLeaves",
        $"the sequencer promised entry {one.Receipt.Seq} twice: leaf {one.Receipt.Leaf} in epoch "
        + $"{one.Receipt.Batch.Epoch} and leaf {other.Receipt.Leaf} in epoch {other.Receipt.Batch.Epoch}",
        "slashTwoLeaves", BondCalls.SlashTwoLeaves(one.Receipt, other.Receipt), [one, other]);

    /// <summary>Writes it; a file that is there is not overwritten.</summary>
    /// <param name="bond">The contract, where it is known.</param>
    /// <exception cref="IOException">It cannot be written.</exception>
    public void Save(string path, Address? bond)
    {
        using var file = new FileStream(path, FileMode.CreateNew);
        JsonSerializer.Serialize(
            file,
            new
            {
                kind = Kind,
                what = What,
                chainId = Receipts[0].ChainId,
                vault = Receipts[0].Vault.ToString(),
                to = bond?.ToString(),
                call = Call,
                data = Hex.Encode(Data),
                receipts = Receipts.Select(ReceiptJson.Shape),
            },
            Indented);
    }
}
