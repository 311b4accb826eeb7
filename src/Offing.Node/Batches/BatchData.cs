using Offing.Commitment.Batches;
using Offing.Log;
using Offing.Protocol.Batches;
using Offing.Protocol.Codec;
using Offing.Protocol.Entries;

namespace Offing.Node.Batches;

/// <summary>The data of a batch that nobody holds in memory, out of the log.</summary>
internal static class BatchData
{
    /// <param name="bodies">Of records in order, from that of its first entry or an earlier one on.</param>
    public static IReadOnlyList<SequencedEntry> EntriesOf(BatchHeader header, IEnumerable<byte[]> bodies)
    {
        var entries = new List<SequencedEntry>();
        foreach (var body in bodies.SkipWhile(body => LastOf(body) < header.FirstSeq))
        {
            entries.AddRange(EntryCodec.DecodeRecord(body)
                .Where(entry => entry.Seq >= header.FirstSeq && entry.Seq <= header.LastSeq));
            if (LastOf(body) >= header.LastSeq)
            {
                break;
            }
        }

        return entries;
    }

    /// <summary>In chunks.</summary>
    public static IReadOnlyList<byte[]> Of(IEnumerable<SequencedEntry> entries) =>
        Chunks.Split(EntryCodec.EncodeBatchData(entries));

    /// <summary>Likewise, of the files of a log that another process may be writing.</summary>
    public static IReadOnlyList<byte[]> Of(BatchHeader header, LogFiles log) =>
        Of(EntriesOf(header, LogView.Read(log).Select(record => record.Body)));

    private static ulong LastOf(byte[] body)
    {
        var reader = new ByteReader(body);
        return reader.VarUInt() + reader.VarUInt() - 1;
    }
}
