using Offing.Protocol;
using Offing.Receipts;

namespace Offing.Gateway.Venue;

/// <summary>A receipt, or why there is none.</summary>
/// <param name="Document">Null when there is none.</param>
/// <param name="Refusal">None with a document.</param>
public readonly record struct ReceiptResult(ReceiptDocument? Document, RejectCode Refusal)
{
    /// <summary>There is one.</summary>
    public static ReceiptResult Given(ReceiptDocument document) => new(document, RejectCode.None);

    /// <summary>There is none.</summary>
    public static ReceiptResult Refused(RejectCode code) => new(null, code);
}
