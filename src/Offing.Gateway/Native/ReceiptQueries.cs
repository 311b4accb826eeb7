using System.Globalization;
using Offing.Gateway.Venue;
using Offing.Gateway.Wire;
using Offing.Primitives;
using Offing.Protocol;
using Offing.Receipts;

namespace Offing.Gateway.Native;

/// <summary>GET /native/receipt, and the receipt that a native acknowledgement carries.</summary>
internal sealed class ReceiptQueries(IVenue venue)
{
    /// <summary>By signer and nonce, by the hash of a fill, or by sequence number.</summary>
    public WireReply Find(string? signer, string? nonce, string? hash, string? seq)
    {
        var given = (signer is null ? 0 : 1) + (hash is null ? 0 : 1) + (seq is null ? 0 : 1);
        if (given != 1 || (signer is null) != (nonce is null))
        {
            return NativeReply.Error(
                RejectCode.MissingKey, "give signer and nonce, or hash (of a fill), or seq", 422);
        }

        if (signer is not null)
        {
            return !Address.TryParse(signer, out var key)
                ? NativeReply.Error(RejectCode.BadAddress, "signer must be 0x and 40 hex digits", 422)
                : Whole(nonce) is not { } number
                    ? NativeReply.Error(RejectCode.BadNumber, "nonce must be a whole number", 422)
                    : Answer(venue.Receipt(key, number));
        }

        if (seq is not null)
        {
            return Whole(seq) is { } place
                ? Answer(venue.Receipt(place))
                : NativeReply.Error(RejectCode.BadNumber, "seq must be a whole number", 422);
        }

        return SeqOf(hash!) is { } entry
            ? Answer(venue.Receipt(entry))
            : NativeReply.Error(RejectCode.BadNumber, "hash must be that of a fill: 0x and 64 digits", 422);
    }

    /// <summary>For an acknowledgement: null when none can be given now.</summary>
    public object? Of(ulong seq) =>
        venue.Receipt(seq).Document is { } document ? ReceiptJson.Shape(document) : null;

    // The hash of a fill is the number of the entry that caused it (native.md).
    private static ulong? SeqOf(string hash)
    {
        if (hash.Length != 2 + (2 * Hash32.SizeBytes) || !Hex.TryDecode(hash, out var bytes))
        {
            return null;
        }

        return bytes.AsSpan(0, Hash32.SizeBytes - sizeof(ulong)).ContainsAnyExcept((byte)0)
            ? null
            : System.Buffers.Binary.BinaryPrimitives.ReadUInt64BigEndian(
                bytes.AsSpan(Hash32.SizeBytes - sizeof(ulong)));
    }

    private static ulong? Whole(string? text) => ulong.TryParse(
        text, NumberStyles.None, CultureInfo.InvariantCulture, out var value) ? value : null;

    private static WireReply Answer(ReceiptResult result) => result.Document is { } document
        ? NativeReply.Ok(ReceiptJson.Shape(document))
        : NativeReply.Error(result.Refusal, "");
}
