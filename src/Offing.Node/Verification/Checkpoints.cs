using Offing.Commitment.Batches;
using Offing.Log;
using Offing.Log.Disk;
using Offing.Node.Batches;
using Offing.Node.Snapshots;
using Offing.Primitives;
using Offing.Protocol;
using Offing.Protocol.Batches;
using Offing.Protocol.Codec;
using Offing.Settlement.Contracts;
using Offing.Settlement.L1;
using SequencePosition = Offing.Sequencing.SequencePosition;

namespace Offing.Node.Verification;

/// <summary>
/// States to which a verifier came by itself, in a folder of whoever runs it, so that another run need not
/// begin with batch 0. One is used when the chain shows its batch now, by hash and as final, and its leaves
/// make that batch's root; else it is named and passed over.
/// </summary>
public sealed class Checkpoints
{
    private readonly SnapshotStore _store;
    private readonly ulong _chainId;
    private readonly Address _vault;
    private readonly SettlementContract _chain;
    private readonly Action<string> _say;
    private readonly HashSet<SnapshotEntry> _useless = [];

    /// <param name="folder">Each venue of a chain has one of its own in it.</param>
    /// <param name="say">Told where it begins, and which cannot be used and why.</param>
    /// <exception cref="IOException">The folder cannot be made.</exception>
    public Checkpoints(
        string folder, ulong chainId, Address vault, SettlementContract chain, Action<string> say)
    {
        (_chainId, _vault, _chain, _say) = (chainId, vault, chain, say);
        _store = new SnapshotStore(new FolderDisk(Path.Combine(folder, $"{chainId}-{vault}")));
    }

    /// <summary>Takes up the newest that can be used; false: none.</summary>
    /// <param name="verifier">Has taken batch 0 and no other.</param>
    public bool TryLoad(BatchVerifier verifier)
    {
        foreach (var entry in _store.List())
        {
            try
            {
                using var file = _store.Open(entry);
                if (!_chain.IsFinal(entry.Record) && _chain.HeaderHash(entry.Record) != Hash32.Zero)
                {
                    _say($"checkpoint {entry.Name} is not used: batch {entry.Record} is not final yet");
                    continue;
                }

                Load(file, verifier);
                _say($"beginning behind batch {entry.Record}: {_store.Folder}/{entry.Name}");
                return true;
            }
            catch (Exception defect) when (SnapshotStore.IsDefect(defect))
            {
                _say($"checkpoint {entry.Name} is not used: {SnapshotStore.Text(defect)}");
                _useless.Add(entry);
            }
        }

        return false;
    }

    /// <summary>
    /// Writes the state after the last batch that held, unless the newest one is not final yet: there is
    /// always one that can be used.
    /// </summary>
    public void Save(BatchVerifier verifier)
    {
        if (verifier.Last is not { Number: > 0 } last || verifier.HasFound)
        {
            return;
        }

        try
        {
            var newest = _store.List().FirstOrDefault(entry => !_useless.Contains(entry));
            if (newest is not null && (newest.Record >= last.Number || !_chain.IsFinal(newest.Record)))
            {
                return;
            }

            using var held = _store.Lock();
            foreach (var entry in _useless)
            {
                _store.Remove(entry);
            }

            _useless.Clear();
            var header = new SnapshotHeader(
                verifier.Genesis!.Hash, Rules.Hash, last.Number, Bound(last),
                new SequencePosition(last.LastSeq + 1, last.LastSeq + 1, last.Time), 0, last.Number,
                last.NewRoot);
            _store.Save(header, (section, stream) => Write(section, stream, verifier));
        }
        catch (Exception trouble) when (trouble is IOException or LogLockedException
            or UnauthorizedAccessException or L1UnavailableException or L1RefusedException)
        {
            _say($"no checkpoint is written: {trouble.Message}");
        }
    }

    private void Load(SnapshotFile file, BatchVerifier verifier)
    {
        var header = file.Header;
        Require(header.GenesisHash == verifier.Genesis!.Hash, "it is of another venue");
        Require(header.RulesHash == Rules.Hash, "it was made by a program of other rules");
        var (last, paying) = Batches(file.Section(SnapshotSection.Batches));
        Require(
            header.RecordHash == Bound(last) && header.Record == last.Number
                && header.StateRoot == last.NewRoot,
            "it is of another chain or of another vault");
        RequireOnChain(last);
        foreach (var batch in paying)
        {
            RequireOnChain(batch.Header);
            Require(
                new WithdrawalsTree(batch.Withdrawals).Root == batch.Header.WithdrawalsRoot,
                $"its withdrawals are not those of batch {batch.Header.Number}");
        }

        verifier.Restore(last, paying, sink => LeafStream.Read(file.Section(SnapshotSection.State), sink));
    }

    private void RequireOnChain(BatchHeader header) => Require(
        _chain.HeaderHash(header.Number) == header.Hash(),
        $"the chain does not show its batch {header.Number}: a reorg took it back, or it is another chain");

    // The same genesis may stand on many chains.
    private Hash32 Bound(BatchHeader header) => Keccak.Hash(
        new ByteWriter(64).U64(_chainId).Address(_vault).Hash(header.Hash()).Written);

    private static void Write(SnapshotSection section, Stream stream, BatchVerifier verifier)
    {
        if (section == SnapshotSection.State)
        {
            verifier.Show(new LeafStream(stream));
        }
        else if (section == SnapshotSection.Batches)
        {
            // The last one, whatever it pays, behind all that pay.
            var writer = new ByteWriter(1 << 16).VarUInt((ulong)verifier.Paying.Count + 1);
            foreach (var batch in verifier.Paying.Append(new PayingBatch(verifier.Last!, [])))
            {
                SavedBatches.Write(writer.Bytes(batch.Header.Encode()), batch.Withdrawals);
            }

            stream.Write(writer.Written);
        }
    }

    private static (BatchHeader Last, IReadOnlyList<PayingBatch> Paying) Batches(Stream stream)
    {
        var bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        var reader = new ByteReader(bytes);
        var batches = new List<PayingBatch>();
        for (var left = reader.VarUInt(); left > 0; left--)
        {
            batches.Add(new PayingBatch(
                BatchHeader.Decode(reader.Bytes(BatchHeader.SizeBytes)), SavedBatches.Read(ref reader)));
        }

        reader.End();
        Require(batches.Count > 0, "it names no batch");
        return (batches[^1].Header, batches[..^1]);
    }

    private static void Require(bool holds, string otherwise)
    {
        if (!holds)
        {
            throw new CodecException(otherwise);
        }
    }
}
