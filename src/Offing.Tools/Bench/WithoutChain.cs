using Offing.Node;
using Offing.Settlement.Posting;

namespace Offing.Tools.Bench;

/// <summary>
/// A node without a chain: a batch counts as posted when it is made, as on a chain that keeps up.
/// </summary>
internal static class WithoutChain
{
    /// <summary>Counts what was made since the last call.</summary>
    public static void Post(NodeCore node)
    {
        var last = node.Ledger.Last.Number;
        for (var next = node.Ledger.LastPosted is { } posted ? posted + 1 : 0; next <= last; next++)
        {
            node.Ledger.Posted(new PostedBatch(next, [], 0, 0, 0, 0));
        }
    }

    /// <summary>Makes the batches and counts them, on a thread of its own until it is stopped.</summary>
    public static void Follow(NodeCore node, CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            if (node.Committer.Tick())
            {
                Post(node);
            }
            else
            {
                Thread.Sleep(1);
            }
        }
    }
}
