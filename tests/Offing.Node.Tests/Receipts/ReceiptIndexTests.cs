using Offing.Node.Receipts;
using Offing.Node.Tests.Support;
using Offing.Primitives;
using Offing.Protocol.Entries;

namespace Offing.Node.Tests.Receipts;

public sealed class ReceiptIndexTests
{
    private const ulong Nonce = 1_700_000_000_000;

    [Fact]
    public void It_finds_what_a_plain_list_finds_and_forgets_the_oldest_first()
    {
        var index = new ReceiptIndex(recordsMax: 50, actionsMax: 120);
        var random = new Random(3);
        var all = new List<(ulong Record, SequencedEntry Entry)>();
        ulong seq = 1;
        for (ulong record = 7; record < 200; record++)
        {
            var entries = Batch(ref seq, 1 + random.Next(5));
            index.Add(Record(record), entries);
            all.AddRange(entries.Select(entry => (record, entry)));
        }

        var oldest = all.First(each => index.RecordOf(each.Entry.Seq) is not null).Record;
        Assert.True(oldest > 7 && 199 - oldest + 1 <= 50);
        foreach (var (record, entry) in all)
        {
            var isKept = record >= oldest;
            Assert.Equal(isKept ? record : null, index.RecordOf(entry.Seq));
            Assert.Equal(isKept ? entry.Seq : null, index.SeqOf(Entries.Alice, Nonce + entry.Seq));
        }

        Assert.Null(index.RecordOf(seq));
        Assert.Null(index.RecordOf(0));
    }

    [Fact]
    public void It_grows_past_few_in_both_directions_and_loses_nothing()
    {
        const int Records = 30_000;
        var index = new ReceiptIndex(recordsMax: 40_000, actionsMax: 70_000);
        ulong seq = (2 * Records) + 1;
        for (ulong record = Records + 1; record <= 2 * Records; record++)
        {
            index.Add(Record(record), Batch(ref seq, 2));
        }

        for (ulong record = Records; index.Older == record; record--)
        {
            ulong first = (2 * record) - 1;
            index.AddOlder(record, Batch(ref first, 2));
        }

        for (ulong record = (2 * Records) + 1; record <= (2 * Records) + 5_000; record++)
        {
            index.Add(Record(record), Batch(ref seq, 2));
        }

        const ulong Oldest = (2 * Records) + 5_000 - 35_000 + 1;
        for (ulong at = (2 * Oldest) - 5; at < seq; at++)
        {
            ulong? record = (at + 1) / 2 >= Oldest ? (at + 1) / 2 : null;
            Assert.Equal(record, index.RecordOf(at));
            Assert.Equal(record is null ? null : at, index.SeqOf(Entries.Alice, Nonce + at));
        }
    }

    [Fact]
    public void Older_records_come_from_the_newest_down_as_long_as_there_is_room()
    {
        var index = new ReceiptIndex(recordsMax: 4, actionsMax: 100);
        ulong seq = 21;
        index.Add(Record(9), Batch(ref seq, 2));
        Assert.Equal(8UL, index.Older);
        for (ulong record = 8; record >= 1; record--)
        {
            ulong first = (record * 2) + 3;
            index.AddOlder(record, Batch(ref first, 2));
        }

        Assert.Equal(0UL, index.Older);
        Assert.Equal(6UL, index.RecordOf(15));
        Assert.Null(index.RecordOf(14));
        Assert.Equal(16UL, index.SeqOf(Entries.Alice, Nonce + 16));
    }

    [Fact]
    public void After_a_gap_it_begins_again()
    {
        var index = new ReceiptIndex();
        ulong seq = 1;
        index.Add(Record(1), Batch(ref seq, 2));
        seq = 9;
        index.Add(Record(4), Batch(ref seq, 2));
        Assert.Null(index.RecordOf(1));
        Assert.Equal(4UL, index.RecordOf(10));
        Assert.Equal(3UL, index.Older);
    }

    [Fact]
    public void Of_two_with_one_nonce_the_first_is_found()
    {
        var index = new ReceiptIndex();
        SequencedEntry[] twice = [Entry(5, Nonce), Entry(6, Nonce)];
        index.Add(Record(2), twice);
        Assert.Equal(5UL, index.SeqOf(Entries.Alice, Nonce));
        index.AddOlder(1, [Entry(4, Nonce)]);
        Assert.Equal(4UL, index.SeqOf(Entries.Alice, Nonce));
    }

    private static ReleasedRecord Record(ulong n) => new(n, 1, Hash32.Zero, []);

    private static SequencedEntry[] Batch(ref ulong seq, int count)
    {
        var first = seq;
        seq += (ulong)count;
        return [.. Enumerable.Range(0, count).Select(i => Entry(first + (ulong)i, Nonce + first + (ulong)i))];
    }

    private static SequencedEntry Entry(ulong seq, ulong nonce) =>
        new(seq, seq, new Time(Nonce), Entries.Noop(Entries.Alice, nonce));
}
