using Offing.Primitives;

namespace Offing.Tools.Risk.Comparing;

/// <summary>What one rule took, added up over the deleveragings of a run.</summary>
/// <param name="name">As it stands in the report.</param>
public sealed class RuleTally(string name)
{
    private readonly HashSet<uint> _accounts = [];
    private readonly HashSet<uint> _spareable = [];
    private readonly List<Taken> _taken = [];

    public string Name { get; } = name;

    /// <summary>Times that something was taken from somebody.</summary>
    public int Cuts { get; private set; }

    /// <summary>Cuts that took a whole position.</summary>
    public int WholeCuts { get; private set; }

    /// <summary>Different accounts that something was taken from.</summary>
    public int Accounts => _accounts.Count;

    /// <summary>
    /// Of them, those that at least once were below the line and lost something all the same.
    /// </summary>
    public int AccountsBelow => _spareable.Count;

    /// <summary>Micro-USDC at mark.</summary>
    public Int128 Notional { get; private set; }

    /// <summary>Of it, from accounts below the line.</summary>
    public Int128 NotionalBelow { get; private set; }

    /// <summary>Largest part of a position that one deleveraging took, 1e-9.</summary>
    public long LargestShare { get; private set; }

    public void Add(DeleverageMoment moment, IReadOnlyList<long> cuts)
    {
        Int128 all = 0;
        Int128 below = 0;
        Int128 most = 0;
        for (var i = 0; i < cuts.Count; i++)
        {
            if (cuts[i] == 0)
            {
                continue;
            }

            var candidate = moment.Candidates[i];
            Cuts++;
            WholeCuts += cuts[i] == candidate.Size ? 1 : 0;
            _accounts.Add(candidate.Account);
            LargestShare = Math.Max(LargestShare, (long)((Int128)cuts[i] * Nano.One / candidate.Size));
            all += cuts[i];
            most = Int128.Max(most, cuts[i]);
            if (candidate.IsBelow(moment.Line))
            {
                _spareable.Add(candidate.Account);
                below += cuts[i];
            }
        }

        Notional += all * moment.Mark;
        NotionalBelow += below * moment.Mark;
        _taken.Add(new Taken(moment.Second, moment.Market, moment.Direction, moment.Mark, all, below, most));
    }

    /// <summary>
    /// Profit, micro-USDC, that the positions taken would have made from then on; negative: the loss that
    /// they were spared.
    /// </summary>
    /// <param name="later">Ticks of a market that count for what was taken at a second.</param>
    /// <param name="onlyBelow">Whether only what was taken from accounts below the line counts.</param>
    public Int128 Forgone(Func<uint, int, int, long> later, bool onlyBelow)
    {
        Int128 sum = 0;
        foreach (var taken in _taken)
        {
            var lots = onlyBelow ? taken.LotsBelow : taken.Lots;
            sum += (later(taken.Market, taken.Second, taken.Direction) - taken.Mark) * taken.Direction * lots;
        }

        return sum;
    }

    /// <summary>Most of it that one account lost in one deleveraging.</summary>
    public Int128 LargestForgone(Func<uint, int, int, long> later)
    {
        Int128 most = 0;
        foreach (var taken in _taken)
        {
            var each = (later(taken.Market, taken.Second, taken.Direction) - taken.Mark) * taken.Direction;
            most = Int128.Max(most, each * taken.MostLots);
        }

        return most;
    }

    private readonly record struct Taken(
        int Second, uint Market, int Direction, long Mark, Int128 Lots, Int128 LotsBelow,
        Int128 MostLots);
}
