using System.ComponentModel;
using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Offing.Settlement.DevChains;

/// <summary>
/// A child process that does not outlive us, even when we are killed: setpriv
/// asks the kernel to signal it when its parent dies. The kernel means the THREAD
/// that forked, so one thread starts the child and stays until it has exited.
/// </summary>
internal sealed class SupervisedProcess : IDisposable
{
    private const int Terminate = 15;
    private const int ErrorTail_Lines = 20;
    private const int Idle_Ms = 500;

    private readonly ManualResetEventSlim _started = new();
    private readonly ManualResetEventSlim _exited = new();
    private readonly Queue<string> _errors = new();
    private readonly Action _whileRunning;
    private Exception? _startFailure;
    private Process? _process;

    private SupervisedProcess(Action whileRunning) => _whileRunning = whileRunning;

    public int Id { get; private set; }

    public bool HasExited => _exited.IsSet;

    /// <summary>The last words on standard error, in one line.</summary>
    public string LastError
    {
        get
        {
            lock (_errors)
            {
                return string.Join(" ", _errors.Where(line => line.Length > 0));
            }
        }
    }

    /// <param name="whileRunning">Called now and then by the thread that keeps the child.</param>
    public static SupervisedProcess Start(string file, IEnumerable<string> arguments, Action whileRunning)
    {
        var supervised = new SupervisedProcess(whileRunning);
        var info = StartInfo(file, arguments);
        // Background: when the program ends, the thread ends with it, and the kernel tells the child.
        var name = "keeps " + Path.GetFileName(file);
        new Thread(() => supervised.Run(info)) { IsBackground = true, Name = name }.Start();
        supervised._started.Wait();
        return supervised._startFailure is { } failure
            ? throw new DevChainException($"cannot start {file}: {failure.Message}", failure)
            : supervised;
    }

    /// <summary>Asks it to end, and kills it only when it has not in the time given.</summary>
    /// <returns>Whether it ended by itself.</returns>
    public bool Stop(TimeSpan within)
    {
        if (!HasExited && Kill(Id, Terminate) == 0 && !_exited.Wait(within))
        {
            _process!.Kill();
            _exited.Wait();
            return false;
        }

        _exited.Wait();
        return true;
    }

    /// <summary>To be called once it has ended; until then its thread needs what would be let go.</summary>
    public void Dispose()
    {
        _exited.Dispose();
        _started.Dispose();
        _process?.Dispose();
    }

    private static ProcessStartInfo StartInfo(string file, IEnumerable<string> arguments)
    {
        var info = new ProcessStartInfo { RedirectStandardError = true, RedirectStandardOutput = true };
        // A session of its own keeps Ctrl-C from reaching the child before us. Without the kernel's help at
        // our death it stays in our session, where a closing terminal still ends it.
        if (Tool("setpriv") is { } setpriv && Tool("setsid") is { } setsid)
        {
            info.FileName = setpriv;
            foreach (var argument in new[] { "--pdeathsig", "TERM", setsid, file })
            {
                info.ArgumentList.Add(argument);
            }
        }
        else
        {
            info.FileName = file;
        }

        foreach (var argument in arguments)
        {
            info.ArgumentList.Add(argument);
        }

        return info;
    }

    private static string? Tool(string name) =>
        Array.Find(["/usr/bin/" + name, "/bin/" + name, "/usr/local/bin/" + name], File.Exists);

    private void Run(ProcessStartInfo info)
    {
        try
        {
            _process = new Process { StartInfo = info };
            _process.ErrorDataReceived += (_, line) => Remember(line.Data);
            _process.OutputDataReceived += (_, _) => { };
            _process.Start();
            Id = _process.Id;
            _process.BeginErrorReadLine();
            _process.BeginOutputReadLine();
        }
        catch (Win32Exception failure)
        {
            _startFailure = failure;
            _exited.Set();
            _started.Set();
            return;
        }

        _started.Set();
        while (!_process.WaitForExit(Idle_Ms))
        {
            _whileRunning();
        }

        // Without a time this also waits for the last words.
        _process.WaitForExit();
        _exited.Set();
    }

    private void Remember(string? line)
    {
        lock (_errors)
        {
            _errors.Enqueue(line?.Trim() ?? "");
            if (_errors.Count > ErrorTail_Lines)
            {
                _errors.Dequeue();
            }
        }
    }

    [DllImport("libc", EntryPoint = "kill")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Kill(int process, int signal);
}
