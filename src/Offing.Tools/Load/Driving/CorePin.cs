using System.Diagnostics;
using Offing.Tools.Client;

namespace Offing.Tools.Load.Driving;

/// <summary>Keeps this process, every thread of it, on one core.</summary>
internal static class CorePin
{
    /// <exception cref="VenueException">taskset is missing, or there is no such core.</exception>
    public static void Here(int core)
    {
        try
        {
            var start = new ProcessStartInfo(
                "taskset", ["-a", "-p", "-c", $"{core}", $"{Environment.ProcessId}"])
            {
                RedirectStandardOutput = true, RedirectStandardError = true,
            };
            using var process = Process.Start(start)!;
            process.WaitForExit();
            if (process.ExitCode != 0)
            {
                throw new VenueException(
                    $"core {core} cannot be had ({process.StandardError.ReadToEnd().Trim()}): "
                    + "a load needs two cores, or pass --no-pin");
            }
        }
        catch (System.ComponentModel.Win32Exception missing)
        {
            throw new VenueException(
                $"taskset cannot be run ({missing.Message}): install util-linux, or pass --no-pin");
        }
    }
}
