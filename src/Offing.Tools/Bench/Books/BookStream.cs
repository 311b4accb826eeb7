using System.Buffers.Binary;
using System.Runtime.InteropServices;
using Offing.Primitives;
using SharpCompress.Compressors.Xz;

namespace Offing.Tools.Bench.Books;

/// <summary>What a record of a stream asks of the book.</summary>
public enum BookOperation : byte
{
    /// <summary>A new order: matches, and rests unless it is immediate-or-cancel.</summary>
    New = 0,

    /// <summary>Takes an order off.</summary>
    Cancel = 1,

    /// <summary>Lowers an order's quantity; its place is kept.</summary>
    Reduce = 2,

    /// <summary>A cancel and a new order on the same side in one.</summary>
    Replace = 3,
}

/// <summary>A record of 32 bytes, little-endian, as it lies in the file.</summary>
[StructLayout(LayoutKind.Sequential, Pack = 1)]
public struct BookRecord
{
    public BookOperation Operation;
    public Side Side;

    /// <summary>1 for immediate-or-cancel, of new orders only.</summary>
    public byte Immediate;

    public byte Padding;
    public uint Price;
    public uint Quantity;
    public uint Account;

    /// <summary>The order's own id when it is new, else the id that is meant; dense from 1.</summary>
    public ulong Id;

    /// <summary>The id of the order that replaces another.</summary>
    public ulong NewId;
}

/// <summary>A file of orders for one book: a header of 32 bytes and records of 32.</summary>
public static class BookStream
{
    private const int RecordBytes = 32;
    private static ReadOnlySpan<byte> Magic => "OBWL0001"u8;

    /// <summary>Reads a whole stream, plain or .xz.</summary>
    /// <exception cref="FormatException">Not such a file; names what is wrong.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static BookRecord[] Read(string path)
    {
        using var file = File.OpenRead(path);
        using Stream plain = path.EndsWith(".xz", StringComparison.Ordinal) ? new XZStream(file) : file;
        var header = new byte[RecordBytes];
        if (plain.ReadAtLeast(header, RecordBytes, throwOnEndOfStream: false) < RecordBytes
            || !header.AsSpan(0, 8).SequenceEqual(Magic)
            || BinaryPrimitives.ReadUInt32LittleEndian(header.AsSpan(24)) != RecordBytes)
        {
            throw new FormatException($"{path}: not a stream of orders (OBWL0001, records of 32 bytes)");
        }

        var count = BinaryPrimitives.ReadUInt64LittleEndian(header.AsSpan(8));
        if (count is 0 or > 60_000_000)
        {
            throw new FormatException($"{path}: {count} records; 1 to 60000000 can be run");
        }

        var records = new BookRecord[count];
        var bytes = MemoryMarshal.AsBytes(records.AsSpan());
        if (plain.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false) < bytes.Length)
        {
            throw new FormatException($"{path}: ends before its {count} records do");
        }

        Validate(path, records);
        return records;
    }

    /// <summary>Writes a stream, plain.</summary>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public static void Write(string path, ReadOnlySpan<BookRecord> records, ulong seed)
    {
        Span<byte> header = stackalloc byte[RecordBytes];
        Magic.CopyTo(header);
        BinaryPrimitives.WriteUInt64LittleEndian(header[8..], (ulong)records.Length);
        BinaryPrimitives.WriteUInt64LittleEndian(header[16..], seed);
        BinaryPrimitives.WriteUInt32LittleEndian(header[24..], RecordBytes);
        BinaryPrimitives.WriteUInt32LittleEndian(header[28..], 1);
        using var file = File.Create(path);
        file.Write(header);
        file.Write(MemoryMarshal.AsBytes(records));
    }

    /// <summary>Once and here, so that the run need not look: ids index an array there.</summary>
    private static void Validate(string path, BookRecord[] records)
    {
        for (var i = 0; i < records.Length; i++)
        {
            ref readonly var record = ref records[i];
            var needsQuantity = record.Operation is not BookOperation.Cancel;
            if (record.Operation > BookOperation.Replace || record.Side > Side.Sell
                || (needsQuantity && record.Quantity == 0)
                || Math.Max(record.Id, record.NewId) > (ulong)records.Length)
            {
                throw new FormatException($"{path}: record {i + 1} is none that a book can run");
            }
        }
    }
}
