using System.Runtime.CompilerServices;

namespace Offing.Engine.Books.Fast;

/// <summary>
/// The nodes of a pool as they lie now: not to be held over a rent, by which the pool may grow. No bound is
/// checked: every place in here is one that the pool gave out, and ids from outside are compared with how
/// many it gave before they are looked at.
/// </summary>
internal readonly unsafe struct Nodes(Node* first)
{
    public ref Node this[uint slot]
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get
        {
            unchecked
            {
                return ref first[slot];
            }
        }
    }
}
