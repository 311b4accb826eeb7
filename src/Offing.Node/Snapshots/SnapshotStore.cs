using System.Globalization;
using Offing.Log.Disk;
using Offing.Node.Batches;
using Offing.Primitives;
using Offing.Protocol.Codec;

namespace Offing.Node.Snapshots;

/// <summary>A snapshot as it lies in its folder.</summary>
/// <param name="Record">The last record of the log in it, as its name says.</param>
public sealed record SnapshotEntry(string Name, ulong Record);

/// <summary>The snapshots of a venue, in a folder of their own (spec/snapshot.md).</summary>
public sealed class SnapshotStore(IDisk disk)
{
    /// <summary>The newest so many stay: the one before the newest is there when that is spoiled.</summary>
    public const int Kept = 2;

    private const string Prefix = "snapshot-";
    private const string Suffix = ".snap";
    private const string Making = "snapshot.new";

    /// <summary>Where they are, for messages.</summary>
    public string Folder => disk.Name;

    /// <summary>By their names, the newest first. Whether one is whole is known when it is opened.</summary>
    public IReadOnlyList<SnapshotEntry> List() =>
    [
        .. disk.List().Select(Parse).OfType<SnapshotEntry>().OrderByDescending(entry => entry.Record),
    ];

    /// <summary>Whether it is what was written; reads all of it.</summary>
    /// <param name="why">What is wrong with it; empty when nothing is.</param>
    public bool IsWhole(SnapshotEntry entry, out string why)
    {
        try
        {
            using var file = Open(entry);
            why = "";
            return true;
        }
        catch (Exception defect) when (IsDefect(defect))
        {
            why = Text(defect);
            return false;
        }
    }

    /// <summary>
    /// Whether a start from it asks for no more of log and net data than pruning keeps; reads all of it.
    /// </summary>
    /// <param name="why">What stands in the way; empty when nothing does.</param>
    public bool CanStandIn(SnapshotEntry entry, BatchLedger ledger, out string why)
    {
        try
        {
            using var file = Open(entry);
            return ledger.CanStandIn(file.All(SnapshotSection.Batches), out why);
        }
        catch (Exception defect) when (IsDefect(defect))
        {
            why = Text(defect);
            return false;
        }
    }

    /// <summary>Keeps everybody else from making one until disposed.</summary>
    /// <exception cref="Log.LogLockedException">Another process is making one.</exception>
    public IDisposable Lock() => disk.Lock();

    /// <summary>Whether a snapshot that cannot be used shows itself like this.</summary>
    internal static bool IsDefect(Exception error) => error is CodecException or IOException
        or AssertionFailedException or OverflowException or ArgumentException or AggregateException
        or InvalidOperationException or KeyNotFoundException;

    internal static string Text(Exception defect) =>
        defect is AggregateException { InnerException: { } inner } ? inner.Message : defect.Message;

    /// <exception cref="CodecException">It is not what was written.</exception>
    internal SnapshotFile Open(SnapshotEntry entry)
    {
        var opened = disk.Open(entry.Name);
        try
        {
            var file = SnapshotFile.Open(opened);
            return file.Header.Record == entry.Record
                ? file
                : throw new CodecException($"it is of record {file.Header.Record}, not of its name's");
        }
        catch
        {
            opened.Dispose();
            throw;
        }
    }

    /// <summary>
    /// Writes one under a name that nobody looks at, and gives it its own when it is durable; then those that
    /// are too old go.
    /// </summary>
    internal SnapshotEntry Save(SnapshotHeader header, Action<SnapshotSection, Stream> write)
    {
        var entry = new SnapshotEntry(NameOf(header.Record), header.Record);
        Delete(Making);
        using (var file = disk.Open(Making))
        {
            SnapshotFile.Write(file, header, write);
        }

        // One of the same record says the same, unless it is spoiled.
        Delete(entry.Name);
        disk.Rename(Making, entry.Name);
        disk.SyncFolder();
        foreach (var old in List().Skip(Kept))
        {
            disk.Delete(old.Name);
        }

        return entry;
    }

    /// <summary>Takes one away.</summary>
    internal void Remove(SnapshotEntry entry) => Delete(entry.Name);

    private void Delete(string name)
    {
        if (disk.List().Contains(name))
        {
            disk.Delete(name);
        }
    }

    private static string NameOf(ulong record) =>
        Prefix + record.ToString("D20", CultureInfo.InvariantCulture) + Suffix;

    private static SnapshotEntry? Parse(string name) =>
        name.StartsWith(Prefix, StringComparison.Ordinal) && name.EndsWith(Suffix, StringComparison.Ordinal)
        && ulong.TryParse(
            name.AsSpan(Prefix.Length, name.Length - Prefix.Length - Suffix.Length), NumberStyles.None,
            CultureInfo.InvariantCulture, out var record)
        && NameOf(record) == name
            ? new SnapshotEntry(name, record)
            : null;
}
