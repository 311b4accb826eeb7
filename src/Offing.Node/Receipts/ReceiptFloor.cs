using System.Globalization;
using System.Text;
using Offing.Log.Disk;
using Offing.Settlement.Contracts;

namespace Offing.Node.Receipts;

/// <summary>
/// Up to which number a node gives no receipts, because another run of the venue may have given some that
/// its log does not hold (spec/receipts.md).
/// </summary>
public static class ReceiptFloor
{
    /// <summary>In the data folder; the number follows in the name.</summary>
    public const string FileName = "receipts.floor";

    private const string NewName = FileName + ".new";
    private const int DigitsMost = 20;

    /// <summary>The floor of a data folder; zero with the node's own complete log.</summary>
    /// <param name="isRestored">The log is a copy or a backup: the floor rises to what is posted.</param>
    /// <param name="lastSeq">The last entry of the log.</param>
    /// <param name="posted">What the chain holds.</param>
    /// <exception cref="VenueStartException">The log ends before what is posted, and nobody said why.
    /// </exception>
    /// <exception cref="IOException">It cannot be read, or whether it is durable is not known.</exception>
    public static ulong Of(IDisk folder, bool isRestored, ulong lastSeq, SettlementHead posted)
    {
        var floor = Read(folder, isRestored);
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
            Write(folder, floor);
        }

        return floor;
    }

    /// <summary>Whether a file of the data folder holds a floor.</summary>
    internal static bool IsFloor(string name) =>
        name.StartsWith(FileName, StringComparison.Ordinal) && name != NewName;

    // Damaged, it is made anew from the posted ceiling, which has not fallen since.
    private static ulong Read(IDisk folder, bool isRestored)
    {
        ulong highest = 0;
        foreach (var name in folder.List().Where(IsFloor))
        {
            using var file = folder.Open(name);
            var text = new byte[DigitsMost + 1];
            var digits = Encoding.ASCII.GetString(text, 0, file.Read(0, text)).Trim();
            var holds = ulong.TryParse(
                digits, NumberStyles.None, CultureInfo.InvariantCulture, out var floor);
            if (!holds && !isRestored)
            {
                throw new VenueStartException(
                    $"{name} in {folder.Name} is damaged: it holds one number. Start with --restored to have "
                    + "it made anew");
            }

            highest = Math.Max(highest, floor);
        }

        return highest;
    }

    // A node that forgets its floor could promise a place twice: the new file is whole and its name durable
    // before an older one goes.
    private static void Write(IDisk folder, ulong floor)
    {
        using (var file = folder.Open(NewName))
        {
            file.Truncate(0);
            file.Write(0, Encoding.ASCII.GetBytes(floor.ToString(CultureInfo.InvariantCulture)));
            file.Sync();
        }

        var older = folder.List().Where(IsFloor).ToArray();
        var name = string.Create(CultureInfo.InvariantCulture, $"{FileName}.{floor}");
        if (older.Contains(name))
        {
            // What it held was no number, or the floor would be as high already.
            folder.Delete(name);
        }

        folder.Rename(NewName, name);
        folder.SyncFolder();
        foreach (var each in older.Where(each => each != name))
        {
            folder.Delete(each);
        }
    }
}
