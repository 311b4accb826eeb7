namespace Offing.Log.Testing;

/// <summary>The bytes that a reader sees, and those that a crash leaves.</summary>
internal sealed class MemoryFile
{
    private const int SectorBytes = 512;

    private readonly List<(int Offset, byte[] Bytes)> _unsynced = [];
    private byte[] _durable = [];

    public byte[] Live { get; private set; } = [];

    public bool IsNameDurable { get; set; }

    /// <summary>The durable name that a crash may give back, after a rename that was not synced.</summary>
    public string? NameBefore { get; set; }

    public void Write(int offset, ReadOnlySpan<byte> bytes)
    {
        Reserve(offset + bytes.Length);
        bytes.CopyTo(Live.AsSpan(offset));
        _unsynced.Add((offset, bytes.ToArray()));
    }

    public void Reserve(int length) => Live = Resized(Live, Math.Max(length, Live.Length));

    public void Truncate(int length)
    {
        Live = Resized(Live, Math.Min(length, Live.Length));
        // What a cut removes cannot come back: the log only ever cuts what it has just found spoiled.
        _durable = Resized(_durable, Math.Min(length, _durable.Length));
        _unsynced.RemoveAll(write => write.Offset + write.Bytes.Length > length);
    }

    public void Sync()
    {
        _durable = Resized(_durable, Live.Length);
        foreach (var (offset, bytes) in _unsynced)
        {
            bytes.CopyTo(_durable, offset);
        }

        _unsynced.Clear();
    }

    public void ForgetUnsynced() => _unsynced.Clear();

    public void DropCache() => Live = [.. _durable];

    public void Crash(Func<int, int> choose)
    {
        foreach (var (offset, bytes) in _unsynced)
        {
            for (var at = 0; at < bytes.Length; at += SectorBytes)
            {
                Settle(offset + at, bytes.AsSpan(at, Math.Min(SectorBytes, bytes.Length - at)), choose);
            }
        }

        _unsynced.Clear();
        Live = [.. _durable];
    }

    public void Flip(int offset, byte mask)
    {
        Live[offset] ^= mask;
        if (offset < _durable.Length)
        {
            _durable[offset] ^= mask;
        }
    }

    private static byte[] Resized(byte[] bytes, int length)
    {
        Array.Resize(ref bytes, length);
        return bytes;
    }

    private void Settle(int offset, ReadOnlySpan<byte> sector, Func<int, int> choose)
    {
        var fate = choose(3);
        if (fate == 0)
        {
            return;
        }

        _durable = Resized(_durable, Math.Max(_durable.Length, offset + sector.Length));
        sector.CopyTo(_durable.AsSpan(offset));
        if (fate == 1)
        {
            _durable[offset + choose(sector.Length)] ^= (byte)(1 + choose(255));
        }
    }
}
