using System.Text;
using Offing.MarketData.Saving;
using Offing.Primitives;

namespace Offing.MarketData.Tests;

public sealed class PackedRingTests
{
    private static readonly Address Account = new(Keccak.Hash([1]).ToArray().AsSpan(0, Address.SizeBytes));

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(2_000)]
    public void It_holds_what_a_plain_queue_of_the_same_room_holds(int capacity)
    {
        var dice = new Random(capacity);
        var plain = new Queue<LedgerRecord>();
        var packed = new PackedRing<LedgerRecord>(
            capacity, Account, new PagePool(), RecordSaving.Put, RecordSaving.Ledger);
        for (var i = 0; i < 5_000; i++)
        {
            Assert.Equal(plain.Count == capacity, packed.IsFull);
            if (packed.IsFull)
            {
                Assert.Equal(plain.Dequeue(), packed.Oldest());
            }

            var record = new LedgerRecord(
                Account, (LedgerKind)dice.Next(3), new MicroUsd(dice.NextInt64() >> dice.Next(63)),
                (ulong)dice.NextInt64(), new Time((ulong)i), (ulong)i);
            plain.Enqueue(record);
            packed.Add(record);
            Assert.Equal(plain.Count, packed.Count);
            if (i % 97 == 0)
            {
                Assert.Equal(plain, packed.OldestFirst());
                Assert.Equal(plain.Reverse(), packed.NewestFirst());
            }
        }
    }

    [Fact]
    public void A_record_longer_than_a_page_has_its_own()
    {
        var packed = new PackedRing<string>(
            3, Account, new PagePool(),
            (writer, in text) => writer.Prefixed(Encoding.UTF8.GetBytes(text)),
            (ref SaveReader reader, Address _) => reader.Text());
        string[] texts = ["a", new('b', 1_000), "c", new('d', 900), "e"];
        foreach (var text in texts)
        {
            packed.Add(text);
        }

        Assert.Equal(texts[2..], packed.OldestFirst());
    }

    [Fact]
    public void Rings_share_their_pages_and_those_of_what_was_forgotten_are_used_again()
    {
        var pages = new PagePool();
        var rings = Enumerable.Range(0, 20).Select(_ => new PackedRing<LedgerRecord>(
            50, Account, pages, RecordSaving.Put, RecordSaving.Ledger)).ToList();
        var plain = rings.ConvertAll(_ => new Queue<LedgerRecord>());
        var dice = new Random(5);
        long? half = null;
        for (var i = 0; i < 100_000; i++)
        {
            var which = dice.Next(rings.Count);
            var record = new LedgerRecord(
                Account, LedgerKind.Deposit, new MicroUsd(dice.NextInt64()), (ulong)i, new Time((ulong)i), 1);
            rings[which].Add(record);
            plain[which].Enqueue(record);
            if (plain[which].Count > 50)
            {
                plain[which].Dequeue();
            }

            half = i == 50_000 ? pages.Size_Bytes : half;
        }

        Assert.All(Enumerable.Range(0, 20), i => Assert.Equal(plain[i], rings[i].OldestFirst()));
        Assert.Equal(half, pages.Size_Bytes);
    }
}
