using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Reflection;
using Offing.Tools.Client;

namespace Offing.Tools.Bench;

/// <summary>
/// A venue of its own process, on free ports and in a fresh
/// folder, so that it is measured apart from its load.
/// </summary>
public sealed class VenueChild : IDisposable
{
    private const int StopWithin_Ms = 90_000;
    private readonly Process _process;
    private readonly string _folder;

    private VenueChild(string folder, int http, int chain)
    {
        (_folder, Http, Chain) = (folder, http, chain);
        var program = Assembly.GetEntryAssembly()!.Location;
        _process = Process.Start(new ProcessStartInfo(
            "dotnet",
            [
                program, "up", "--http", $"{http}", "--chain-port", $"{chain}", "--data", Data,
                "--batch-seconds", "100000",
            ])
        {
            RedirectStandardOutput = true,
        })!;
    }

    public int Http { get; }

    public int Chain { get; }

    public string Data => Path.Combine(_folder, "data");

    /// <summary>From the start of the process to the line that says ready.</summary>
    public TimeSpan ReadyAfter { get; private set; }

    /// <summary>Largest resident memory so far, bytes, as Linux counts it.</summary>
    public long PeakMemory_Bytes
    {
        get
        {
            var line = File.ReadLines($"/proc/{_process.Id}/status").First(
                l => l.StartsWith("VmHWM", StringComparison.Ordinal));
            return long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1]) * 1024;
        }
    }

    /// <summary>Starts it and returns when it is ready.</summary>
    /// <param name="folder">On the file system to be measured; removed afterwards.</param>
    /// <exception cref="VenueException">It did not start.</exception>
    public static VenueChild Start(string folder)
    {
        var watch = Stopwatch.StartNew();
        var child = new VenueChild(folder, FreePort(), FreePort());
        var line = child._process.StandardOutput.ReadLine();
        if (line is null || !line.StartsWith("ready ", StringComparison.Ordinal))
        {
            child.Dispose();
            throw new VenueException("the venue to be measured did not start; try ./offing up");
        }

        child.ReadyAfter = watch.Elapsed;
        return child;
    }

    /// <summary>
    /// Stops it and waits until everything is on disk; the folder stays until <see cref="Dispose"/>.
    /// </summary>
    public void Stop()
    {
        if (!_process.HasExited)
        {
            using var kill = Process.Start("kill", ["-TERM", $"{_process.Id}"]);
            kill.WaitForExit();
            if (!_process.WaitForExit(StopWithin_Ms))
            {
                _process.Kill(entireProcessTree: true);
            }
        }
    }

    public void Dispose()
    {
        Stop();
        _process.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    /// <summary>A port that nobody listens on now.</summary>
    internal static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
