namespace Offing.Simulator;

/// <summary>Finds a shorter life of a seed's world that fails as well, by halving.</summary>
public static class Shrinker
{
    /// <param name="failed">A run that failed.</param>
    /// <param name="say">Told what was tried.</param>
    /// <returns>The shortest that was found; <paramref name="failed"/> itself when no other fails.</returns>
    public static SimResult Shrink(SimResult failed, Action<string> say, CancellationToken stop)
    {
        var (least, best) = (0, failed);
        while (best.Commands - least > 1 && !stop.IsCancellationRequested)
        {
            var middle = least + ((best.Commands - least) / 2);
            var result = Simulation.Run(new SimOptions(failed.Seed, middle));
            say($"{middle} commands: {(result.Failure is null ? "passes" : "fails")}");
            (least, best) = result.Failure is null ? (middle, best) : (least, result);
        }

        return best;
    }
}
