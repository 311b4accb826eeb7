using System.Buffers.Binary;
using Offing.Log.Disk;
using Offing.Primitives;

namespace Offing.Node.Snapshots;

/// <summary>
/// One section of a snapshot on its way to the file: kind, length, bytes, and the hash over all of that,
/// which <see cref="End"/> adds. Only to be written, from the front to the back.
/// </summary>
internal sealed class SectionStream(ILogFile file, long offset, SnapshotSection kind) : Stream
{
    /// <summary>Kind and length.</summary>
    public const int HeadBytes = 1 + sizeof(ulong);

    private readonly byte[] _buffer = new byte[1 << 20];
    private KeccakSponge _hash;
    private int _filled;
    private long _written;

    /// <inheritdoc/>
    public override bool CanRead => false;

    /// <inheritdoc/>
    public override bool CanSeek => false;

    /// <inheritdoc/>
    public override bool CanWrite => true;

    /// <inheritdoc/>
    public override long Length => throw new NotSupportedException();

    /// <inheritdoc/>
    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    /// <inheritdoc/>
    public override void Write(byte[] buffer, int from, int count) => Write(buffer.AsSpan(from, count));

    /// <inheritdoc/>
    public override void Write(ReadOnlySpan<byte> bytes)
    {
        while (bytes.Length > 0)
        {
            var step = Math.Min(bytes.Length, _buffer.Length - _filled);
            bytes[..step].CopyTo(_buffer.AsSpan(_filled));
            _filled += step;
            bytes = bytes[step..];
            if (_filled == _buffer.Length)
            {
                Flush();
            }
        }
    }

    /// <inheritdoc/>
    public override void Flush()
    {
        var bytes = _buffer.AsSpan(0, _filled);
        _hash.Absorb(bytes);
        file.Write(offset + HeadBytes + _written, bytes);
        _written += _filled;
        _filled = 0;
    }

    /// <summary>Completes the section: its hash, and where the next one begins.</summary>
    public (Hash32 Hash, long Next) End()
    {
        Flush();
        var head = Head(kind, _written);
        _hash.Absorb(head);
        var hash = _hash.Finish();
        file.Write(offset, head);
        Span<byte> end = stackalloc byte[Hash32.SizeBytes];
        hash.CopyTo(end);
        file.Write(offset + HeadBytes + _written, end);
        return (hash, offset + HeadBytes + _written + Hash32.SizeBytes);
    }

    public static byte[] Head(SnapshotSection kind, long length)
    {
        var head = new byte[HeadBytes];
        head[0] = (byte)kind;
        BinaryPrimitives.WriteInt64BigEndian(head.AsSpan(1), length);
        return head;
    }

    /// <inheritdoc/>
    public override int Read(byte[] buffer, int from, int count) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override long Seek(long to, SeekOrigin origin) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void SetLength(long value) => throw new NotSupportedException();
}
