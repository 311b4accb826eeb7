using Offing.Simulator.Worlds;

namespace Offing.Simulator;

/// <summary>
/// Looks for a smaller life of a seed's world that fails in the same way: fewer commands, then without kinds
/// of incidents, then fewer commands again.
/// </summary>
public static class Shrinker
{
    /// <param name="options">Of the run that failed.</param>
    /// <param name="failed">What it came to.</param>
    /// <param name="say">Told what was tried.</param>
    /// <returns>The smallest that was found; <paramref name="failed"/> itself when no other fails.</returns>
    public static SimResult Shrink(
        SimOptions options, SimResult failed, Action<string> say, CancellationToken stop)
    {
        var search = new Search(options with { Commands = failed.Commands, Trace = null }, failed, say, stop);
        search.TakeCommands();
        search.TakeIncidents();
        search.TakeCommands();
        return search.Best;
    }

    private sealed class Search(
        SimOptions options, SimResult failed, Action<string> say, CancellationToken stop)
    {
        private SimOptions _options = options;

        public SimResult Best { get; private set; } = failed;

        // Halves first, then ever smaller pieces: fewer commands may pass where still fewer fail.
        public void TakeCommands()
        {
            for (var step = _options.Commands / 2; step > 0 && !stop.IsCancellationRequested;)
            {
                var fails = step < _options.Commands
                    && Try(_options with { Commands = _options.Commands - step });
                step = fails ? Math.Min(step, _options.Commands / 2) : step / 2;
            }
        }

        public void TakeIncidents()
        {
            foreach (var incident in Enum.GetValues<Incident>().Where(Best.Saw))
            {
                if (!stop.IsCancellationRequested)
                {
                    _ = Try(_options with { Without = [.. _options.Without, Coverage.Words(incident)] });
                }
            }
        }

        private bool Try(SimOptions smaller)
        {
            var result = Simulation.Run(smaller);
            var isSame = result.Checker == Best.Checker;
            var what = result.Failure is null ? "passes" : isSame ? "fails" : "fails in another way";
            say($"{smaller.Reproduction}: {what}");
            if (isSame)
            {
                (_options, Best) = (smaller with { Commands = result.Commands }, result);
            }

            return isSame;
        }
    }
}
