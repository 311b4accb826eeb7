using System.Diagnostics;

namespace Offing.Simulator;

/// <summary>Many worlds one after the other, with what they have come to so far.</summary>
/// <param name="first">The first of them; the others have the seeds behind it.</param>
public sealed class SimSeries(SimOptions first, int seeds)
{
    private const long Interval_Ms = 1_000;

    /// <summary>Worlds that came to their end.</summary>
    public int Passed { get; private set; }

    /// <summary>What happened in them.</summary>
    public CoverageTable Coverage { get; } = new();

    /// <summary>Runs until the first failure, or to the end; null: all went well.</summary>
    /// <param name="say">Told the rate and the time left, once a second.</param>
    public SimResult? Run(Action<string> say, CancellationToken stop)
    {
        var clock = Stopwatch.StartNew();
        var told = 0L;
        for (; Passed < seeds && !stop.IsCancellationRequested; Passed++)
        {
            var result = Simulation.Run(first with { Seed = first.Seed + (ulong)Passed });
            if (result.Failure is not null)
            {
                return result;
            }

            Coverage.Add(result);
            if (clock.ElapsedMilliseconds >= told + Interval_Ms)
            {
                told = clock.ElapsedMilliseconds;
                say(Progress(Passed + 1, clock.Elapsed));
            }
        }

        return null;
    }

    private string Progress(int done, TimeSpan elapsed)
    {
        var rate = done / elapsed.TotalSeconds;
        var left = TimeSpan.FromSeconds((seeds - done) / rate);
        return $"{done} of {seeds} seeds, {rate:0.00} a second, {rate * first.Commands:0} commands a second, "
            + $"{(int)left.TotalHours}:{left.Minutes:00}:{left.Seconds:00} left";
    }
}
