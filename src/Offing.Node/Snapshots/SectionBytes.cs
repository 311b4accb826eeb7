using Offing.Log.Disk;

namespace Offing.Node.Snapshots;

/// <summary>
/// The bytes of one section that was found whole. Only to be read, from the front to the back.
/// </summary>
internal sealed class SectionBytes(IReadFile file, long offset, long length) : Stream
{
    private readonly byte[] _buffer = new byte[1 << 20];
    private int _from;
    private int _to;
    private long _fetched;

    /// <inheritdoc/>
    public override bool CanRead => true;

    /// <inheritdoc/>
    public override bool CanSeek => false;

    /// <inheritdoc/>
    public override bool CanWrite => false;

    /// <inheritdoc/>
    public override long Length => length;

    /// <inheritdoc/>
    public override long Position
    {
        get => _fetched - (_to - _from);
        set => throw new NotSupportedException();
    }

    /// <inheritdoc/>
    public override int Read(byte[] buffer, int from, int count) => Read(buffer.AsSpan(from, count));

    /// <inheritdoc/>
    public override int Read(Span<byte> into)
    {
        if (_from == _to)
        {
            var want = (int)Math.Min(_buffer.Length, length - _fetched);
            _to = want == 0 ? 0 : file.Read(offset + _fetched, _buffer.AsSpan(0, want));
            (_from, _fetched) = (0, _fetched + _to);
        }

        var step = Math.Min(into.Length, _to - _from);
        _buffer.AsSpan(_from, step).CopyTo(into);
        _from += step;
        return step;
    }

    /// <inheritdoc/>
    public override void Flush()
    {
    }

    /// <inheritdoc/>
    public override long Seek(long to, SeekOrigin origin) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void SetLength(long value) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void Write(byte[] buffer, int from, int count) => throw new NotSupportedException();
}
