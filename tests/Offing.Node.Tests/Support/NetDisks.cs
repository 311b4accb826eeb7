using Offing.Log.Testing;
using Offing.Node.Batches;

namespace Offing.Node.Tests.Support;

/// <summary>The folders of a venue of net data, in memory.</summary>
internal sealed class NetDisks
{
    public MemoryDisk Data { get; private init; } = new();

    public MemoryDisk Inputs { get; private init; } = new();

    /// <summary>Files of net data, the oldest batch first.</summary>
    public IReadOnlyList<string> Names =>
        [.. Data.List().Where(name => name.EndsWith(".net", StringComparison.Ordinal)).Order()];

    /// <summary>As a process sees them that begins now.</summary>
    public NetFiles Files(bool isReader = false) =>
        new(new NetDataFiles(() => Data, isReader), isReader ? null : new InputFiles(() => Inputs));

    /// <summary>The name of a batch's file.</summary>
    public string NameOf(ulong number) => Names.Single(name => name.StartsWith($"{number:D20}-"));
}
