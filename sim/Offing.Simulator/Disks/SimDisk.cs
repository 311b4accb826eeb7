using Offing.Log;
using Offing.Log.Disk;
using Offing.Log.Testing;
using Offing.Simulator.Worlds;

namespace Offing.Simulator.Disks;

/// <summary>
/// The node's disk: the memory disk of the log's own tests, with faults of reads, writes that land elsewhere,
/// and a loss of power in the middle of any call.
/// </summary>
internal sealed class SimDisk : IDisk
{
    private readonly SimRandom _random;
    private readonly FaultMix _mix;
    private readonly HashSet<string> _unsynced = new(StringComparer.Ordinal);
    private int _callsToCrash = -1;

    public SimDisk(SimRandom random, FaultMix mix)
    {
        (_random, _mix) = (random, mix);
        Memory = Fresh();
    }

    public MemoryDisk Memory { get; private set; }

    public bool IsWriteBad { get; set; }

    public bool IsReadBad { get; set; }

    /// <summary>The next write of a segment goes to another place of it.</summary>
    public bool MisdirectsNext { get; set; }

    /// <summary>A write of the current contents went to another place: the medium is not to be trusted.
    /// </summary>
    public bool WasMisdirected { get; private set; }

    /// <summary>Whether bytes of a segment stand only in the cache.</summary>
    public bool HasUnsynced => _unsynced.Any(IsSegment);

    /// <summary>Set by a deliberate bug: a sync that does nothing.</summary>
    public Func<bool> SkipsSync { get; set; } = () => false;

    /// <inheritdoc/>
    public string Name => "simulated";

    /// <summary>The power goes at the call after so many more; -1: it stays.</summary>
    public void CrashAfter(int calls) => _callsToCrash = calls;

    /// <summary>The power is gone: what was in flight is kept, lost or spoiled.</summary>
    public void LosePower()
    {
        _callsToCrash = -1;
        _unsynced.Clear();
        Memory.Crash(bound => bound == 3 && !_random.Chance(1_000 - _mix.Corruption_Permille)
            ? _random.Below(2)
            : _random.Below(bound));
    }

    /// <summary>A new medium, empty, in the place of one that lied.</summary>
    public void Replace()
    {
        WasMisdirected = IsWriteBad = IsReadBad = false;
        _unsynced.Clear();
        Memory = Fresh();
    }

    /// <inheritdoc/>
    public IReadOnlyList<string> List() => Memory.List();

    /// <inheritdoc/>
    public ILogFile Open(string name)
    {
        Count();
        return new SimFile(this, Memory.Open(name), name);
    }

    /// <inheritdoc/>
    public void Delete(string name)
    {
        Count();
        _unsynced.Remove(name);
        Memory.Delete(name);
    }

    /// <inheritdoc/>
    public void Rename(string from, string to)
    {
        Count();
        Memory.Rename(from, to);
        if (_unsynced.Remove(from))
        {
            _unsynced.Add(to);
        }
    }

    /// <inheritdoc/>
    public void SyncFolder()
    {
        Count();
        if (!SkipsSync())
        {
            Memory.SyncFolder();
        }
    }

    /// <inheritdoc/>
    public IDisposable Lock() => Memory.Lock();

    private static bool IsSegment(string name) => name.EndsWith(".seg", StringComparison.Ordinal);

    private MemoryDisk Fresh() =>
        new() { Fails = (_, _) => IsWriteBad && _random.Chance(_mix.DiskFault_Permille) };

    private void Count()
    {
        if (_callsToCrash >= 0 && _callsToCrash-- == 0)
        {
            throw new SimCrash();
        }
    }

    private sealed class SimFile(SimDisk disk, ILogFile inner, string name) : ILogFile
    {
        public long Length => inner.Length;

        public int Read(long offset, Span<byte> into)
        {
            if (disk.IsReadBad && disk._random.Chance(disk._mix.DiskFault_Permille))
            {
                throw new IOException($"read of {name} failed, as drawn");
            }

            return inner.Read(offset, into);
        }

        public void Write(long offset, ReadOnlySpan<byte> bytes)
        {
            disk.Count();
            if (disk.MisdirectsNext && offset > 0 && IsSegment(name))
            {
                disk.MisdirectsNext = false;
                disk.WasMisdirected = true;
                var room = (int)Math.Max(1, inner.Length - bytes.Length);
                offset = (offset + 1 + disk._random.Below(room - 1)) % room;
            }

            disk._unsynced.Add(name);
            inner.Write(offset, bytes);
        }

        public void Reserve(long length)
        {
            disk.Count();
            inner.Reserve(length);
        }

        public void Truncate(long length)
        {
            disk.Count();
            inner.Truncate(length);
        }

        public void Sync()
        {
            disk.Count();
            if (disk.SkipsSync())
            {
                return;
            }

            inner.Sync();
            disk._unsynced.Remove(name);
            disk.Count();
        }

        public void Settle()
        {
            disk.Count();
            inner.Settle();
            disk._unsynced.Remove(name);
        }

        public void Dispose() => inner.Dispose();
    }
}
