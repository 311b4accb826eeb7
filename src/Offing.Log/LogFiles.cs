using Offing.Log.Disk;

namespace Offing.Log;

/// <summary>The files of a log, to be read beside the node that writes them.</summary>
/// <param name="List">Names of the files, in no order.</param>
/// <param name="Open">Opens one of them for reading, and never makes it.</param>
public sealed record LogFiles(Func<IEnumerable<string>> List, Func<string, IReadFile> Open)
{
    /// <summary>Those of a real folder.</summary>
    public static LogFiles Of(string folder) => new(
        () => Directory.GetFiles(folder).Select(path => Path.GetFileName(path)),
        name => new ReadOnlyFile(Path.Combine(folder, name)));

    internal List<ulong> FirstRecords()
    {
        var firsts = new List<ulong>();
        foreach (var name in List())
        {
            if (SegmentFormat.TryParseName(name, out var first))
            {
                firsts.Add(first);
            }
        }

        firsts.Sort();
        return firsts;
    }
}
