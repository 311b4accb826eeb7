using Offing.Primitives;
using Offing.Simulator.Worlds;

namespace Offing.Simulator;

/// <summary>Runs worlds from their seeds.</summary>
public static class Simulation
{
    /// <summary>One world from its beginning to its end, on the caller's thread.</summary>
    public static SimResult Run(SimOptions options)
    {
        Limits.AssertRelations();
        var world = new SimWorld(options);
        SimRun? run = null;
        string? failure = null;
        try
        {
            run = new SimRun(world);
            run.Run();
        }
        catch (SimFailure found)
        {
            failure = found.Message;
        }
        catch (Exception defect)
        {
            failure = $"{defect.GetType().Name}: {defect.Message}{Environment.NewLine}{defect.StackTrace}";
        }

        return new SimResult(
            options with { Trace = null }, world.Trace.Hash.ToString(), failure, run?.Enough ?? 0,
            world.Shadow.LastSeq, (ulong)world.Chain.State.Batches.Count, world.Starts,
            run?.IncidentsSeen ?? 0, world.Now - SimWorld.Start_Ms, [.. world.Trace.Last],
            world.Coverage.Rows());
    }
}
