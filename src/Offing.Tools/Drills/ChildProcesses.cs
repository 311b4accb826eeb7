using System.Diagnostics;
using System.Globalization;

namespace Offing.Tools.Drills;

/// <summary>The processes that another one has started: to be asked for before that one ends.</summary>
internal static class ChildProcesses
{
    /// <summary>Those of them that have a word in their command line.</summary>
    public static IReadOnlyList<int> Of(int parent, string word) =>
    [
        .. Directory.GetDirectories("/proc")
            .Where(folder => IsChild(folder, parent, word))
            .Select(folder => int.Parse(Path.GetFileName(folder), CultureInfo.InvariantCulture)),
    ];

    /// <summary>Kills one (SIGKILL).</summary>
    public static void Kill(int id)
    {
        try
        {
            using var process = Process.GetProcessById(id);
            process.Kill();
        }
        catch (Exception gone) when (gone is ArgumentException or InvalidOperationException)
        {
            // It has ended by itself.
        }
    }

    // A process may end while one looks at it.
    private static bool IsChild(string folder, int parent, string word)
    {
        if (!Path.GetFileName(folder).All(char.IsAsciiDigit))
        {
            return false;
        }

        try
        {
            return File.ReadAllText(Path.Combine(folder, "cmdline")).Split('\0').Contains(word)
                && File.ReadLines(Path.Combine(folder, "status")).Contains($"PPid:\t{parent}");
        }
        catch (Exception gone) when (gone is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }
}
