using Offing.Primitives;
using Offing.Settlement.L1;

namespace Offing.Settlement.Tests;

public sealed class PatienceTests
{
    private static readonly Uri Url = new("http://127.0.0.1:1/");

    private readonly Patience _patience = new();
    private readonly List<ulong> _steps = [];

    [Fact]
    public void Failures_delay_the_next_step_longer_each_time_and_a_success_forgets_them()
    {
        RunUntil(10_000, _ => throw new L1UnavailableException(Url, "is away"));
        Assert.Equal([0UL, 250, 750, 1_750, 3_750, 7_750], _steps);
        Assert.Equal(SettlementCode.L1Unavailable, _patience.Status.Code);
        Assert.Contains("is away", _patience.Status.Detail, StringComparison.Ordinal);

        _patience.Run(new Time(20_000), _ => { }, _ => { });
        Assert.Equal(SettlementStatus.Fine, _patience.Status);
    }

    [Fact]
    public void A_code_that_means_stop_ends_all_steps()
    {
        RunUntil(100_000, _ => throw new SettlementHaltException(SettlementCode.QueueDiverged, "gone"));
        Assert.Equal([0UL], _steps);
        Assert.True(_patience.Status.IsStopped);
    }

    [Fact]
    public void What_cannot_be_read_is_waited_out_and_a_bug_of_ours_is_not()
    {
        _patience.Run(
            new Time(0), _ => throw new FormatException("garbage"), code => _steps.Add((ulong)code));
        Assert.Equal([(ulong)SettlementCode.L1Inconsistent], _steps);
        Assert.Throws<AssertionFailedException>(
            () => _patience.Run(new Time(1_000), _ => Check.That(false), _ => { }));
    }

    private void RunUntil(ulong end_Ms, Action<Time> step)
    {
        for (ulong now = 0; now < end_Ms; now += 250)
        {
            _patience.Run(
                new Time(now),
                time =>
                {
                    _steps.Add(time.Milliseconds);
                    step(time);
                },
                _ => { });
        }
    }
}
