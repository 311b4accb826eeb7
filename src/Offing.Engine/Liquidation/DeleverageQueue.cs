using Offing.Engine.Accounts;
using Offing.Engine.Margin;
using Offing.Engine.Markets;
using Offing.Primitives;
using Offing.Protocol.Deleveraging;

namespace Offing.Engine.Liquidation;

/// <summary>The queues of an entry.</summary>
internal sealed class DeleverageQueues
{
    private readonly Dictionary<(MarketId Market, Side Side), DeleverageQueue> _queues = [];

    public DeleverageQueue Of(MarketState market, Side side)
    {
        if (!_queues.TryGetValue((market.Id, side), out var queue))
        {
            _queues.Add((market.Id, side), queue = new DeleverageQueue(market, side));
        }

        return queue;
    }
}

/// <summary>
/// The positions of one side of a market by leverage, the highest first: all accounts are looked at once for
/// an entry, and after that only those which changed. It follows from the state; nothing of it outlives the
/// entry, or a move of a mark in it.
/// </summary>
internal sealed class DeleverageQueue(MarketState market, Side side)
{
    private const int First = 64;

    private readonly PriorityQueue<Ranked, Rank> _queue = new();
    private readonly List<Ranked> _top = [];
    private readonly List<DeleverageCandidate> _last = [];
    private readonly Dictionary<int, uint> _seen = [];
    private (ulong Entry, ulong Moves, ulong Looks) _moment;

    /// <summary>
    /// Those who have to give so many lots, and whoever else may stand over the line; nobody beyond them
    /// does. By account in order of creation.
    /// </summary>
    public List<DeleverageCandidate> Candidates(VenueState state, long deficit)
    {
        var moment = (state.InputCursor, state.Changes.MarkMoves, state.Danger.Looks);
        if (_moment != moment)
        {
            _moment = moment;
            Fill(state);
        }
        else
        {
            FollowChanges(state);
        }

        var chosen = Pop(state, deficit);
        foreach (var ranked in _top)
        {
            _queue.Enqueue(ranked, ranked.Rank);
        }

        chosen.Sort(static (left, right) => left.Account.CompareTo(right.Account));
        return chosen;
    }

    private void Fill(VenueState state)
    {
        _queue.Clear();
        _seen.Clear();
        foreach (var account in state.Accounts)
        {
            Add(state, account);
        }
    }

    private void FollowChanges(VenueState state)
    {
        foreach (var account in state.Danger.Stale)
        {
            if (_seen.GetValueOrDefault(account.Index) != account.WorthVersion)
            {
                Add(state, account);
            }
        }
    }

    // What stood for it before is of another version, and is dropped when it comes to the top.
    private void Add(VenueState state, Account account)
    {
        if (account.IsDangerStale)
        {
            _seen[account.Index] = account.WorthVersion;
        }

        if (!IsLast(state, account) && Of(state, account) is { } candidate)
        {
            var ranked = new Ranked(candidate, Leverage(candidate), account.WorthVersion);
            _queue.Enqueue(ranked, ranked.Rank);
        }
    }

    // Twice as many each time, so that what is popped is within twice of what is needed.
    private List<DeleverageCandidate> Pop(VenueState state, long deficit)
    {
        _top.Clear();
        for (var most = First; ; most *= 2)
        {
            while (_top.Count < most && TryPop(state, out var ranked))
            {
                _top.Add(ranked);
            }

            if (_queue.Count == 0)
            {
                break;
            }

            if (AreEnough(deficit, _queue.Peek().Leverage))
            {
                return _top.ConvertAll(static ranked => ranked.Candidate);
            }
        }

        var all = _top.ConvertAll(static ranked => ranked.Candidate);
        foreach (var account in new[] { state.Insurance, state.Backstop })
        {
            if (Of(state, account) is { } candidate)
            {
                all.Add(candidate with { IsLast = true });
            }
        }

        return all;
    }

    private bool TryPop(VenueState state, out Ranked ranked)
    {
        while (_queue.TryDequeue(out ranked, out _))
        {
            if (state.AccountAt((int)ranked.Candidate.Account).WorthVersion == ranked.Version)
            {
                return true;
            }
        }

        return false;
    }

    // Whether those at the top give enough when they are brought down to the next one's leverage: the line is
    // then at it or over it, where he gives nothing.
    private bool AreEnough(long deficit, ulong next)
    {
        Int128 sum = 0;
        foreach (var ranked in _top)
        {
            sum += ranked.Leverage == DeleverageLine.None
                ? ranked.Candidate.Size.Value
                : next == DeleverageLine.None
                    ? 0
                    : DeleverageLine.Share(ranked.Candidate, next, market.Mark);
        }

        return sum >= deficit;
    }

    private DeleverageCandidate? Of(VenueState state, Account account)
    {
        if (account.FindSlot(market.Id) is not { } slot
            || (side == Side.Buy ? slot.Size <= Lots.Zero : slot.Size >= Lots.Zero))
        {
            return null;
        }

        var value = BucketRef.Of(account, slot).Value(state);
        return new DeleverageCandidate(
            (uint)account.Index, Lots.Max(slot.Size, -slot.Size), value.Notional, value.Equity,
            IsLast: false);
    }

    private static bool IsLast(VenueState state, Account account) =>
        account == state.Insurance || account == state.Backstop;

    // The lowest line at which it gives nothing.
    private static ulong Leverage(in DeleverageCandidate candidate) => candidate.Equity <= 0
        ? DeleverageLine.None
        : (ulong)Int128.Min(
            DeleverageLine.End,
            WideMath.CeilingDiv(candidate.Notional * DeleverageLine.Scale, candidate.Equity));

    /// <param name="Version">Of the account when it was looked at.</param>
    private readonly record struct Ranked(DeleverageCandidate Candidate, ulong Leverage, uint Version)
    {
        public Rank Rank => new(Leverage, Candidate.Notional, Candidate.Account);
    }

    /// <summary>Without equity first, the larger before the smaller; then by leverage.</summary>
    private readonly record struct Rank(ulong Leverage, Int128 Notional, uint Account) : IComparable<Rank>
    {
        public int CompareTo(Rank other)
        {
            var order = other.Leverage.CompareTo(Leverage);
            order = order != 0 ? order : other.Notional.CompareTo(Notional);
            return order != 0 ? order : Account.CompareTo(other.Account);
        }
    }
}
