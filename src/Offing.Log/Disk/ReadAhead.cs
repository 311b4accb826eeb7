namespace Offing.Log.Disk;

/// <summary>
/// Reads a file in large pieces, for whoever goes through it from the front to the back. What was fetched is
/// not looked at again: a file that is being written needs <see cref="Forget"/>.
/// </summary>
internal sealed class ReadAhead(IReadFile file)
{
    /// <summary>The longest view: that of the longest record.</summary>
    public const int Most_Bytes = RecordFormat.OverheadBytes + LogLimits.BodyMax_Bytes;

    private const int Window_Bytes = 2 * Most_Bytes;

    private readonly byte[] _window = new byte[Window_Bytes];
    private long _from;
    private int _length;

    /// <summary>A view of the bytes at a place; shorter where the file ends. Valid until the next.</summary>
    /// <param name="length">At most <see cref="Most_Bytes"/>.</param>
    public ReadOnlySpan<byte> Peek(long offset, int length)
    {
        if (offset < _from || offset + length > _from + _length)
        {
            (_from, _length) = (offset, file.Read(offset, _window));
        }

        return _window.AsSpan((int)(offset - _from), (int)Math.Min(length, _from + _length - offset));
    }

    /// <summary>
    /// A part of the view that begins at a place; empty where it is not whole within <see cref="Most_Bytes"/>
    /// of that, or within the file.
    /// </summary>
    public ReadOnlySpan<byte> Peek(long offset, int from, int length)
    {
        var view = from + length <= Most_Bytes ? Peek(offset, from + length) : [];
        return view.Length == from + length ? view[from..] : [];
    }

    /// <summary>What comes next is fetched anew.</summary>
    public void Forget() => _length = 0;
}
