using Offing.Node.Snapshots;

namespace Offing.Node.Logs;

/// <summary>A snapshot as it lies beside a log.</summary>
/// <param name="Bytes">Of its file.</param>
/// <param name="Header">What it is of; null when it cannot be used.</param>
/// <param name="Defect">What is wrong with it; empty when nothing is.</param>
public sealed record SnapshotFacts(string Name, long Bytes, SnapshotHeader? Header, string Defect)
{
    /// <summary>Those of a folder, the newest first; each is read from end to end.</summary>
    public static IReadOnlyList<SnapshotFacts> Of(DataFolder data)
    {
        if (!Directory.Exists(data.Snapshots))
        {
            return [];
        }

        var store = new SnapshotStore(data.SnapshotDisk());
        return [.. store.List().Select(entry => Of(data, store, entry))];
    }

    private static SnapshotFacts Of(DataFolder data, SnapshotStore store, SnapshotEntry entry)
    {
        try
        {
            using var file = store.Open(entry);
            var length = new FileInfo(Path.Combine(data.Snapshots, entry.Name)).Length;
            return new SnapshotFacts(entry.Name, length, file.Header, "");
        }
        catch (Exception defect) when (SnapshotStore.IsDefect(defect))
        {
            return new SnapshotFacts(entry.Name, 0, null, SnapshotStore.Text(defect));
        }
    }
}
