using System.Diagnostics;
using System.Text;
using Offing.Primitives;
using Offing.Settlement.Deployments;
using Offing.Tools.Client;

namespace Offing.Tools.Drills.Walkaway;

/// <summary>
/// offing exit as a process of its own: it has the chain, the address of the vault and a key, and nothing
/// else. It ends when this is disposed.
/// </summary>
internal sealed class LeavingProcess : IDisposable
{
    private readonly Process _process;
    private readonly StringBuilder _said = new();

    /// <param name="folder">Where the key is written to.</param>
    /// <param name="keySeed">The key follows from it.</param>
    public LeavingProcess(Uri chain, Deployment deployment, string folder, string keySeed, string[] more)
    {
        var file = Path.Combine(folder, "key");
        File.WriteAllText(file, Keccak.Hash(Encoding.UTF8.GetBytes(keySeed)).ToString());
        _process = DrillVenue.Run(
            true,
            [
                "exit", "--rpc", chain.ToString(), "--vault", deployment.Vault.ToString(), "--key-file", file,
                "--yes", .. more,
            ]);
    }

    /// <summary>All that it said so far.</summary>
    public string Said => _said.ToString();

    /// <summary>Waits until it says a line that begins so.</summary>
    /// <exception cref="VenueException">It ends without.</exception>
    public async Task AwaitAsync(string beginning, CancellationToken stop)
    {
        while (await _process.StandardOutput.ReadLineAsync(stop) is { } line)
        {
            _said.AppendLine(line);
            if (line.StartsWith(beginning, StringComparison.Ordinal))
            {
                return;
            }
        }

        throw new VenueException($"offing exit never said \"{beginning}\": {_said}");
    }

    /// <summary>Waits until it has done everything.</summary>
    /// <exception cref="VenueException">It could not.</exception>
    public async Task EndAsync(CancellationToken stop)
    {
        _said.Append(await _process.StandardOutput.ReadToEndAsync(stop));
        await _process.WaitForExitAsync(stop);
        if (_process.ExitCode != 0)
        {
            throw new VenueException($"offing exit ended with {_process.ExitCode}: {_said}");
        }
    }

    /// <summary>Kills it (SIGKILL) when it still runs.</summary>
    public void Dispose() => DrillVenue.End(_process);
}
