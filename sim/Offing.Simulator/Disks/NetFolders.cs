using Offing.Node.Batches;
using Offing.Protocol.Codec;
using Offing.Protocol.Entries;
using Offing.Simulator.Worlds;

namespace Offing.Simulator.Disks;

/// <summary>The two folders that a venue of net data has more.</summary>
internal sealed class NetFolders(Func<SimRandom> fork, FaultMix mix, DiskFaults faults, Coverage seen)
{
    /// <summary>What goes to the chain.</summary>
    public SimDisk Data { get; } = new(fork(), mix, faults, seen);

    /// <summary>What everybody else may ask for.</summary>
    public SimDisk Inputs { get; } = new(fork(), mix, faults, seen);

    public IEnumerable<SimDisk> Both => [Data, Inputs];

    /// <summary>As a process has them that begins now.</summary>
    /// <param name="isReader">Whether it is not the node.</param>
    public NetFiles Files(bool isReader = false) => new(
        new NetDataFiles(() => Data, isReader), isReader ? null : new InputFiles(() => Inputs));

    /// <summary>The entries that are served as a batch's, as they lie there; null when there are none.
    /// </summary>
    public IReadOnlyList<SequencedEntry>? Served(ulong number, ulong firstSeq)
    {
        var name = InputFiles.NameOf(number);
        return Inputs.Memory.Has(name)
            ? EntryCodec.DecodeBatchData(firstSeq, Inputs.Memory.Snapshot(name))
            : null;
    }

    /// <summary>Turns a bit of a file of data; its name, or null when there is none.</summary>
    public string? Spoil(SimRandom random)
    {
        var names = Data.List().Where(name => name.EndsWith(".net", StringComparison.Ordinal)).ToList();
        if (names.Count == 0)
        {
            return null;
        }

        var name = random.Pick(names);
        Data.Memory.Flip(name, random.Below(Data.Memory.Snapshot(name).Length), (byte)(1 << random.Below(8)));
        return name;
    }
}
