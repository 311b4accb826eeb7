using Offing.Log;
using Offing.Log.Disk;
using Offing.Log.Testing;
using Offing.Simulator.Worlds;

namespace Offing.Simulator.Disks;

/// <summary>
/// A folder of the node's machine: the memory disk of the log's own tests, with faults of reads, writes that
/// land elsewhere, and a loss of power in the middle of any call.
/// </summary>
/// <param name="isReadByMany">
/// Whether several threads read a file at once: then its faults are drawn when it is opened.
/// </param>
internal sealed class SimDisk(
    SimRandom random, FaultMix mix, DiskFaults faults, Coverage seen, bool isReadByMany = false) : IDisk
{
    private readonly HashSet<string> _unsynced = new(StringComparer.Ordinal);
    private MemoryDisk? _memory;

    public MemoryDisk Memory => _memory ??= new()
    {
        Fails = (_, _) => faults.IsWriteBad && random.Chance(mix.DiskFault_Permille)
            && seen.Count(Seen.WriteFault),
    };

    /// <summary>The next write of a segment goes to another place of it.</summary>
    public bool MisdirectsNext { get; set; }

    /// <summary>A write of the current contents went to another place: the medium is not to be trusted.
    /// </summary>
    public bool WasMisdirected { get; private set; }

    /// <summary>Told when a write goes to another place.</summary>
    public Action Misdirected { get; set; } = () => { };

    /// <summary>Whether bytes of a segment stand only in the cache.</summary>
    public bool HasUnsynced => _unsynced.Any(IsSegment);

    /// <summary>Set by a deliberate bug: a sync that does nothing.</summary>
    public Func<bool> SkipsSync { get; set; } = () => false;

    /// <inheritdoc/>
    public string Name => "simulated";

    /// <summary>The power is gone: what was in flight is kept, lost or spoiled.</summary>
    public void LosePower()
    {
        _unsynced.Clear();
        Memory.Crash(bound => bound == 3 ? Fate() : random.Below(bound));
    }

    /// <summary>A new medium, empty, in the place of one that lied.</summary>
    public void Replace()
    {
        WasMisdirected = false;
        _unsynced.Clear();
        _memory = null;
    }

    /// <inheritdoc/>
    public IReadOnlyList<string> List() => Memory.List();

    /// <inheritdoc/>
    public bool Has(string name) => Memory.Has(name);

    /// <inheritdoc/>
    public ILogFile Open(string name)
    {
        faults.Count();
        return new SimFile(this, Memory.Open(name), name);
    }

    /// <inheritdoc/>
    public void Delete(string name)
    {
        faults.Count();
        _unsynced.Remove(name);
        Memory.Delete(name);
    }

    /// <inheritdoc/>
    public void Rename(string from, string to)
    {
        faults.Count();
        Memory.Rename(from, to);
        if (_unsynced.Remove(from))
        {
            _unsynced.Add(to);
        }
    }

    /// <inheritdoc/>
    public void SyncFolder()
    {
        faults.Count();
        if (!SkipsSync())
        {
            Memory.SyncFolder();
        }
    }

    /// <inheritdoc/>
    public IDisposable Lock() => Memory.Lock();

    private static bool IsSegment(string name) => name.EndsWith(".seg", StringComparison.Ordinal);

    // Of a sector in flight: 0 lost, 1 spoiled, 2 kept.
    private int Fate()
    {
        var fate = random.Chance(1_000 - mix.Corruption_Permille) ? 2 : random.Below(2);
        seen.Count(fate == 0 ? Seen.SectorLost : fate == 1 ? Seen.SectorSpoiled : Seen.SectorKept);
        return fate;
    }

    private bool ReadFails() =>
        faults.IsReadBad && random.Chance(mix.DiskFault_Permille) && seen.Count(Seen.ReadFault);

    private sealed class SimFile(SimDisk disk, ILogFile inner, string name) : ILogFile
    {
        private readonly bool _isUnreadable = disk.IsReadByMany && disk.ReadFails();

        public long Length => inner.Length;

        public int Read(long offset, Span<byte> into) =>
            _isUnreadable || (!disk.IsReadByMany && disk.ReadFails())
                ? throw new IOException($"read of {name} failed, as drawn")
                : inner.Read(offset, into);

        public void Write(long offset, ReadOnlySpan<byte> bytes)
        {
            disk.Count();
            if (disk.MisdirectsNext && offset > 0 && IsSegment(name))
            {
                disk.MisdirectsNext = false;
                disk.WasMisdirected = true;
                disk.Misdirected();
                var room = (int)Math.Max(1, inner.Length - bytes.Length);
                offset = (offset + 1 + disk.Below(room - 1)) % room;
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

    private bool IsReadByMany => isReadByMany;

    private void Count() => faults.Count();

    private int Below(int bound) => random.Below(bound);
}
