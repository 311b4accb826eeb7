using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;

namespace Offing.Engine.Foresight;

/// <summary>
/// Asks the processor to fetch memory that will be needed soon. It changes nothing and never fails, not even
/// at an address where nothing is: an object that was moved meanwhile only makes the fetch useless.
/// </summary>
internal static unsafe class Hint
{
    private const int Line_Bytes = 64;

    /// <summary>The first lines of an object, which is not looked at.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Object(object? that, int lines)
    {
        if (Sse.IsSupported && that is not null)
        {
            var at = Unsafe.As<object, nint>(ref that);
            for (var line = 0; line < lines; line++)
            {
                Sse.Prefetch0((void*)unchecked(at + line * Line_Bytes));
            }
        }
    }

    /// <summary>The line of a place.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Place<T>(ref T place)
        where T : allows ref struct
    {
        if (Sse.IsSupported)
        {
            Sse.Prefetch0(Unsafe.AsPointer(ref place));
        }
    }
}
