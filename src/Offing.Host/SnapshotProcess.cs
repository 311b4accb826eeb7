using System.Diagnostics;
using System.Reflection;

namespace Offing.Host;

/// <summary>
/// Makes a snapshot in a process of its own: its memory and its processor are not the node's, which so never
/// stops for it.
/// </summary>
internal static class SnapshotProcess
{
    /// <returns>False when it could not be made.</returns>
    public static async Task<bool> MakeAsync(string dataFolder, CancellationToken stop)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!)
        {
            RedirectStandardOutput = true, RedirectStandardError = true,
        };
        // Run by dotnet, or by an executable of its own.
        if (Path.GetFileNameWithoutExtension(start.FileName) == "dotnet")
        {
            start.ArgumentList.Add(Assembly.GetEntryAssembly()!.Location);
        }

        foreach (var word in new[] { "log", "snapshot", "--data", dataFolder })
        {
            start.ArgumentList.Add(word);
        }

        using var child = Process.Start(start)!;
        try
        {
            // Behind everything that the venue itself has to do.
            child.PriorityClass = ProcessPriorityClass.Idle;
            var said = Task.WhenAll(
                child.StandardOutput.ReadToEndAsync(stop), child.StandardError.ReadToEndAsync(stop));
            await child.WaitForExitAsync(stop);
            await said;
            return child.ExitCode == 0;
        }
        catch (OperationCanceledException)
        {
            child.Kill();
            throw;
        }
    }
}
