using Microsoft.Win32.SafeHandles;

namespace Offing.Log.Disk;

/// <summary>A real folder on Linux, made when it is not there.</summary>
public sealed class FolderDisk : IDisk
{
    private const string LockName = "lock";
    private const int WouldBlock = 11;

    /// <param name="path">The folder; nothing else writes in it.</param>
    /// <exception cref="IOException">The folder cannot be made.</exception>
    public FolderDisk(string path)
    {
        Name = Path.GetFullPath(path);
        if (Directory.Exists(Name))
        {
            return;
        }

        Directory.CreateDirectory(Name);
        // The new folder's own name must survive too, else the first records vanish with it.
        NativeSync.Folder(Path.GetDirectoryName(Name) ?? Name);
    }

    /// <inheritdoc/>
    public string Name { get; }

    /// <inheritdoc/>
    public IReadOnlyList<string> List() => [.. Directory.GetFiles(Name).Select(Path.GetFileName)!];

    /// <inheritdoc/>
    public bool Has(string name) => File.Exists(Path.Combine(Name, name));

    /// <inheritdoc/>
    public ILogFile Open(string name) => new FolderFile(Handle(name, FileShare.ReadWrite));

    /// <inheritdoc/>
    public void Delete(string name) => File.Delete(Path.Combine(Name, name));

    /// <inheritdoc/>
    public void Rename(string from, string to) => File.Move(Path.Combine(Name, from), Path.Combine(Name, to));

    /// <inheritdoc/>
    public void SyncFolder() => NativeSync.Folder(Name);

    /// <inheritdoc/>
    public IDisposable Lock()
    {
        try
        {
            // The kernel holds this lock (flock), so it ends with the process however that ends.
            return Handle(LockName, FileShare.None);
        }
        catch (IOException e) when (e.HResult == WouldBlock)
        {
            throw new LogLockedException(Name);
        }
    }

    private SafeFileHandle Handle(string name, FileShare share)
    {
        try
        {
            var path = Path.Combine(Name, name);
            return File.OpenHandle(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, share);
        }
        catch (UnauthorizedAccessException e)
        {
            throw new IOException($"{Name} cannot be written: {e.Message}", e);
        }
    }

    private sealed class FolderFile(SafeFileHandle handle) : ILogFile
    {
        public long Length => RandomAccess.GetLength(handle);

        public int Read(long offset, Span<byte> into) => ReadOnlyFile.Fill(handle, offset, into);

        public void Write(long offset, ReadOnlySpan<byte> bytes) => RandomAccess.Write(handle, bytes, offset);

        public void Reserve(long length) => NativeSync.Allocate(handle, length);

        public void Truncate(long length) => RandomAccess.SetLength(handle, length);

        public void Sync() => NativeSync.Data(handle);

        public void Settle()
        {
            NativeSync.Data(handle);
            NativeSync.DropCache(handle);
        }

        public void Dispose() => handle.Dispose();
    }
}
