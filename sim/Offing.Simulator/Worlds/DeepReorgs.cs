using Offing.Settlement.Watching;
using Offing.Simulator.Chains;

namespace Offing.Simulator.Worlds;

/// <summary>
/// Reorgs below the confirmations, a few in a world that has them: each takes requests from the chain that
/// the venue has consumed, with the batches that consumed them.
/// </summary>
internal sealed class DeepReorgs(SimWorld world, SimRandom random)
{
    private const int Most = 3;

    private bool _isOver;
    private int _left;

    public int Seen { get; private set; }

    public void Begin()
    {
        if (world.Mix.Incidents.Contains(Incident.DeepReorg)
            && !world.Options.Without.Contains(Coverage.Words(Incident.DeepReorg)))
        {
            _left = random.Between(1, Most);
            Next(5_000, 30_000);
        }
    }

    public void Stop() => _isOver = true;

    private void Next(int least_Ms, int most_Ms) =>
        world.Queue.In(random.Between(least_Ms, most_Ms), () =>
        {
            if (_isOver)
            {
                return;
            }

            if (Depth() is { } depth)
            {
                Seen++;
                _left--;
                Happen(depth);
            }

            if (_left > 0)
            {
                Next(1_000, Seen == 0 ? 3_000 : 30_000);
            }
        });

    private void Happen(int depth)
    {
        world.Coverage.Count(Incident.DeepReorg);
        world.Say($"incident: {Incident.DeepReorg} of {depth} blocks");
        world.Chain.ReorgDeeply(depth);
        world.Batches.CheckHeaders();
    }

    // Below the confirmations, and not so deep that it takes a final batch: that promise is the chain's own,
    // and what is final may be pruned. Null: nothing that was consumed lies between.
    private int? Depth()
    {
        var blocks = world.Chain.Blocks;
        var final_S = blocks[^1].Head.Timestamp_S - SettlementTwin.FinalityWindow_S;
        var depths = Enumerable.Range(1, blocks.Count - 1)
            .Where(depth => depth >= (int)DepositWatcher.ProductionConfirmations
                && blocks[^depth].Head.Timestamp_S > final_S
                && (ulong)blocks[^(depth + 1)].After.Queue.Count < world.Shadow.State.QueueCursor)
            .ToArray();
        return depths.Length == 0 ? null : random.Pick(depths);
    }
}
