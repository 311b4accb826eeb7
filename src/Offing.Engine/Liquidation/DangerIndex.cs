using Offing.Engine.Accounts;
using Offing.Engine.Margin;
using Offing.Engine.Markets;
using Offing.Primitives;

namespace Offing.Engine.Liquidation;

/// <summary>
/// Finds the buckets whose equity is under their maintenance margin without a look at the others. Each
/// position of a healthy bucket has a danger price: while no mark has passed any of them, the bucket is
/// healthy for certain. When one is passed, the bucket is examined and gets new ones. It all follows from the
/// accounts and the marks, so it is no part of the state: after a restart every account is examined anew.
/// </summary>
internal sealed class DangerIndex
{
    private readonly List<Account> _stale = [];
    private readonly List<MarketState> _moved = [];
    private readonly SortedSet<ulong> _endangered = [];

    /// <summary>Whether a mark, a funding index or a parameter has moved since the last look.</summary>
    public bool IsAwake { get; private set; }

    /// <summary>Keys of the buckets in danger, ascending; exact after <see cref="Refresh"/>.</summary>
    public SortedSet<ulong> Endangered => _endangered;

    /// <summary>How often it has looked: those that changed before are not <see cref="Stale"/>.</summary>
    public ulong Looks { get; private set; }

    /// <summary>Those that changed since the last look, each once.</summary>
    public IReadOnlyList<Account> Stale => _stale;

    /// <summary>A position, its cost or collateral changed: the account is to be examined.</summary>
    public void Changed(Account account)
    {
        if (!account.IsDangerStale)
        {
            account.IsDangerStale = true;
            _stale.Add(account);
        }
    }

    /// <summary>The mark moved, or funding shifted what positions are worth by up to so many ticks.</summary>
    public void Moved(MarketState market)
    {
        IsAwake = true;
        if (!market.Danger.IsMoved)
        {
            market.Danger.IsMoved = true;
            _moved.Add(market);
        }
    }

    /// <summary>What is endangered is to be looked at again.</summary>
    public void Wake() => IsAwake = true;

    public void Sleep() => IsAwake = false;

    /// <summary>Makes <see cref="Endangered"/> exact.</summary>
    public void Refresh(VenueState state)
    {
        Looks++;
        foreach (var market in _moved)
        {
            market.Danger.IsMoved = false;
            market.Danger.PopMet(market.Mark, this);
        }

        _moved.Clear();
        foreach (var account in _stale)
        {
            account.IsDangerStale = false;
            Examine(state, account);
        }

        _stale.Clear();
    }

    private void Examine(VenueState state, Account account)
    {
        if (_endangered.Count != 0)
        {
            // An isolated bucket may be no more.
            var first = new BucketRef(account, null).Key;
            _endangered.GetViewBetween(first, first | uint.MaxValue).Clear();
        }

        Examine(state, new BucketRef(account, null));
        for (var i = 0; i < account.Slots.Count; i++)
        {
            var slot = account.SlotAt(i);
            if (slot.IsFree || slot.Size.IsZero)
            {
                MarketDanger.Drop(slot);
            }

            if (slot.Mode == MarginMode.Isolated)
            {
                Examine(state, new BucketRef(account, slot));
            }
        }
    }

    private void Examine(VenueState state, BucketRef bucket)
    {
        var value = bucket.Value(state);
        var slack = value.Equity - value.Maintenance;
        if (slack < 0)
        {
            _endangered.Add(bucket.Key);
        }

        for (var i = 0; i < bucket.Account.Slots.Count; i++)
        {
            var slot = bucket.Account.SlotAt(i);
            if (!bucket.Has(slot) || slot.Size.IsZero)
            {
                continue;
            }

            var market = state.MarketOf(slot.Market);
            if (slack < 0)
            {
                MarketDanger.Drop(slot);
            }
            else
            {
                market.Danger.Put(slot, market, Share(slack, market, slot, value.Notional));
            }
        }
    }

    // The shares of all positions sum to no more than the slack, so the bucket is healthy while no position
    // loses more than its own. A share is a fraction of 2^-32, rounded down: no product leaves 128 bits.
    private static Int128 Share(Int128 slack, MarketState market, Slot slot, Int128 notional)
    {
        var own = market.Mark.Worth(Math.Abs(slot.Size.Value));
        return own == notional ? slack : slack * ((own << 32) / notional) >> 32;
    }
}
