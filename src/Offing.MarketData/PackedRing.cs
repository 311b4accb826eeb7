using System.Buffers.Binary;
using Offing.MarketData.Saving;
using Offing.Primitives;
using Offing.Protocol.Codec;

namespace Offing.MarketData;

/// <summary>Reads one record of an account as it was written.</summary>
internal delegate T RecordReader<T>(ref SaveReader reader, Address account);

/// <summary>
/// The newest records of an account, as the bytes of a snapshot. History is written often, kept long and read
/// seldom: as objects it would be what every collection copies and a start from the log spends half its time
/// on (docs/benchmarks.md). Not thread-safe.
/// </summary>
/// <param name="capacity">Records; the oldest goes when one more comes.</param>
internal sealed class PackedRing<T>(
    int capacity, Address account, Action<ByteWriter, T> put, RecordReader<T> read)
{
    private const int PageLeast_Bytes = 256;
    private const int PageMost_Bytes = 16_384;
    private const int Length_Bytes = sizeof(ushort);

    [ThreadStatic]
    private static ByteWriter? _scratch;

    // Each holds whole records, one after the other behind its length; the oldest begins at _head.
    private readonly Queue<Page> _pages = new();
    private Page? _last;
    private int _head;

    public int Count { get; private set; }

    public bool IsFull => Count == capacity;

    /// <summary>Adds a record; the oldest is gone when it was full.</summary>
    public void Add(T item)
    {
        if (IsFull)
        {
            Forget();
        }

        var writer = _scratch ??= new ByteWriter(PageLeast_Bytes);
        writer.Clear();
        put(writer, item);
        var record = writer.Written;
        Check.That(record.Length <= ushort.MaxValue);
        var place = Room(Length_Bytes + record.Length);
        BinaryPrimitives.WriteUInt16LittleEndian(place, (ushort)record.Length);
        record.CopyTo(place[Length_Bytes..]);
        Count++;
    }

    /// <summary>The record that goes next; there must be one.</summary>
    public T Oldest() => Read(_pages.Peek().Bytes.AsSpan(_head), out _);

    /// <summary>Oldest first.</summary>
    public IReadOnlyList<T> OldestFirst()
    {
        var items = new List<T>(Count);
        var at = _head;
        foreach (var page in _pages)
        {
            while (at < page.Used)
            {
                items.Add(Read(page.Bytes.AsSpan(at), out var length));
                at += length;
            }

            at = 0;
        }

        return items;
    }

    /// <summary>Newest first.</summary>
    public IReadOnlyList<T> NewestFirst() => [.. OldestFirst().Reverse()];

    private T Read(ReadOnlySpan<byte> from, out int length)
    {
        var size = BinaryPrimitives.ReadUInt16LittleEndian(from);
        length = Length_Bytes + size;
        var reader = new SaveReader(from[Length_Bytes..length]);
        var item = read(ref reader, account);
        reader.End();
        return item;
    }

    private Span<byte> Room(int length)
    {
        if (_last is null || _last.Bytes.Length - _last.Used < length)
        {
            // Small for the many accounts that have little to tell, large for the few that have much.
            var size = Math.Clamp((_last?.Bytes.Length ?? 0) * 2, PageLeast_Bytes, PageMost_Bytes);
            _pages.Enqueue(_last = new Page(new byte[Math.Max(size, length)]));
        }

        var place = _last.Bytes.AsSpan(_last.Used, length);
        _last.Used += length;
        return place;
    }

    private void Forget()
    {
        var page = _pages.Peek();
        _head += Length_Bytes + BinaryPrimitives.ReadUInt16LittleEndian(page.Bytes.AsSpan(_head));
        Count--;
        if (_head == page.Used)
        {
            _pages.Dequeue();
            _head = 0;
            _last = _pages.Count == 0 ? null : _last;
        }
    }

    private sealed class Page(byte[] bytes)
    {
        public byte[] Bytes => bytes;

        public int Used { get; set; }
    }
}
