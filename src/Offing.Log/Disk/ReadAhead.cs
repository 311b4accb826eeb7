namespace Offing.Log.Disk;

/// <summary>
/// Reads a file in large pieces, for whoever goes through it from the front to the back. What was fetched is
/// not looked at again: a file that is being written needs <see cref="Forget"/>.
/// </summary>
internal sealed class ReadAhead(IReadFile file)
{
    private const int Window_Bytes = 2 * (RecordFormat.OverheadBytes + LogLimits.BodyMax_Bytes);

    private readonly byte[] _window = new byte[Window_Bytes];
    private long _from;
    private int _length;

    /// <summary>A view of the bytes at a place; shorter where the file ends. Valid until the next.</summary>
    /// <param name="length">At most the length of the longest record.</param>
    public ReadOnlySpan<byte> Peek(long offset, int length)
    {
        if (offset < _from || offset + length > _from + _length)
        {
            (_from, _length) = (offset, file.Read(offset, _window));
        }

        return _window.AsSpan((int)(offset - _from), (int)Math.Min(length, _from + _length - offset));
    }

    /// <summary>What comes next is fetched anew.</summary>
    public void Forget() => _length = 0;
}
