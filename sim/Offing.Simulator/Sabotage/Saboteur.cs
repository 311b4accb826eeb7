using Offing.Log;
using Offing.Simulator.Worlds;

namespace Offing.Simulator.Sabotage;

/// <summary>Puts one deliberate bug into a world, or none.</summary>
internal sealed class Saboteur(Bug bug, SimRandom random)
{
    public bool SkipsSync() => bug == Bug.SkipSync && random.Chance(20);

    public ICommitLog Wrap(ICommitLog log) => bug switch
    {
        Bug.ReleaseEarly => new EarlyLog(log),
        Bug.ForgetNonce => new ForgetfulLog(log, random),
        Bug.ApplyTwice => new RepeatingLog(log, random),
        Bug.SwapEntries => new SwappingLog(log, random),
        _ => log,
    };
}
