using Offing.Commitment.State;
using Offing.Engine;
using Offing.Primitives;
using Offing.Protocol.Genesis;

namespace Offing.Commitment.Tests.State;

/// <summary>All leaves of a state in a list, in which a test may change one.</summary>
internal sealed class Leaves : ILeafSink
{
    public List<(LeafKind Kind, byte[] Bytes)> All { get; } = [];

    public HashSet<LeafKind> Kinds => [.. All.Select(leaf => leaf.Kind)];

    public void Take(LeafKind kind, ReadOnlySpan<byte> bytes) => All.Add((kind, bytes.ToArray()));


    public Machine Restore(GenesisConfig genesis, Hash32 rules)
    {
        var restore = new StateRestore(genesis, rules);
        foreach (var (kind, bytes) in All)
        {
            restore.Take(kind, bytes);
        }

        return restore.Finish().Machine;
    }
}

/// <summary>A tree that is kept up beside a machine, from which it can be restored at any moment.</summary>
internal sealed class Kept(Machine machine, Hash32 rules)
{
    private readonly StateTree _tree = new(rules);

    public Hash32 Root()
    {
        _tree.Apply(LeafChanges.Capture(machine.State));
        return _tree.Root();
    }

    public Leaves Leaves()
    {
        Root();
        var leaves = new Leaves();
        _tree.Show(leaves);
        return leaves;
    }

    public Machine Restore() => Leaves().Restore(machine.State.Genesis, rules);
}
