using Offing.Log.Disk;

namespace Offing.Tools.Bench.Recovery;

/// <summary>
/// A folder whose files are synced when it is done with: for making a log, not for keeping one.
/// </summary>
internal sealed class UnsyncedDisk(FolderDisk disk) : IDisk
{
    /// <inheritdoc/>
    public string Name => disk.Name;

    /// <inheritdoc/>
    public IReadOnlyList<string> List() => disk.List();

    /// <inheritdoc/>
    public ILogFile Open(string name) => new UnsyncedFile(disk.Open(name));

    /// <inheritdoc/>
    public void Delete(string name) => disk.Delete(name);

    /// <inheritdoc/>
    public void Rename(string from, string to) => disk.Rename(from, to);

    /// <inheritdoc/>
    public void SyncFolder()
    {
    }

    /// <inheritdoc/>
    public IDisposable Lock() => disk.Lock();

    private sealed class UnsyncedFile(ILogFile file) : ILogFile
    {
        public long Length => file.Length;

        public int Read(long offset, Span<byte> into) => file.Read(offset, into);

        public void Write(long offset, ReadOnlySpan<byte> bytes) => file.Write(offset, bytes);

        public void Reserve(long length) => file.Reserve(length);

        public void Truncate(long length) => file.Truncate(length);

        public void Sync()
        {
        }

        public void Settle() => file.Settle();

        public void Dispose() => file.Dispose();
    }
}
