using Offing.Simulator.Worlds;

namespace Offing.Simulator.Disks;

/// <summary>What is wrong with the disks of the node's machine now; all its folders share it.</summary>
internal sealed class DiskFaults
{
    private int _callsToCrash = -1;

    /// <summary>Some writes and syncs fail.</summary>
    public bool IsWriteBad { get; set; }

    /// <summary>Some reads fail.</summary>
    public bool IsReadBad { get; set; }

    /// <summary>The power goes at the call after so many more; -1: it stays.</summary>
    public void CrashAfter(int calls) => _callsToCrash = calls;

    /// <summary>A call that the power may go in.</summary>
    /// <exception cref="SimCrash">It goes.</exception>
    public void Count()
    {
        if (_callsToCrash >= 0 && _callsToCrash-- == 0)
        {
            throw new SimCrash();
        }
    }

    /// <summary>The world itself looks at a medium, or spoils it: nothing fails for it.</summary>
    public T Suspended<T>(Func<T> look)
    {
        var isWriteBad = IsWriteBad;
        IsWriteBad = false;
        var seen = look();
        IsWriteBad = isWriteBad;
        return seen;
    }

    public void End()
    {
        (IsWriteBad, IsReadBad) = (false, false);
        CrashAfter(-1);
    }
}
