using System.Diagnostics;
using Offing.Tools.Client;

namespace Offing.Tools.Drills;

/// <summary>A real file system (tmpfs) of a few MiB at a folder, which can be filled up and freed.</summary>
internal sealed class SmallDisk : IDisposable
{
    private const int Room_MiB = 8;
    private const int Step_Bytes = 4_096;
    private readonly string _folder;

    /// <param name="folder">Made, and empty again when this is disposed.</param>
    /// <exception cref="VenueException">It may not be mounted.</exception>
    public SmallDisk(string folder)
    {
        _folder = folder;
        Directory.CreateDirectory(folder);
        if (Run("mount", "-t", "tmpfs", "-o", $"size={Room_MiB}m", "tmpfs", folder) is { } trouble)
        {
            throw new VenueException($"a small disk cannot be mounted ({trouble}): run this drill as root");
        }
    }

    private string Ballast => Path.Combine(_folder, "ballast");

    /// <summary>Takes all the room that is left.</summary>
    public void FillUp()
    {
        using var file = new FileStream(Ballast, FileMode.Append, FileAccess.Write, FileShare.Read, 0);
        var bytes = new byte[Step_Bytes];
        try
        {
            while (true)
            {
                file.Write(bytes);
            }
        }
        catch (IOException)
        {
            // Full.
        }
    }

    /// <summary>Gives the room back.</summary>
    public void Free() => File.Delete(Ballast);

    /// <inheritdoc/>
    public void Dispose() => Run("umount", "-l", _folder);

    private static string? Run(string program, params string[] words)
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo(program, words)
            {
                RedirectStandardError = true,
            })!;
            var error = process.StandardError.ReadToEnd();
            process.WaitForExit();
            return process.ExitCode == 0 ? null : error.Trim().ReplaceLineEndings(" ");
        }
        catch (System.ComponentModel.Win32Exception missing)
        {
            return missing.Message;
        }
    }
}
