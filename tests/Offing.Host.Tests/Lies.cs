using Offing.Commitment.Batches;
using Offing.Primitives;
using Offing.Protocol.Batches;
using Offing.Protocol.Codec;
using Offing.Protocol.Commands;
using Offing.Protocol.Entries;
using Offing.Settlement.Contracts;

namespace Offing.Host.Tests;

/// <summary>What an operator could post instead of an honest batch, and the contract would take.</summary>
internal static class Lies
{
    /// <summary>A deposit, four orders, and a cancel between them.</summary>
    public static bool CanBeMadeOf(Batch batch)
    {
        var entries = Decode(batch).ConvertAll(each => each.Entry);
        return entries.Any(entry => entry is QueueRequest)
            && entries.Count(entry => entry is SignedAction { Command: PlaceOrders }) == 4
            && entries.Any(entry => entry is SignedAction { Command: CancelOrders });
    }

    public static HashSet<EntryKind> Kinds(Batch batch) =>
        [.. Decode(batch).Select(each => each.Entry.Kind)];

    public static List<SequencedEntry> Decode(Batch batch) =>
        [.. EntryCodec.DecodeBatchData(batch.Header.FirstSeq, batch.Data())];

    private static int Index(List<SequencedEntry> entries, EntryKind kind) =>
        entries.FindIndex(entry => entry.Entry.Kind == kind);

    /// <summary>The operator's best effort: what the contract checks fits the changed entries.</summary>
    public static Batch Change(Batch honest, Action<List<SequencedEntry>> change)
    {
        var entries = Decode(honest);
        change(entries);
        for (var i = 0; i < entries.Count; i++)
        {
            entries[i] = entries[i] with { Seq = honest.Header.FirstSeq + (ulong)i };
        }

        var chunks = Chunks.Split(EntryCodec.EncodeBatchData(entries));
        var header = honest.Header with
        {
            LastSeq = entries[^1].Seq, InputsRoot = BatchBuilder.InputsRoot(entries),
            DataHash = Chunks.DataHash(chunks),
        };
        return new Batch(header, [.. chunks.Select(chunk => (ReadOnlyMemory<byte>)chunk)]);
    }

    public static void DropDeposit(List<SequencedEntry> entries) =>
        entries.RemoveAt(Index(entries, EntryKind.Request));

    // Without a reorg: who has asked is served twice, or has nothing for a moment.
    public static void TakeBack(Batch honest, Hash32 before, List<SequencedEntry> entries)
    {
        var at = Index(entries, EntryKind.Request);
        var request = (QueueRequest)entries[at].Entry;
        var back = new Reversal(honest.Header.Number, before, request);
        entries.InsertRange(at + 1, [entries[at] with { Entry = back }, entries[at]]);
    }

    // Without it, an order that was taken back is filled.
    public static void DropCancel(List<SequencedEntry> entries) =>
        Assert.Equal(1, entries.RemoveAll(entry => entry.Entry is SignedAction { Command: CancelOrders }));

    // Somebody else's order: it is signed, but not by him.
    public static void Forge(List<SequencedEntry> entries)
    {
        var at = entries.FindIndex(entry => entry.Entry is SignedAction { Command: PlaceOrders });
        var action = (SignedAction)entries[at].Entry;
        var signature = action.Signature.ToArray();
        signature[40] ^= 1;
        entries[at] = entries[at] with { Entry = action with { Signature = signature } };
    }

    // The last order before the one that it took.
    public static void Swap(List<SequencedEntry> entries)
    {
        var orders = entries.Where(entry => entry.Entry is SignedAction { Command: PlaceOrders })
            .Select(entry => entries.IndexOf(entry)).ToList();
        Assert.True(orders.Count > 1);
        var (one, other) = (orders[0], orders[1]);
        (entries[one], entries[other]) = (
            entries[one] with { Entry = entries[other].Entry },
            entries[other] with { Entry = entries[one].Entry });
    }

    public static void Reprice(List<SequencedEntry> entries)
    {
        var at = Index(entries, EntryKind.Oracle);
        var report = (OracleReport)entries[at].Entry;
        entries[at] = entries[at] with { Entry = report with { Price = new Ticks(report.Price.Value + 1) } };
    }

    public static Batch Cut(Batch honest)
    {
        byte[] data = honest.Data()[..^3];
        var chunks = Chunks.Split(data);
        return new Batch(
            honest.Header with { DataHash = Chunks.DataHash(chunks) },
            [.. chunks.Select(chunk => (ReadOnlyMemory<byte>)chunk)]);
    }
}
