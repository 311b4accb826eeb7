using Offing.Commitment.State;
using Offing.Engine;
using Offing.Node.Snapshots;
using Offing.Primitives;
using Offing.Protocol;
using Offing.Protocol.Genesis;
using SequencePosition = Offing.Sequencing.SequencePosition;

namespace Offing.Node.Logs;

/// <summary>A state behind which a log can be replayed: that of genesis, or of a snapshot.</summary>
/// <param name="Name">Of the snapshot's file; empty for genesis.</param>
/// <param name="Record">The last record in it; 0: none.</param>
/// <param name="RecordHash">Of that record.</param>
/// <param name="Position">Behind that record.</param>
/// <param name="Machine">In that state; nobody else has it.</param>
/// <param name="Tree">Of that state; nobody else has it.</param>
public sealed record ReplayBase(
    string Name, ulong Record, Hash32 RecordHash, SequencePosition Position, Machine Machine, StateTree Tree)
{
    /// <summary>The last entry in it; 0: none.</summary>
    public ulong Seq => Position.NextSeq - 1;

    /// <summary>Before the first entry.</summary>
    public static ReplayBase Genesis(GenesisConfig genesis) => new(
        "", 0, Hash32.Zero, SequencePosition.AtGenesis(default), new Machine(genesis),
        new StateTree(Rules.Hash));

    /// <summary>
    /// Of the snapshots of a folder the newest that is not newer than an entry, else genesis when the log has
    /// its first record; null when there is neither.
    /// </summary>
    /// <param name="first">The first record that the log has.</param>
    /// <param name="seq">The last entry that may be in it.</param>
    /// <param name="say">Told which snapshot cannot be used and why.</param>
    /// <param name="oldest">The oldest of them instead of the newest.</param>
    public static ReplayBase? Find(
        DataFolder data, GenesisConfig genesis, ulong first, ulong seq, Action<string> say,
        bool oldest = false)
    {
        if (Directory.Exists(data.Snapshots))
        {
            var store = new SnapshotStore(data.SnapshotDisk());
            var usable = store.List().Where(entry => entry.Record + 1 >= first);
            foreach (var entry in oldest ? usable.Reverse() : usable)
            {
                if (TryLoad(store, entry, genesis, seq, say) is { } found)
                {
                    return found;
                }
            }
        }

        return first <= 1 ? Genesis(genesis) : null;
    }

    private static ReplayBase? TryLoad(
        SnapshotStore store, SnapshotEntry entry, GenesisConfig genesis, ulong seq, Action<string> say)
    {
        try
        {
            using var file = store.Open(entry);
            var header = file.Header;
            if (header.Seq > seq)
            {
                return null;
            }

            if (header.GenesisHash != genesis.Hash || header.RulesHash != Rules.Hash)
            {
                say($"{entry.Name} is not used: it is of another venue, or of other rules");
                return null;
            }

            var restore = new StateRestore(genesis, Rules.Hash);
            LeafStream.Read(file.Section(SnapshotSection.State), restore);
            var (machine, tree) = restore.Finish();
            return new ReplayBase(
                entry.Name, header.Record, header.RecordHash, header.Position, machine, tree);
        }
        catch (Exception defect) when (SnapshotStore.IsDefect(defect))
        {
            say($"{entry.Name} is not used: {SnapshotStore.Text(defect)}");
            return null;
        }
    }
}
