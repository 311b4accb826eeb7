namespace Offing.Settlement.DevChains;

/// <summary>
/// The chain's state and the last good copy of it. The client rewrites its file in place, so a kill in the
/// middle leaves one that it refuses; the copy is only ever replaced, by renaming, with one that is whole.
/// </summary>
internal sealed class StateFiles(string folder)
{
    /// <summary>A file this long untouched is not being written.</summary>
    private static readonly TimeSpan Settled = TimeSpan.FromSeconds(1);

    private DateTime _copied;

    /// <summary>What the client loads and dumps.</summary>
    public string Current { get; } = Path.Combine(folder, "state.json");

    /// <summary>The last good copy.</summary>
    public string Previous { get; } = Path.Combine(folder, "state.previous.json");

    private string Damaged { get; } = Path.Combine(folder, "state.damaged.json");

    /// <summary>Puts the copy in the place of a damaged file. To be called while no client runs.</summary>
    /// <returns>Whether the copy had to be used, so that the last seconds of the chain are lost.</returns>
    /// <exception cref="DevChainException">The file is damaged and there is no copy.</exception>
    public bool Recover()
    {
        if (!File.Exists(Current) || JsonCompleteness.IsWhole(Current))
        {
            return false;
        }

        if (!File.Exists(Previous))
        {
            throw new DevChainException(
                $"the chain's state {Current} is damaged and has no copy: start with --reset");
        }

        File.Move(Current, Damaged, overwrite: true);
        File.Copy(Previous, Current);
        return true;
    }

    /// <summary>Copies the state when it has changed and is whole; cheap when it has not changed.</summary>
    public void KeepGoodCopy()
    {
        var written = File.GetLastWriteTimeUtc(Current);
        if (!File.Exists(Current) || written == _copied || DateTime.UtcNow - written < Settled)
        {
            return;
        }

        var temporary = Previous + ".new";
        File.Copy(Current, temporary, overwrite: true);
        // The copy is looked at, not the original, which may be under way again by now.
        if (JsonCompleteness.IsWhole(temporary))
        {
            File.Move(temporary, Previous, overwrite: true);
            _copied = written;
        }
    }
}
