using Offing.Tools.Load.Driving;
using Xunit;

namespace Offing.Tools.Tests.Load;

public class LoadScheduleTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(7_777)]
    [InlineData(20_000)]
    [InlineData(0.5)]
    public void Requests_are_due_evenly_from_the_start_whatever_came_before(double rate)
    {
        var schedule = new LoadSchedule(rate);
        for (var i = 0L; i < 100_000; i += 97)
        {
            Assert.InRange(schedule.DueAt_Ns(i) - (i * 1e9 / rate), -1.5, 1.5);
        }

        // An hour later it has not drifted either.
        var hour = (long)(rate * 3_600);
        Assert.InRange(schedule.DueAt_Ns(hour) - (hour * 1e9 / rate), -1_000, 1_000);
    }

    [Fact]
    public void As_many_are_due_within_a_time_as_are_due_before_its_end()
    {
        var schedule = new LoadSchedule(7_919);
        for (var time_Ns = 0L; time_Ns < 50_000_000; time_Ns += 12_347)
        {
            var plain = 0L;
            while (schedule.DueAt_Ns(plain) < time_Ns)
            {
                plain++;
            }

            Assert.Equal(plain, schedule.DueWithin(time_Ns));
        }
    }
}
