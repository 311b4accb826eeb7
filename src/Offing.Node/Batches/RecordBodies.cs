using Offing.Primitives;

namespace Offing.Node.Batches;

/// <summary>
/// The bodies of the records in which the entries of a batch stand. One thread adds; when it is done with,
/// another may read, and gives them back.
/// </summary>
public sealed class RecordBodies
{
    private readonly ByteStore _bytes = new();
    private readonly List<StoredBytes> _bodies = [];

    /// <summary>In the order in which they were added.</summary>
    public IEnumerable<ReadOnlyMemory<byte>> All => _bodies.Select(body => body.Memory);

    /// <summary>The one that was added last; there must be one.</summary>
    public ReadOnlyMemory<byte> Last => _bodies[^1].Memory;

    /// <summary>Takes a copy of the next one.</summary>
    public void Add(ReadOnlySpan<byte> body) => _bodies.Add(_bytes.Add(body));

    /// <summary>Whoever has a view of one has it no more.</summary>
    public void GiveBack()
    {
        _bytes.GiveBack();
        _bodies.Clear();
    }
}
