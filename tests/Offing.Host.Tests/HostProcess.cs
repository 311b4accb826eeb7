using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Offing.Tools;

namespace Offing.Host.Tests;

/// <summary>The real executable as a person runs it: a process of its own, real ports, real files.</summary>
internal sealed class HostProcess : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);
    private readonly Process _process;
    private readonly StringBuilder _output = new();
    private readonly StringBuilder _error = new();

    private HostProcess(
        IEnumerable<string> arguments, params (string Name, string Value)[] environment)
    {
        var start = new ProcessStartInfo("dotnet", [Executable(), .. arguments])
        {
            RedirectStandardOutput = true, RedirectStandardError = true,
        };
        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        _process = Process.Start(start)!;
        _process.OutputDataReceived += (_, line) => Append(_output, line.Data);
        _process.ErrorDataReceived += (_, line) => Append(_error, line.Data);
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    public int Id => _process.Id;

    public string Output => Text(_output);

    public string Error => Text(_error);

    public int ExitCode => _process.ExitCode;

    /// <summary>Begins a command; ends it when it is disposed.</summary>
    public static HostProcess Start(params IEnumerable<string> arguments) => new(arguments);

    /// <summary>Likewise, with a variable of its environment.</summary>
    public static HostProcess StartWith(
        (string Name, string Value) variable, params IEnumerable<string> arguments) =>
        new(arguments, variable);

    /// <summary>Runs a command to its end.</summary>
    public static HostProcess Run(params IEnumerable<string> arguments)
    {
        var process = new HostProcess(arguments);
        try
        {
            process.AwaitExit();
            return process;
        }
        catch
        {
            // Nobody else could end it any more.
            process.Dispose();
            throw;
        }
    }

    /// <summary>A port that nobody listens on now.</summary>
    public static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    /// <summary>Waits until standard output has a line that begins so.</summary>
    public string AwaitLine(string beginning) => Await(beginning, _output);

    /// <summary>Waits until standard error has a line that begins so.</summary>
    public string AwaitError(string beginning) => Await(beginning, _error);

    private string Await(string beginning, StringBuilder text)
    {
        var watch = Stopwatch.StartNew();
        while (watch.Elapsed < Patience)
        {
            var found = Text(text).Split('\n')
                .FirstOrDefault(line => line.StartsWith(beginning, StringComparison.Ordinal));
            if (found is not null)
            {
                return found;
            }

            if (_process.HasExited)
            {
                // What it said last may come after its exit is seen.
                _process.WaitForExit();
                return Text(text).Split('\n')
                    .FirstOrDefault(line => line.StartsWith(beginning, StringComparison.Ordinal))
                    ?? throw new InvalidOperationException($"ended with {ExitCode}: {Output} {Error}");
            }

            Thread.Sleep(50);
        }

        throw new TimeoutException($"no line begins with {beginning}: {Error}");
    }

    public void AwaitExit() => AwaitExit(Patience);

    /// <param name="patience">For what takes longer than the others.</param>
    public void AwaitExit(TimeSpan patience)
    {
        Assert.True(_process.WaitForExit(patience), $"still running: {Output} {Error}");

        // The wait without a limit also waits until all output has been read.
        _process.WaitForExit();
    }

    /// <summary>Ctrl-C, SIGTERM and the like, by the name that kill takes.</summary>
    public void Signal(string name)
    {
        using var kill = Process.Start("kill", [$"-{name}", $"{Id}"]);
        kill.WaitForExit();
    }

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            Signal("TERM");
            if (!_process.WaitForExit(Patience))
            {
                _process.Kill(entireProcessTree: true);
            }
        }

        _process.Dispose();
    }

    // Beside this test's own output: the same configuration, built because the project file says so.
    private static string Executable()
    {
        var parts = AppContext.BaseDirectory.TrimEnd('/').Split('/');
        return Path.Combine(Repository.Root, "src", "Offing.Host", "bin", parts[^2], parts[^1], "offing.dll");
    }

    private static void Append(StringBuilder text, string? line)
    {
        lock (text)
        {
            text.Append(line).Append('\n');
        }
    }

    private static string Text(StringBuilder text)
    {
        lock (text)
        {
            return text.ToString();
        }
    }
}
