using Offing.Log.Disk;

namespace Offing.Node.Batches;

/// <summary>
/// Files of a folder of their own, each of which is whole and durable once it bears its name. For any thread.
/// </summary>
/// <param name="folder">Asked each time: one that somebody has taken away is made again.</param>
internal sealed class WholeFiles(Func<IDisk> folder)
{
    private const string Making = "making.new";
    private readonly Lock _turn = new();
    private bool _areNamesDurable;

    /// <summary>Where they are, for messages.</summary>
    public string Folder => folder().Name;

    public IReadOnlyList<string> Names => folder().List();

    public bool Has(string name) => folder().Has(name);

    /// <summary>Null when it is not there.</summary>
    /// <exception cref="IOException">The medium does not give it now.</exception>
    public byte[]? Find(string name)
    {
        lock (_turn)
        {
            var disk = folder();
            if (!disk.Has(name))
            {
                return null;
            }

            using var file = disk.Open(name);
            var bytes = new byte[file.Length];
            return file.Read(0, bytes) == bytes.Length
                ? bytes
                : throw new IOException($"{name} in {disk.Name} cannot be read to its end");
        }
    }

    /// <summary>Returns when the file is durable. One that says the same already stays.</summary>
    /// <exception cref="IOException">It is not; what it held before may be gone.</exception>
    public void Keep(string name, ReadOnlySpan<byte> bytes)
    {
        lock (_turn)
        {
            if (Find(name) is { } there && bytes.SequenceEqual(there))
            {
                if (!_areNamesDurable)
                {
                    SyncNames();
                }

                return;
            }

            var disk = folder();
            Delete(Making);
            _areNamesDurable = false;
            using (var file = disk.Open(Making))
            {
                file.Write(0, bytes);
                file.Sync();
            }

            Delete(name);
            disk.Rename(Making, name);
            SyncNames();
        }
    }

    /// <summary>Returns when all names that there are now are durable.</summary>
    public void SyncNames()
    {
        lock (_turn)
        {
            folder().SyncFolder();
            _areNamesDurable = true;
        }
    }

    /// <summary>Takes it away if it is there.</summary>
    public void Delete(string name)
    {
        lock (_turn)
        {
            if (folder() is var disk && disk.Has(name))
            {
                disk.Delete(name);
            }
        }
    }
}
