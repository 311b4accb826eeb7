namespace Offing.Primitives.Tests;

public sealed class ByteStoreTests
{
    [Fact]
    public void What_was_added_stands_there_until_it_is_given_back_whatever_others_add_and_give_back()
    {
        var dice = new Random(3);
        var stores = Enumerable.Range(0, 4).Select(_ => (
            Store: new ByteStore(), Held: new List<(byte[] Plain, StoredBytes Stored)>())).ToArray();
        for (var step = 0; step < 4_000; step++)
        {
            var (store, held) = stores[dice.Next(stores.Length)];
            if (dice.Next(400) == 0)
            {
                store.GiveBack();
                held.Clear();
            }

            var bytes = new byte[dice.Next(50) == 0 ? dice.Next(200_000) : dice.Next(2_000)];
            dice.NextBytes(bytes);
            held.Add((bytes, store.Add(bytes)));
            var (plain, stored) = held[dice.Next(held.Count)];
            Assert.Equal(plain, stored.Span);
        }

        Assert.All(stores.SelectMany(each => each.Held), each =>
        {
            Assert.Equal(each.Plain.Length, each.Stored.Length);
            Assert.Equal(each.Plain, each.Stored.Memory.ToArray());
        });
    }

    [Fact]
    public void Large_pieces_that_were_given_back_are_used_again()
    {
        var store = new ByteStore();
        var piece = new byte[3_000];
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var round = 0; round < 200; round++)
        {
            for (var i = 0; i < 1_000; i++)
            {
                store.Add(piece);
            }

            store.GiveBack();
        }

        // 600 MB were added, 3 MB at a time.
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 30_000_000);
    }
}
