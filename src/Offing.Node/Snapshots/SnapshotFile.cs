using System.Buffers.Binary;
using Offing.Log.Disk;
using Offing.Primitives;
using Offing.Protocol.Codec;

namespace Offing.Node.Snapshots;

/// <summary>The sections of a snapshot, in the order in which they stand in the file.</summary>
internal enum SnapshotSection : byte
{
    /// <summary>The leaves of the state.</summary>
    State = 1,

    /// <summary>What was folded for those who watch.</summary>
    MarketData = 2,

    /// <summary>Headers and withdrawals of the batches.</summary>
    Batches = 3,

    /// <summary>The entries since the last cut.</summary>
    OpenBatch = 4,
}

/// <summary>A snapshot file that was read once from end to end and found to be what was written.</summary>
internal sealed class SnapshotFile : IDisposable
{
    private const int Block_Bytes = 1 << 20;
    private static readonly SnapshotSection[] Order = Enum.GetValues<SnapshotSection>();

    private readonly IReadFile _file;
    private readonly Dictionary<SnapshotSection, (long Offset, long Length)> _sections = [];

    private SnapshotFile(IReadFile file, SnapshotHeader header) => (_file, Header) = (file, header);

    public SnapshotHeader Header { get; }

    /// <summary>Writes a snapshot and makes its bytes durable; the name is the caller's affair.</summary>
    /// <param name="write">Writes each section.</param>
    public static void Write(ILogFile file, SnapshotHeader header, Action<SnapshotSection, Stream> write)
    {
        file.Truncate(0);
        var head = header.Encode();
        file.Write(0, head);
        var whole = default(KeccakSponge);
        whole.Absorb(head);
        var offset = (long)head.Length;
        foreach (var kind in Order)
        {
            var section = new SectionStream(file, offset, kind);
            write(kind, section);
            (var hash, offset) = section.End();
            whole.Absorb(hash);
        }

        Span<byte> end = stackalloc byte[Hash32.SizeBytes];
        whole.Finish(end);
        file.Write(offset, end);
        file.Sync();
    }

    /// <summary>Reads the file from end to end.</summary>
    /// <exception cref="CodecException">It is not a snapshot that was written whole.</exception>
    public static SnapshotFile Open(IReadFile file)
    {
        var head = new byte[SnapshotHeader.SizeBytes];
        Fill(file, 0, head);
        var found = new SnapshotFile(file, SnapshotHeader.Decode(head));
        var hashes = found.Find(head.Length);
        var whole = default(KeccakSponge);
        whole.Absorb(head);
        // The two large sections at once: a start waits for this.
        Parallel.ForEach(Order, kind => found.CheckSection(kind, hashes[kind]));
        foreach (var kind in Order)
        {
            whole.Absorb(hashes[kind]);
        }

        Span<byte> end = stackalloc byte[Hash32.SizeBytes];
        Fill(file, file.Length - end.Length, end);
        return new Hash32(end) == whole.Finish()
            ? found
            : throw new CodecException("the hash at its end is not that of its sections");
    }

    public Stream Section(SnapshotSection kind) =>
        new SectionBytes(_file, _sections[kind].Offset, _sections[kind].Length);

    /// <summary>All of a section at once.</summary>
    public byte[] All(SnapshotSection kind)
    {
        using var stream = Section(kind);
        var bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        return bytes;
    }

    public void Dispose() => _file.Dispose();

    private Dictionary<SnapshotSection, Hash32> Find(long offset)
    {
        var hashes = new Dictionary<SnapshotSection, Hash32>();
        var head = new byte[SectionStream.HeadBytes];
        Span<byte> hash = stackalloc byte[Hash32.SizeBytes];
        foreach (var kind in Order)
        {
            Fill(_file, offset, head);
            var length = BinaryPrimitives.ReadInt64BigEndian(head.AsSpan(1));
            if (head[0] != (byte)kind || length < 0 || length > _file.Length - offset)
            {
                throw new CodecException($"the section of kind {(byte)kind} does not begin where it should");
            }

            _sections[kind] = (offset + head.Length, length);
            offset += head.Length + length;
            Fill(_file, offset, hash);
            hashes[kind] = new Hash32(hash);
            offset += hash.Length;
        }

        return offset + Hash32.SizeBytes == _file.Length
            ? hashes
            : throw new CodecException("it does not end where it should");
    }

    private void CheckSection(SnapshotSection kind, Hash32 expected)
    {
        var (offset, length) = _sections[kind];
        var block = new byte[Block_Bytes];
        var hash = default(KeccakSponge);
        for (var at = 0L; at < length; at += block.Length)
        {
            var step = block.AsSpan(0, (int)Math.Min(block.Length, length - at));
            Fill(_file, offset + at, step);
            hash.Absorb(step);
        }

        hash.Absorb(SectionStream.Head(kind, length));
        if (hash.Finish() != expected)
        {
            throw new CodecException($"its section of kind {(byte)kind} is not what was written");
        }
    }

    private static void Fill(IReadFile file, long offset, Span<byte> into)
    {
        if (offset < 0 || file.Read(offset, into) != into.Length)
        {
            throw new CodecException("it ends too early");
        }
    }
}
