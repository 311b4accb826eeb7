using System.Runtime.InteropServices;
using Offing.Primitives;

namespace Offing.Engine.Books.Fast;

/// <summary>
/// Memory outside of the collected heap that grows without a wait. It doubles by copying up to a mebibyte,
/// then takes 64 MiB of addresses, of which the system fills in only what is written to, and doubles from
/// there by moving the addresses and not the content. See docs/adr/0012.
/// </summary>
/// <typeparam name="T">Of a power of two in bytes.</typeparam>
internal sealed unsafe class GrowingMemory<T>
    where T : unmanaged
{
    private const nuint MostBytesCopied = 1 << 20;

    /// <summary>
    /// More than any C library keeps in a heap of its own: so much is mapped from the system, page by page
    /// as it is touched, and grows by another map of the same pages.
    /// </summary>
    private const nuint LeastBytesMapped = 64 << 20;

    /// <param name="length">Elements that are zero; those that come by growing hold anything.</param>
    public GrowingMemory(uint length)
    {
        Check.That(length > 0);
        Length = length;
        First = (T*)NativeMemory.AllocZeroed(length, (nuint)sizeof(T));
    }

    ~GrowingMemory() => NativeMemory.Free(First);

    /// <summary>
    /// Where the elements lie until it grows. Whoever reads by it keeps this object alive meanwhile.
    /// </summary>
    public T* First { get; private set; }

    /// <summary>Elements that there is room for.</summary>
    public uint Length { get; private set; }

    /// <summary>An element; one that is not there is a bug of ours.</summary>
    public T this[uint at]
    {
        get
        {
            Check.That(at < Length);
            var element = unchecked(First[at]);
            GC.KeepAlive(this);
            return element;
        }

        set
        {
            Check.That(at < Length);
            unchecked
            {
                First[at] = value;
            }

            GC.KeepAlive(this);
        }
    }

    /// <summary>Room for twice as many at least; the content of the first ones is kept.</summary>
    public void Grow()
    {
        var bytes = (nuint)Length * (nuint)sizeof(T) * 2;
        var wanted = bytes <= MostBytesCopied ? bytes : nuint.Max(bytes, LeastBytesMapped);
        First = (T*)NativeMemory.Realloc(First, wanted);
        Length = checked((uint)(wanted / (nuint)sizeof(T)));
    }
}
