using System.Buffers.Binary;
using Offing.MarketData.Saving;
using Offing.Primitives;
using Offing.Protocol.Codec;

namespace Offing.MarketData;

/// <summary>Writes a record of an account.</summary>
internal delegate void RecordWriter<T>(ByteWriter writer, in T record);

/// <summary>Reads one record of an account as it was written.</summary>
internal delegate T RecordReader<T>(ref SaveReader reader, Address account);

/// <summary>
/// The newest records of an account, as the bytes of a snapshot. History is written often, kept long and read
/// seldom: as objects it would be what every collection copies and a start from the log spends half its time
/// on (docs/benchmarks.md). Not thread-safe.
/// </summary>
/// <param name="capacity">Records; the oldest goes when one more comes.</param>
/// <param name="pages">Where they stand.</param>
internal sealed class PackedRing<T>(
    int capacity, Address account, PagePool pages, RecordWriter<T> put, RecordReader<T> read)
{
    // A page holds whole records, one after the other behind its length; the oldest begins at _head.
    private const int PageLeast_Bytes = 256;
    private const int PageMost_Bytes = 16_384;
    private const int Length_Bytes = sizeof(ushort);

    private int _first = PagePool.None;
    private int _last = PagePool.None;
    private int _head;

    public int Count { get; private set; }

    public bool IsFull => Count == capacity;

    /// <summary>Adds a record; the oldest is gone when it was full.</summary>
    public void Add(in T item)
    {
        if (IsFull)
        {
            Forget();
        }

        var writer = pages.Scratch;
        writer.Clear();
        put(writer, in item);
        var record = writer.Written;
        Check.That(record.Length <= ushort.MaxValue);
        var place = Room(Length_Bytes + record.Length);
        BinaryPrimitives.WriteUInt16LittleEndian(place, (ushort)record.Length);
        record.CopyTo(place[Length_Bytes..]);
        Count++;
    }

    /// <summary>The record that goes next; there must be one.</summary>
    public T Oldest() => Read(pages.Read(_first)[_head..], out _);

    /// <summary>Oldest first.</summary>
    public IReadOnlyList<T> OldestFirst()
    {
        var items = new List<T>(Count);
        var at = _head;
        for (var page = _first; page != PagePool.None; page = pages.NextOf(page))
        {
            var bytes = pages.Read(page);
            while (at < bytes.Length)
            {
                items.Add(Read(bytes[at..], out var length));
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
        var place = _last == PagePool.None ? [] : pages.Append(_last, length);
        if (!place.IsEmpty)
        {
            return place;
        }

        // Small for the many accounts that have little to tell, large for the few that have much.
        var size = Math.Clamp(
            _last == PagePool.None ? 0 : 2 * pages.SizeOf(_last), PageLeast_Bytes, PageMost_Bytes);
        var page = pages.Rent(Math.Max(size, length));
        if (_last == PagePool.None)
        {
            _first = page;
        }
        else
        {
            pages.Link(_last, page);
        }

        return pages.Append(_last = page, length);
    }

    private void Forget()
    {
        var bytes = pages.Read(_first);
        _head += Length_Bytes + BinaryPrimitives.ReadUInt16LittleEndian(bytes[_head..]);
        Count--;
        if (_head == bytes.Length)
        {
            var next = pages.NextOf(_first);
            pages.Return(_first);
            _head = 0;
            (_first, _last) = (next, next == PagePool.None ? next : _last);
        }
    }
}
