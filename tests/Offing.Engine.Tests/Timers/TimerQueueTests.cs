using Offing.Engine.Tests.Properties;
using Offing.Engine.Timers;
using Offing.Primitives;

namespace Offing.Engine.Tests.Timers;

public class TimerQueueTests
{
    [Fact]
    [Trait("rule", "ENG-TIM-006")]
    public void Timers_come_by_time_then_id_and_none_before_its_time()
    {
        var random = new SplitMix(3);
        var queue = new TimerQueue(new Changes());
        var plain = new List<DueTimer>();
        var now = new Time(1_000);
        for (var i = 1UL; i < 20_000; i++)
        {
            if (random.Chance(55))
            {
                var timer = new DueTimer(
                    new Time(now.Milliseconds + (ulong)random.Below(50)),
                    unchecked(i * 0x9E3779B97F4A7C15) >> 24,
                    (TimerKind)random.Below(4));
                plain.Add(timer);
                queue.Add(timer);
            }
            else if (plain.Count > 0 && random.Chance(10))
            {
                var gone = random.Pick(plain);
                plain.Remove(gone);
                Assert.True(queue.RemoveIfThere(gone));
                Assert.False(queue.RemoveIfThere(gone));
            }

            now = new Time(now.Milliseconds + (ulong)random.Below(3));
            var due = plain.Where(timer => timer.Due <= now).Order().ToList();
            Assert.Equal(due.Count > 0, queue.Next <= now);
            Assert.Equal(due.Count > 0, queue.TryTake(now, out var taken));
            if (due.Count > 0)
            {
                Assert.Equal((due[0], due[0].Kind), (taken, taken.Kind));
                plain.Remove(taken);
            }

            Assert.Equal(plain.Count, queue.Count);
        }
    }

    [Fact]
    public void At_the_end_of_time_an_empty_queue_has_nothing_due() =>
        Assert.False(new TimerQueue(new Changes()).TryTake(new Time(ulong.MaxValue), out _));
}
