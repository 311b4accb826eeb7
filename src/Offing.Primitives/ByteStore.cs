using System.Collections.Concurrent;

namespace Offing.Primitives;

/// <summary>
/// Copies of many small strings of bytes in a few large pieces of memory, which others use again when these
/// are done with. Each as an object of its own would live for seconds, and every collection until then would
/// have to copy or examine it. One thread adds; when it is done with, another may read, and gives it back.
/// </summary>
public sealed class ByteStore
{
    private const int SpareMost = 64;

    // The first is small, for mostly there is little, and not worth to be kept.
    private static readonly int[] Sizes_Bytes = [1 << 12, 1 << 15, 1 << 18, 1 << 20];
    private static readonly ConcurrentQueue<byte[]>[] Spare = [[], [], [], []];

    private readonly List<byte[]> _slabs = [];
    private int _used;

    /// <summary>Takes a copy.</summary>
    public StoredBytes Add(ReadOnlySpan<byte> bytes)
    {
        if (_slabs.Count == 0 || _slabs[^1].Length - _used < bytes.Length)
        {
            _slabs.Add(Slab(bytes.Length));
            _used = 0;
        }

        var from = _used;
        bytes.CopyTo(_slabs[^1].AsSpan(from));
        _used += bytes.Length;
        return new StoredBytes(_slabs[^1], from, bytes.Length);
    }

    /// <summary>Whoever has a view of one has it no more.</summary>
    public void GiveBack()
    {
        foreach (var slab in _slabs)
        {
            var size = Array.IndexOf(Sizes_Bytes, slab.Length);
            if (size > 0 && Spare[size].Count < SpareMost)
            {
                Spare[size].Enqueue(slab);
            }
        }

        _slabs.Clear();
    }

    private byte[] Slab(int least)
    {
        var size = Math.Min(_slabs.Count, Sizes_Bytes.Length - 1);
        return Sizes_Bytes[size] < least ? GC.AllocateUninitializedArray<byte>(least)
            : Spare[size].TryDequeue(out var spare) ? spare
            : GC.AllocateUninitializedArray<byte>(Sizes_Bytes[size]);
    }
}

/// <summary>Where bytes stand in a <see cref="ByteStore"/>; good until that is given back.</summary>
public readonly struct StoredBytes
{
    private readonly byte[] _slab;
    private readonly int _from;

    internal StoredBytes(byte[] slab, int from, int length) => (_slab, _from, Length) = (slab, from, length);

    /// <summary>How many.</summary>
    public int Length { get; }

    /// <summary>The bytes.</summary>
    public ReadOnlyMemory<byte> Memory => new(_slab, _from, Length);

    /// <summary>Likewise.</summary>
    public ReadOnlySpan<byte> Span => new(_slab, _from, Length);
}
