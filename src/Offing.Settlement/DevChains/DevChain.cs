using System.Net;
using System.Net.Sockets;
using Offing.Settlement.L1;

namespace Offing.Settlement.DevChains;

/// <summary>
/// A chain of our own for development: anvil as a child process, its state kept in a folder from one start to
/// the next. Disposing stops it and waits until its state is written.
/// </summary>
public sealed class DevChain : IDisposable
{
    private const int Poll_Ms = 20;

    private readonly SupervisedProcess _process;
    private readonly DevChainOptions _options;
    private bool _disposed;

    private DevChain(SupervisedProcess process, DevChainOptions options, bool recovered)
    {
        _process = process;
        _options = options;
        Recovered = recovered;
        Client = new JsonRpcClient(UrlOf(options));
        Rpc = new AnvilRpc(Client);
    }

    /// <summary>Where it listens.</summary>
    public Uri Url => Client.Url;

    /// <summary>A client for this chain, which lives as long as it.</summary>
    public JsonRpcClient Client { get; }

    /// <summary>What only a development chain can do.</summary>
    public AnvilRpc Rpc { get; }

    /// <summary>The child's process id.</summary>
    public int ProcessId => _process.Id;

    /// <summary>Whether the child has ended, by itself or by <see cref="Dispose"/>.</summary>
    public bool HasExited => _process.HasExited;

    /// <summary>
    /// Whether the state was damaged and an older copy was loaded: the last blocks may be missing.
    /// </summary>
    public bool Recovered { get; }

    /// <summary>Starts the chain and returns when it answers.</summary>
    /// <exception cref="DevChainException">It cannot run; the message says what to do.</exception>
    public static DevChain Start(DevChainOptions options)
    {
        RefuseTakenPort(options.Port);
        var files = new StateFiles(options.Folder);
        bool recovered;
        try
        {
            Directory.CreateDirectory(options.Folder);
            recovered = files.Recover();
            files.KeepGoodCopy();
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new DevChainException($"cannot write to {options.Folder}: {error.Message}", error);
        }

        var process = SupervisedProcess.Start(options.Anvil, Arguments(options, files), () => Keep(files));
        var chain = new DevChain(process, options, recovered);
        try
        {
            chain.AwaitReady();
            chain.BeginBlocks();
            return chain;
        }
        catch
        {
            chain.Dispose();
            throw;
        }
    }

    /// <summary>Stops the chain; its state is on disk when this returns.</summary>
    public void Dispose()
    {
        if (!_disposed)
        {
            _disposed = true;
            _process.Stop(_options.ExitWithin);
            _process.Dispose();
            Client.Dispose();
        }
    }

    private static Uri UrlOf(DevChainOptions options) => new($"http://127.0.0.1:{options.Port}/");

    private static IEnumerable<string> Arguments(DevChainOptions options, StateFiles files) =>
    [
        "--host", "127.0.0.1",
        "--port", $"{options.Port}",
        "--no-mining",
        "--state", files.Current,
        "--state-interval", $"{options.StateInterval_S}",
        "--prune-history", "256",
        "--enable-tx-gas-limit",
        "--cache-path", Path.Combine(options.Folder, "cache"),
        "--quiet",
    ];

    private static void RefuseTakenPort(int port)
    {
        using var listener = new TcpListener(IPAddress.Loopback, port);
        try
        {
            listener.Start();
        }
        catch (SocketException error)
        {
            throw new DevChainException(
                $"port {port} of 127.0.0.1 cannot be used ({error.Message}): "
                + "choose another with --chain-port",
                error);
        }
    }

    private static void Keep(StateFiles files)
    {
        try
        {
            files.KeepGoodCopy();
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // A full disk costs a copy, not the chain: the older
            // copy stays, and the next dump is tried again.
        }
    }

    private void AwaitReady()
    {
        for (var waited = 0; ; waited += Poll_Ms)
        {
            if (_process.HasExited)
            {
                throw new DevChainException($"the chain client ended at once: {_process.LastError}");
            }

            if (waited >= _options.ReadyWithin.TotalMilliseconds)
            {
                throw new DevChainException(
                    $"the chain client was not ready in {_options.ReadyWithin.TotalSeconds:0} s: "
                    + "a long chain loads slowly, start with --reset for a fresh one");
            }

            try
            {
                Client.ChainId();
                return;
            }
            catch (L1UnavailableException)
            {
                Thread.Sleep(Poll_Ms);
            }
        }
    }

    /// <summary>
    /// Time that was moved forward is forgotten by a restart, and blocks would go back in time without an
    /// error. So no block is made before the first one has its time.
    /// </summary>
    private void BeginBlocks()
    {
        var head = Client.Head();
        if (head.Timestamp_S > (ulong)DateTimeOffset.UtcNow.ToUnixTimeSeconds())
        {
            Rpc.SetNextBlockTimestamp(head.Timestamp_S + 1);
        }

        if (_options.BlockTime_S > 0)
        {
            Rpc.SetIntervalMining(_options.BlockTime_S);
        }
    }
}
