using System.Globalization;
using Offing.Settlement.Contracts;

namespace Offing.Node.Receipts;

/// <summary>
/// Up to which number a node gives no receipts, because another run of the venue may have given some that
/// its log does not hold (spec/receipts.md).
/// </summary>
public static class ReceiptFloor
{
    /// <summary>In the data folder.</summary>
    public const string FileName = "receipts.floor";

    /// <summary>The floor of a data folder; zero with the node's own complete log.</summary>
    /// <param name="isRestored">The log is a copy or a backup: the floor rises to what is posted.</param>
    /// <param name="lastSeq">The last entry of the log.</param>
    /// <param name="posted">What the chain holds.</param>
    /// <exception cref="VenueStartException">The log ends before what is posted, and nobody said why.
    /// </exception>
    public static ulong Of(string folder, bool isRestored, ulong lastSeq, SettlementHead posted)
    {
        var path = Path.Combine(folder, FileName);
        var floor = File.Exists(path) ? Parse(path) : 0;
        if (lastSeq < posted.LastSeq && !isRestored)
        {
            throw new VenueStartException(
                $"the chain's last batch ends with entry {posted.LastSeq}, the log with {lastSeq}: it is not "
                + "this node's complete log. Put the complete one back; only if it is lost, start with "
                + "--restored, and receipts are given above the posted ceiling alone");
        }

        if (isRestored && posted.SeqCeiling > floor)
        {
            floor = posted.SeqCeiling;
            Write(path, floor);
        }

        return floor;
    }

    private static ulong Parse(string path) =>
        ulong.TryParse(
            File.ReadAllText(path).Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out var floor)
            ? floor
            : throw new VenueStartException(
                $"{path} is damaged: it holds one number. Start with --restored to have it made anew");

    // Moved into place whole: a node that forgets its floor could promise a place twice.
    private static void Write(string path, ulong floor)
    {
        using (var file = File.Create(path + ".new"))
        {
            file.Write(System.Text.Encoding.ASCII.GetBytes(floor.ToString(CultureInfo.InvariantCulture)));
            file.Flush(flushToDisk: true);
        }

        File.Move(path + ".new", path, overwrite: true);
    }
}
