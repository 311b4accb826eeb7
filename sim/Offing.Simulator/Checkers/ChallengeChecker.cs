using Offing.Simulator.Chains;
using Offing.Simulator.Worlds;

namespace Offing.Simulator.Checkers;

/// <summary>
/// That an honest node cannot be slashed: each challenge of a receipt, for its entry is posted in time, is
/// answered within the blocks that the bond gives.
/// </summary>
/// <param name="isNet">Whether the chain does not hold the entries.</param>
internal sealed class ChallengeChecker(SimChain chain, Coverage seen, bool isNet)
{
    private readonly SortedDictionary<ulong, int> _open = [];

    /// <summary>The first entry that the node's log still holds.</summary>
    public ulong LogBegins { get; set; } = 1;

    /// <summary>The newest block, whatever it took back.</summary>
    /// <param name="starts">Of the node, until now.</param>
    public void Check(int starts)
    {
        var challenges = chain.State.Challenges;
        foreach (var (seq, challenge) in chain.State.OpenChallenges)
        {
            SimFailure.Unless(
                challenge.AnswerBy >= chain.Head.Head.Number, "challenges",
                () => $"that of entry {seq} is not answered in block {chain.Head.Head.Number}, and had to be "
                    + $"by {challenge.AnswerBy}");
            _ = _open.TryAdd(seq, starts) && seen.Count(Seen.ReceiptChallenged);
        }

        foreach (var (seq, before) in _open.ToArray())
        {
            if (!challenges.TryGetValue(seq, out var challenge) || challenge.IsOpen)
            {
                continue;
            }

            _open.Remove(seq);
            seen.Count(Seen.ChallengeAnswered);
            _ = seq < LogBegins && seen.Count(
                isNet ? Seen.ChallengeAnsweredFromInputs : Seen.ChallengeAnsweredFromTheChain);
            _ = before != starts && seen.Count(Seen.ChallengeAnsweredAfterAStart);
        }
    }
}
