using System.Diagnostics;
using System.Reflection;
using Offing.Host.Commands;

namespace Offing.Host;

/// <summary>
/// Makes a snapshot in a process of its own: its memory and its processor are not the node's, which so never
/// stops for it.
/// </summary>
internal static class SnapshotProcess
{
    /// <exception cref="IOException">It could not be made; the message is that of the process.</exception>
    public static async Task MakeAsync(string dataFolder, CancellationToken stop)
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

        string[] words = ["log", "snapshot", "--data", dataFolder, LogSnapshotCommand.BesideName];
        foreach (var word in words)
        {
            start.ArgumentList.Add(word);
        }

        using var child = Process.Start(start)!;
        try
        {
            // Behind everything that the venue itself has to do.
            child.PriorityClass = ProcessPriorityClass.Idle;
            var output = child.StandardOutput.ReadToEndAsync(stop);
            var error = await child.StandardError.ReadToEndAsync(stop);
            await output;
            await child.WaitForExitAsync(stop);
            if (child.ExitCode != 0)
            {
                throw new IOException(error.Trim().ReplaceLineEndings(" "));
            }
        }
        catch (OperationCanceledException)
        {
            child.Kill();
            throw;
        }
    }
}
