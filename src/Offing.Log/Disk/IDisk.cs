namespace Offing.Log.Disk;

/// <summary>The one folder that a log may touch. A failure of the medium is an IOException.</summary>
public interface IDisk
{
    /// <summary>Where it is, for messages.</summary>
    string Name { get; }

    /// <summary>Names of the files, in no order.</summary>
    IReadOnlyList<string> List();

    /// <summary>Whether there is a file of this name.</summary>
    bool Has(string name) => List().Contains(name);

    /// <summary>Opens a file for reading and writing, empty when it was not there.</summary>
    ILogFile Open(string name);

    /// <summary>Removes a file; durable after <see cref="SyncFolder"/>.</summary>
    void Delete(string name);

    /// <summary>Gives a file a name that no other has; durable after <see cref="SyncFolder"/>.</summary>
    void Rename(string from, string to);

    /// <summary>Makes the set of names durable: a new file can vanish in a crash before this.</summary>
    void SyncFolder();

    /// <summary>Keeps every other process out until disposed.</summary>
    /// <exception cref="LogLockedException">Another holds it.</exception>
    IDisposable Lock();
}

/// <summary>A file to be read by offsets in bytes.</summary>
public interface IReadFile : IDisposable
{
    /// <summary>Length, reserved space included.</summary>
    long Length { get; }

    /// <summary>Fills the span as far as the file reaches, and says how far that was.</summary>
    int Read(long offset, Span<byte> into);
}

/// <summary>A file by offsets in bytes.</summary>
public interface ILogFile : IReadFile
{
    /// <summary>Writes all the bytes; durable after <see cref="Sync"/>.</summary>
    void Write(long offset, ReadOnlySpan<byte> bytes);

    /// <summary>Lengthens the file with zeros that have room on the medium; never shortens it.</summary>
    void Reserve(long length);

    /// <summary>Cuts the file to a length.</summary>
    void Truncate(long length);

    /// <summary>Returns when the bytes, and the length needed to read them, are durable.</summary>
    void Sync();

    /// <summary>Syncs, and has the next reads come from the medium and not from memory.</summary>
    void Settle();
}
