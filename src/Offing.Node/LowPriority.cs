using System.Runtime.InteropServices;

namespace Offing.Node;

/// <summary>
/// Lets a thread stand back: what is computed behind the matcher must not take its core in a burst. .NET's
/// own thread priorities do nothing on Linux.
/// </summary>
internal static partial class LowPriority
{
    private const int ThisThread = 0;

    // A tenth of the weight of the others: it still goes on while they take all they can get.
    private const int Niceness = 10;

    /// <summary>Of the calling thread, for good. Where the system refuses it, nothing changes.</summary>
    public static void Take() => _ = SetPriority(ThisThread, 0, Niceness);

    [LibraryImport("libc", EntryPoint = "setpriority")]
    private static partial int SetPriority(int which, uint who, int priority);
}
