namespace Offing.Sequencing;

/// <summary>
/// Places and bytes of one lane that are in use. Both are in one word, so that a compare-and-swap sees them
/// together: the bounds hold exactly, whoever comes at the same time.
/// </summary>
internal sealed class LaneRoom(int mostEntries, int mostBytes)
{
    private const int EntriesShift = 32;
    private long _inside;

    /// <summary>Takes a place and its bytes; false when there is no room. From any thread.</summary>
    public bool TryEnter(int bytes)
    {
        while (true)
        {
            var seen = Volatile.Read(ref _inside);
            if (seen >> EntriesShift >= mostEntries || (seen & uint.MaxValue) + bytes > mostBytes)
            {
                return false;
            }

            if (Interlocked.CompareExchange(ref _inside, seen + Packed(1, bytes), seen) == seen)
            {
                return true;
            }
        }
    }

    /// <summary>Gives places and their bytes back. From any thread.</summary>
    public void Leave(int entries, int bytes) => Interlocked.Add(ref _inside, -Packed(entries, bytes));

    private static long Packed(int entries, int bytes) => ((long)entries << EntriesShift) + bytes;
}
