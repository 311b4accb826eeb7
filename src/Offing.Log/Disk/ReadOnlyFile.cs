using Microsoft.Win32.SafeHandles;

namespace Offing.Log.Disk;

/// <summary>A real file that another process may be writing to.</summary>
internal sealed class ReadOnlyFile(string path) : IReadFile
{
    private readonly SafeFileHandle _handle =
        File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);

    /// <inheritdoc/>
    public long Length => RandomAccess.GetLength(_handle);

    /// <summary>Reads on until the span is full or the file ends.</summary>
    public static int Fill(SafeFileHandle handle, long offset, Span<byte> into)
    {
        var done = 0;
        while (done < into.Length)
        {
            var got = RandomAccess.Read(handle, into[done..], offset + done);
            if (got == 0)
            {
                break;
            }

            done += got;
        }

        return done;
    }

    /// <inheritdoc/>
    public int Read(long offset, Span<byte> into) => Fill(_handle, offset, into);

    /// <inheritdoc/>
    public void Dispose() => _handle.Dispose();
}
