using System.Collections.Concurrent;

namespace Offing.Node.Batches;

/// <summary>
/// The bodies of the records in which the entries of a batch stand, copied into a few large pieces of memory
/// that the next batch uses again. Each as an object of its own would live as long as its batch, and every
/// collection until then would have to copy or examine it. One thread adds; when it is done with, another
/// may read, and gives it back.
/// </summary>
public sealed class RecordBodies
{
    private const int SlabLeast_Bytes = 1 << 14;
    private const int SlabMost_Bytes = 1 << 20;
    private const int SpareMost = 64;

    private static readonly ConcurrentBag<byte[]> Spare = [];

    private readonly List<byte[]> _slabs = [];
    private readonly List<(int Slab, int From, int Length)> _places = [];
    private int _used;

    /// <summary>In the order in which they were added.</summary>
    public IEnumerable<ReadOnlyMemory<byte>> All => _places.Select(At);

    /// <summary>The one that was added last; there must be one.</summary>
    public ReadOnlyMemory<byte> Last => At(_places[^1]);

    /// <summary>Takes a copy of the next one.</summary>
    public void Add(ReadOnlySpan<byte> body)
    {
        if (_slabs.Count == 0 || _slabs[^1].Length - _used < body.Length)
        {
            _slabs.Add(Slab(body.Length));
            _used = 0;
        }

        body.CopyTo(_slabs[^1].AsSpan(_used));
        _places.Add((_slabs.Count - 1, _used, body.Length));
        _used += body.Length;
    }

    /// <summary>Whoever has a view of one has it no more.</summary>
    public void GiveBack()
    {
        foreach (var slab in _slabs)
        {
            if (slab.Length == SlabMost_Bytes && Spare.Count < SpareMost)
            {
                Spare.Add(slab);
            }
        }

        _slabs.Clear();
        _places.Clear();
    }

    private ReadOnlyMemory<byte> At((int Slab, int From, int Length) place) =>
        new(_slabs[place.Slab], place.From, place.Length);

    // Small for the first: most batches of a quiet venue have little in them.
    private byte[] Slab(int least)
    {
        var size = Math.Max(least, _slabs.Count == 0 ? SlabLeast_Bytes : SlabMost_Bytes);
        return size == SlabMost_Bytes && Spare.TryTake(out var spare)
            ? spare
            : GC.AllocateUninitializedArray<byte>(size);
    }
}
