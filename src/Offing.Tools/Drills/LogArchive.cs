using System.Runtime.InteropServices;
using Offing.Log;

namespace Offing.Tools.Drills;

/// <summary>
/// Keeps the segments of a log that is pruned, without copying them: each has a second name in another
/// folder, so that the whole log can still be replayed from its first record.
/// </summary>
/// <param name="log">The venue's.</param>
/// <param name="folder">On the same file system.</param>
internal sealed class LogArchive(string log, string folder)
{
    /// <summary>Segments that only the archive holds by now.</summary>
    public int Pruned { get; private set; }

    /// <summary>Takes in what is there now; often enough, none is pruned before.</summary>
    public void Follow()
    {
        Directory.CreateDirectory(folder);
        if (!Directory.Exists(log))
        {
            return;
        }

        foreach (var segment in LogView.Segments(log))
        {
            var name = Path.Combine(folder, segment.Name);
            // A segment that was never finished is made anew under its name.
            if (Link(Path.Combine(log, segment.Name), name + ".new") == 0)
            {
                File.Move(name + ".new", name, overwrite: true);
                File.Delete(name + ".new");
            }
        }
    }

    /// <summary>All records from the first on.</summary>
    public IEnumerable<LogRecord> Records()
    {
        Follow();
        var kept = LogView.Segments(log).Select(segment => segment.Name).ToHashSet();
        Pruned = LogView.Segments(folder).Count(segment => !kept.Contains(segment.Name));
        return LogView.Read(folder);
    }

    [DllImport("libc", EntryPoint = "link")]
    private static extern int Link(
        [MarshalAs(UnmanagedType.LPUTF8Str)] string from, [MarshalAs(UnmanagedType.LPUTF8Str)] string to);
}
