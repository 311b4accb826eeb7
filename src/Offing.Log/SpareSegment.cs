using Offing.Log.Disk;
using Offing.Primitives;

namespace Offing.Log;

/// <summary>
/// The room of one segment, reserved ahead under a name of its own: the next segment is made of it. On a disk
/// that has become full meanwhile it is the reserve for what cannot wait.
/// </summary>
internal sealed class SpareSegment(IDisk disk, long length, Hazards? hazards = null) : IDisposable
{
    private const string Name = "spare";
    private ILogFile? _file;

    /// <summary>Whether it is reserved.</summary>
    public bool IsThere => _file is not null;

    /// <summary>Reserves it, or finds it reserved; false when there is no room.</summary>
    public bool TryMake()
    {
        if (_file is not null)
        {
            return true;
        }

        if (hazards.Takes(Hazard.NoSpareSegment))
        {
            return false;
        }

        try
        {
            var file = disk.Open(Name);
            try
            {
                Reserve(file);
                _file = file;
                return true;
            }
            catch (IOException)
            {
                // What was had of it goes back: half a reserve helps nobody.
                file.Dispose();
                disk.Delete(Name);
            }
        }
        catch (IOException)
        {
            // A medium that fails here takes no record either, and says so there.
        }

        return false;
    }

    /// <summary>Makes it a segment: durable, whole header, and named when this returns.</summary>
    /// <exception cref="IOException">The medium failed; no record was given to it.</exception>
    public Segment Promote(ulong first, Hash32 previous)
    {
        var file = _file!;
        _file = null;
        try
        {
            // The header first: the name of a segment never stands for a file without one.
            file.Write(0, SegmentFormat.Encode(first, previous));
            file.Sync();
            disk.Rename(Name, SegmentFormat.NameOf(first));
            disk.SyncFolder();
            return new Segment(file, first);
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>Gives its room back; false when there was none.</summary>
    public bool TryDrop()
    {
        Dispose();
        var isThere = disk.List().Contains(Name);
        if (isThere)
        {
            disk.Delete(Name);
        }

        return isThere;
    }

    public void Dispose()
    {
        _file?.Dispose();
        _file = null;
    }

    private void Reserve(ILogFile file)
    {
        // One that a crash has left on its way to a segment has a header already; nothing else is ever in it.
        var header = new byte[SegmentFormat.HeaderBytes];
        if (file.Read(0, header) > 0 && header.AsSpan().ContainsAnyExcept((byte)0))
        {
            file.Truncate(0);
        }

        file.Truncate(length);
        file.Reserve(length);
    }
}
