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

    /// <summary>All that have a path, or one below it, in their command line, but this one.</summary>
    public static IReadOnlyList<int> With(string path) =>
    [
        .. Directory.GetDirectories("/proc").Where(folder => Names(folder, path))
            .Select(folder => int.Parse(Path.GetFileName(folder), CultureInfo.InvariantCulture))
            .Where(id => id != Environment.ProcessId),
    ];

    private static bool Names(string folder, string path)
    {
        try
        {
            return Path.GetFileName(folder).All(char.IsAsciiDigit) && File.ReadAllText(
                Path.Combine(folder, "cmdline")).Contains(path, StringComparison.Ordinal);
        }
        catch (Exception gone) when (gone is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

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
