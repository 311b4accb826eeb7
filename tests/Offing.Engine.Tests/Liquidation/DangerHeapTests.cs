using Offing.Engine.Accounts;
using Offing.Engine.Liquidation;
using Offing.Engine.Tests.Properties;

namespace Offing.Engine.Tests.Liquidation;

public class DangerHeapTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void The_top_is_always_the_highest_of_a_plain_list(ulong seed)
    {
        var random = new SplitMix(seed);
        var slots = Slots(60);
        var heap = new DangerHeap();
        var plain = new Dictionary<Slot, long>();
        for (var i = 0; i < 20_000; i++)
        {
            var slot = random.Pick(slots);
            if (plain.ContainsKey(slot) && random.Chance(40))
            {
                heap.Remove(slot);
                plain.Remove(slot);
            }
            else
            {
                var key = (long)random.Below(100) - 50;
                heap.Set(slot, key);
                plain[slot] = key;
            }

            Assert.Equal(plain.Count, heap.Count);
            Assert.Equal(plain.Count == 0 ? long.MinValue : plain.Values.Max(), heap.TopKey);
            if (plain.Count != 0)
            {
                Assert.Equal(heap.TopKey, plain[heap.Top]);
            }
        }
    }

    private static Slot[] Slots(int count)
    {
        var venue = new Venue();
        var slots = new List<Slot>();
        for (var i = 0; i < count; i++)
        {
            venue.Deposit($"owner{i}", 100);
            slots.Add(venue.Account($"owner{i}").FreeSlot()!);
        }

        return [.. slots];
    }
}
