using Offing.Log.Disk;
using Offing.Log.Testing;

namespace Offing.Node.Tests.Support;

/// <summary>A disk that can say that a sync failed which has done all of its work.</summary>
internal sealed class LateFailureDisk : IDisk
{
    private readonly MemoryDisk _disk = new();

    public bool Fails { get; set; }

    public string Name => _disk.Name;

    public IReadOnlyList<string> List() => _disk.List();

    public ILogFile Open(string name) => new Late(this, _disk.Open(name));

    public void Delete(string name) => _disk.Delete(name);

    public void Rename(string from, string to) => _disk.Rename(from, to);

    public void SyncFolder() => _disk.SyncFolder();

    public IDisposable Lock() => _disk.Lock();

    private sealed class Late(LateFailureDisk disk, ILogFile file) : ILogFile
    {
        public long Length => file.Length;

        public int Read(long offset, Span<byte> into) => file.Read(offset, into);

        public void Write(long offset, ReadOnlySpan<byte> bytes) => file.Write(offset, bytes);

        public void Reserve(long length) => file.Reserve(length);

        public void Truncate(long length) => file.Truncate(length);

        public void Sync()
        {
            file.Sync();
            if (disk.Fails)
            {
                throw new IOException("the sync failed, it says");
            }
        }

        public void Settle() => file.Settle();

        public void Dispose() => file.Dispose();
    }
}
