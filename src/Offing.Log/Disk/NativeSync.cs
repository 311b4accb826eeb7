using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Offing.Log.Disk;

/// <summary>The calls of the C library that durability needs and the runtime does not give.</summary>
internal static partial class NativeSync
{
    private const int Interrupted = 4;
    private const int ReadOnlyDirectory = 0;
    private const int AdviceDontNeed = 4;

    /// <summary>fdatasync(2): the data, and of the metadata only what is needed to read it back.</summary>
    public static void Data(SafeFileHandle file)
    {
        // An interrupted call is made again. Any other error must not be: the kernel may have dropped the
        // pages and would then report success for bytes that never reached the disk.
        while (FDataSync(file) != 0)
        {
            ThrowUnlessInterrupted("fdatasync", Marshal.GetLastPInvokeError());
        }
    }

    /// <summary>fsync(2) of a folder: the names in it.</summary>
    public static void Folder(string path)
    {
        using var folder = new SafeFileHandle(Open(path, ReadOnlyDirectory), ownsHandle: true);
        if (folder.IsInvalid)
        {
            throw new IOException($"open of folder {path}: error {Marshal.GetLastPInvokeError()}");
        }

        while (FSync(folder) != 0)
        {
            ThrowUnlessInterrupted("fsync", Marshal.GetLastPInvokeError());
        }
    }

    /// <summary>posix_fallocate(3): room on the medium for bytes 0 to <paramref name="length"/>.</summary>
    public static void Allocate(SafeFileHandle file, long length)
    {
        int error;
        while ((error = PosixFAllocate(file, 0, length)) != 0)
        {
            ThrowUnlessInterrupted("posix_fallocate", error);
        }
    }

    /// <summary>posix_fadvise(2), "don't need": drops clean pages of the file from memory.</summary>
    public static void DropCache(SafeFileHandle file)
    {
        int error;
        while ((error = PosixFAdvise(file, 0, 0, AdviceDontNeed)) != 0)
        {
            ThrowUnlessInterrupted("posix_fadvise", error);
        }
    }

    private static void ThrowUnlessInterrupted(string call, int error)
    {
        if (error != Interrupted)
        {
            throw new IOException($"{call}: {Marshal.GetPInvokeErrorMessage(error)} (error {error})");
        }
    }

    [LibraryImport("libc", EntryPoint = "fdatasync", SetLastError = true)]
    private static partial int FDataSync(SafeFileHandle file);

    [LibraryImport("libc", EntryPoint = "fsync", SetLastError = true)]
    private static partial int FSync(SafeFileHandle file);

    [LibraryImport(
        "libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "posix_fadvise")]
    private static partial int PosixFAdvise(SafeFileHandle file, long offset, long length, int advice);

    [LibraryImport("libc", EntryPoint = "posix_fallocate")]
    private static partial int PosixFAllocate(SafeFileHandle file, long offset, long length);
}
