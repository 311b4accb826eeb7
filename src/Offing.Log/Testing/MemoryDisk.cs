using Offing.Log.Disk;

namespace Offing.Log.Testing;

/// <summary>The calls that can be made to fail.</summary>
public enum DiskCall
{
    Open,
    Rename,
    Write,
    Reserve,
    Sync,
    SyncFolder,
}

/// <summary>
/// A folder in memory that forgets in a crash what was not made durable, and fails when told to. For one
/// thread; every choice is the caller's, so that a seed repeats it.
/// </summary>
public sealed class MemoryDisk : IDisk
{
    private readonly SortedDictionary<string, MemoryFile> _files = new(StringComparer.Ordinal);
    private bool _isLocked;

    /// <summary>Asked before each call: true makes it fail. A failing write writes its first half.</summary>
    public Func<DiskCall, string, bool> Fails { get; set; } = (_, _) => false;

    /// <summary>
    /// Bytes that all files may have together: one that would grow beyond fails, half grown.
    /// </summary>
    public long Room_Bytes { get; set; } = long.MaxValue;

    /// <summary>Bytes of all files.</summary>
    public long Used_Bytes => _files.Values.Sum(file => (long)file.Live.Length);

    /// <summary>Crashes so far; files opened before the last one are dead.</summary>
    public int Crashes { get; private set; }

    /// <inheritdoc/>
    public string Name => "memory";

    /// <inheritdoc/>
    public IReadOnlyList<string> List() => [.. _files.Keys];

    /// <inheritdoc/>
    public bool Has(string name) => _files.ContainsKey(name);

    /// <inheritdoc/>
    public ILogFile Open(string name)
    {
        Try(DiskCall.Open, name);
        if (!_files.TryGetValue(name, out var file))
        {
            _files[name] = file = new MemoryFile();
        }

        return new Handle(this, file, name);
    }

    /// <inheritdoc/>
    public void Delete(string name) => _files.Remove(name);

    /// <inheritdoc/>
    public void Rename(string from, string to)
    {
        Try(DiskCall.Rename, from);
        if (!_files.TryGetValue(from, out var file) || !_files.TryAdd(to, file))
        {
            throw new IOException($"{from} cannot become {to}");
        }

        _files.Remove(from);
        file.NameBefore ??= file.IsNameDurable ? from : null;
        file.IsNameDurable = false;
    }

    /// <inheritdoc/>
    public void SyncFolder()
    {
        Try(DiskCall.SyncFolder, Name);
        foreach (var file in _files.Values)
        {
            (file.IsNameDurable, file.NameBefore) = (true, null);
        }
    }

    /// <inheritdoc/>
    public IDisposable Lock()
    {
        if (_isLocked)
        {
            throw new LogLockedException(Name);
        }

        _isLocked = true;
        return new Release(this, Crashes);
    }

    /// <summary>
    /// Stops the machine. Of each write that was not synced every 512-byte sector is kept, lost or spoiled,
    /// and each name that was not synced is kept or lost, a new one of a file for its old one.
    /// </summary>
    /// <param name="choose">A number from 0 up to, not including, the argument.</param>
    public void Crash(Func<int, int> choose)
    {
        Crashes++;
        _isLocked = false;
        foreach (var (name, file) in _files.ToArray())
        {
            file.Crash(choose);
            if (!file.IsNameDurable && choose(2) == 0)
            {
                _files.Remove(name);
                if (file.NameBefore is { } before)
                {
                    _files[before] = file;
                }
            }

            (file.IsNameDurable, file.NameBefore) = (true, null);
        }
    }

    /// <summary>Turns bits of one byte, on the medium itself.</summary>
    public void Flip(string name, long offset, byte mask) => _files[name].Flip((int)offset, mask);

    /// <summary>The file's bytes as a reader sees them.</summary>
    public byte[] Snapshot(string name) => [.. _files[name].Live];

    private void Try(DiskCall call, string name)
    {
        if (Fails(call, name))
        {
            throw new IOException($"{call} of {name} failed, as told");
        }
    }

    private void Grow(MemoryFile file, string name, long length)
    {
        var more = length - file.Live.Length;
        if (more > 0 && Used_Bytes + more > Room_Bytes)
        {
            file.Reserve((int)(length - (more / 2)));
            throw new IOException($"no room for {name}");
        }
    }

    private sealed class Release(MemoryDisk disk, int crashes) : IDisposable
    {
        public void Dispose()
        {
            if (disk.Crashes == crashes)
            {
                disk._isLocked = false;
            }
        }
    }

    private sealed class Handle(MemoryDisk disk, MemoryFile file, string name) : ILogFile
    {
        private readonly int _crashes = disk.Crashes;

        public long Length => Alive().Live.Length;

        public int Read(long offset, Span<byte> into)
        {
            var from = Alive().Live.AsSpan((int)Math.Min(offset, file.Live.Length));
            from = from[..Math.Min(from.Length, into.Length)];
            from.CopyTo(into);
            return from.Length;
        }

        public void Write(long offset, ReadOnlySpan<byte> bytes)
        {
            Alive();
            if (disk.Fails(DiskCall.Write, name))
            {
                file.Write((int)offset, bytes[..(bytes.Length / 2)]);
                throw new IOException($"write of {name} failed half way, as told");
            }

            disk.Grow(file, name, offset + bytes.Length);
            file.Write((int)offset, bytes);
        }

        public void Reserve(long length)
        {
            Alive();
            disk.Try(DiskCall.Reserve, name);
            disk.Grow(file, name, length);
            file.Reserve((int)length);
        }

        public void Truncate(long length) => Alive().Truncate((int)length);

        public void Sync()
        {
            Alive();
            if (disk.Fails(DiskCall.Sync, name))
            {
                // As real kernels do: readers still see the bytes, and no later sync writes them.
                file.ForgetUnsynced();
                throw new IOException($"sync of {name} failed, as told");
            }

            file.Sync();
        }

        public void Settle()
        {
            Sync();
            file.DropCache();
        }

        public void Dispose()
        {
        }

        private MemoryFile Alive() =>
            _crashes == disk.Crashes ? file : throw new IOException($"{name} was opened before a crash");
    }
}
