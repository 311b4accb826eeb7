using Offing.Primitives;

namespace Offing.Receipts;

/// <summary>Why something is no receipt of a venue.</summary>
public enum ReceiptDefect
{
    /// <summary>It is one.</summary>
    None = 0,

    /// <summary>It names another chain.</summary>
    OtherChain = 1,

    /// <summary>It names another vault.</summary>
    OtherVault = 2,

    /// <summary>Its signature is nobody's.</summary>
    NotSigned = 3,

    /// <summary>Somebody signed it who is not the sequencer.</summary>
    OtherSigner = 4,

    /// <summary>Its leaf does not stand in the signed micro-batch at the place of its number.</summary>
    NotInMicroBatch = 5,

    /// <summary>The entry beside it is not the one that it promises.</summary>
    OtherEntry = 6,
}

/// <summary>Whom a receipt must come from; what is null is taken from the receipt itself.</summary>
/// <param name="Sequencer">The key, or the key that the signature gives when null.</param>
public sealed record ReceiptSource(ulong? ChainId, Address? Vault, Address? Sequencer);

/// <summary>What was found about one receipt.</summary>
/// <param name="Signer">Who signed it; null when nobody did.</param>
public readonly record struct ReceiptFinding(ReceiptDefect Defect, Address? Signer)
{
    /// <summary>Whether it is a receipt of the source.</summary>
    public bool Holds => Defect == ReceiptDefect.None;
}

/// <summary>Checks receipts without asking anybody.</summary>
public static class ReceiptCheck
{
    /// <summary>Whether a document is a receipt of the source.</summary>
    public static ReceiptFinding Examine(ReceiptDocument document, ReceiptSource source)
    {
        var receipt = document.Receipt;
        var signer = receipt.Signer(document.Domain);
        var defect = source.ChainId is { } chain && chain != document.ChainId ? ReceiptDefect.OtherChain
            : source.Vault is { } vault && vault != document.Vault ? ReceiptDefect.OtherVault
            : signer is null ? ReceiptDefect.NotSigned
            : source.Sequencer is { } expected && expected != signer ? ReceiptDefect.OtherSigner
            : !receipt.IsInBatch ? ReceiptDefect.NotInMicroBatch
            : document.Entry is { } entry && Keccak.Hash(entry) != receipt.EntryHash
                ? ReceiptDefect.OtherEntry
                : ReceiptDefect.None;
        return new ReceiptFinding(defect, signer);
    }

    /// <summary>
    /// Whether two receipts of one venue's sequencer cannot both be kept: one place, two leaves, in whatever
    /// epochs and micro-batches.
    /// </summary>
    public static bool Contradict(ReceiptDocument one, ReceiptDocument other) =>
        one.ChainId == other.ChainId && one.Vault == other.Vault
        && one.Receipt.Seq == other.Receipt.Seq && one.Receipt.Leaf != other.Receipt.Leaf;
}
