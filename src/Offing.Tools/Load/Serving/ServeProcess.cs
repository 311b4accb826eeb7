using System.Diagnostics;
using System.Reflection;
using System.Text.Json;
using Offing.Tools.Client;

namespace Offing.Tools.Load.Serving;

/// <summary>The venue of a load in a process of its own, on the core that it is given.</summary>
public sealed class ServeProcess : IDisposable
{
    private const int StopWithin_Ms = 60_000;
    private readonly Process _process;
    private readonly Lock _gate = new();
    private readonly List<ServeSample> _samples = [];
    private bool _hasStopped;

    private ServeProcess(Process process, int port) => (_process, Port) = (process, port);

    public int Port { get; }

    /// <summary>What it measured before it began to serve.</summary>
    public ServeReady Ready { get; private set; } = null!;

    /// <summary>All that it has said of itself so far.</summary>
    public IReadOnlyList<ServeSample> Samples
    {
        get
        {
            lock (_gate)
            {
                return [.. _samples];
            }
        }
    }

    /// <summary>Starts it and returns when it answers.</summary>
    /// <param name="arguments">Of the internal command.</param>
    /// <param name="core">The only one that it may use; null: all.</param>
    /// <exception cref="VenueException">It did not start.</exception>
    public static ServeProcess Start(IReadOnlyList<string> arguments, int port, int? core)
    {
        string[] own = ["dotnet", Assembly.GetEntryAssembly()!.Location, .. arguments, "--http", $"{port}"];
        string[] command = core is { } one ? ["taskset", "-c", $"{one}", .. own] : own;
        Process process;
        try
        {
            process = Process.Start(
                new ProcessStartInfo(command[0], command[1..])
                {
                    // Never written to: when this process is gone, however it went, the other reads its end.
                    RedirectStandardOutput = true, RedirectStandardInput = true,
                })!;
        }
        catch (System.ComponentModel.Win32Exception missing)
        {
            throw new VenueException(
                $"{command[0]} cannot be run ({missing.Message}): install util-linux, or pass --no-pin");
        }

        var serve = new ServeProcess(process, port);
        if (process.StandardOutput.ReadLine() is not { } line)
        {
            serve.Dispose();
            throw new VenueException("the venue of the load did not start; what it said stands above");
        }

        serve.Ready = JsonSerializer.Deserialize<ServeReady>(line)!;
        new Thread(serve.ReadOn) { IsBackground = true, Name = "samples" }.Start();
        return serve;
    }

    /// <summary>Stops it; returns when everything is on disk.</summary>
    public void Stop()
    {
        if (!_hasStopped && !_process.HasExited)
        {
            using var kill = Process.Start("kill", ["-TERM", $"{_process.Id}"]);
            kill.WaitForExit();
            if (!_process.WaitForExit(StopWithin_Ms))
            {
                _process.Kill(entireProcessTree: true);
            }
        }

        _hasStopped = true;
    }

    public void Dispose()
    {
        Stop();
        _process.Dispose();
    }

    private void ReadOn()
    {
        while (_process.StandardOutput.ReadLine() is { } line)
        {
            if (JsonSerializer.Deserialize<ServeSample>(line) is { } sample)
            {
                lock (_gate)
                {
                    _samples.Add(sample);
                }
            }
        }
    }
}
