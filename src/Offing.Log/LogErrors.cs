namespace Offing.Log;

/// <summary>Something before the tail is not what was written: nothing from there on is served.</summary>
public sealed class LogCorruptException(string file, long offset, string what) : Exception(
    $"log corrupt: {file} at byte {offset}: {what}. Acknowledged commands stand at and after this place: "
    + "do not cut or delete the file. Restore it from a copy or a follower, or rebuild the state from L1.")
{
    /// <summary>Name of the segment file.</summary>
    public string File { get; } = file;

    /// <summary>Offset of the record, or of the header's field, that is wrong; bytes.</summary>
    public long Offset { get; } = offset;
}

/// <summary>Another process has this folder open.</summary>
public sealed class LogLockedException(string folder) : Exception(
    $"the log in {folder} is in use by another process: stop that one first, or choose another data folder");

/// <summary>The record is not in this log: pruned, or not yet written.</summary>
public sealed class LogRangeException(ulong n, ulong first, ulong tail)
    : Exception($"record {n} is not in the log, which holds {first} to {tail}");
