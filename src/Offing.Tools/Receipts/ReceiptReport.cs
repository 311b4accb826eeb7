using Offing.Primitives;
using Offing.Protocol;
using Offing.Protocol.Codec;
using Offing.Protocol.Entries;
using Offing.Receipts;

namespace Offing.Tools.Receipts;

/// <summary>What a check ended in; the exit codes of the command.</summary>
public enum ReceiptVerdict
{
    /// <summary>All are receipts, and nothing contradicts them.</summary>
    Holds = 0,

    /// <summary>One of them is no receipt of this sequencer.</summary>
    NoReceipt = 2,

    /// <summary>A promise was broken, and here is the proof.</summary>
    Broken = 3,
}

/// <summary>Checks receipts without asking anybody, in words.</summary>
public static class ReceiptReport
{
    /// <summary>Reads a file.</summary>
    /// <exception cref="FormatException">There is none in it; the message names the file.</exception>
    public static ReceiptDocument Read(string file)
    {
        try
        {
            return ReceiptJson.Read(File.ReadAllText(file));
        }
        catch (FormatException error)
        {
            throw new FormatException($"{file}: {error.Message}", error);
        }
    }

    /// <summary>Says of each whether it holds.</summary>
    /// <returns>Whether all do.</returns>
    public static bool Examine(
        IReadOnlyList<(string File, ReceiptDocument Document)> all, ReceiptSource source, Action<string> say)
    {
        var holds = true;
        foreach (var (file, document) in all)
        {
            var finding = ReceiptCheck.Examine(document, source);
            holds &= finding.Holds;
            say(finding.Holds
                ? $"{file}: a receipt of {finding.Signer} for {Words(document)}"
                : $"{file}: NO RECEIPT: {Words(finding, document, source)}");
        }

        return holds;
    }

    /// <summary>The first two that contradict each other, signed by the same or by two keys.</summary>
    public static (int One, int Other)? Contradiction(
        IReadOnlyList<(string File, ReceiptDocument Document)> all)
    {
        for (var i = 0; i < all.Count; i++)
        {
            for (var j = i + 1; j < all.Count; j++)
            {
                if (ReceiptCheck.Contradict(all[i].Document, all[j].Document))
                {
                    return (i, j);
                }
            }
        }

        return null;
    }

    private static string Words(ReceiptDocument document)
    {
        var (receipt, batch) = (document.Receipt, document.Receipt.Batch);
        return $"entry {receipt.Seq} (record {batch.Record}, epoch {batch.Epoch}, arrival "
            + $"{receipt.Arrival}), to be posted by block {batch.Deadline}{Entry(document)}";
    }

    private static string Entry(ReceiptDocument document)
    {
        if (document.Entry is not { } bytes)
        {
            return "; it does not carry the entry itself";
        }

        try
        {
            var entry = EntryCodec.DecodeCanonical(document.Receipt.Seq, document.Receipt.Arrival, bytes);
            var what = entry.Entry is SignedAction action
                ? $"{action.Command.GetType().Name}, nonce {action.Nonce}"
                : entry.Entry.Kind.ToString();
            return $"; it carries {what}, time {entry.Time.Milliseconds}";
        }
        catch (CodecException)
        {
            return "; the entry in it cannot be read";
        }
    }

    private static string Words(ReceiptFinding finding, ReceiptDocument document, ReceiptSource source) =>
        finding.Defect switch
        {
            ReceiptDefect.OtherChain => $"it names chain {document.ChainId}, not {source.ChainId}",
            ReceiptDefect.OtherVault => $"it names vault {document.Vault}, not {source.Vault}",
            ReceiptDefect.NotSigned => "its signature is nobody's",
            ReceiptDefect.OtherSigner =>
                $"{finding.Signer} signed it, not the sequencer {source.Sequencer}",
            ReceiptDefect.NotInMicroBatch =>
                $"the path from entry {document.Receipt.Seq} does not lead to the signed root",
            _ => "the entry in it is not the one whose hash is signed",
        };
}
