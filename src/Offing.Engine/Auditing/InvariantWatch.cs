using Offing.Engine.Triggers;

namespace Offing.Engine.Auditing;

/// <summary>
/// <see cref="Invariants"/> at a cost that follows what changed: what each account is of the sums is kept,
/// and only accounts that were named as changed are counted and examined anew, with the orders that were
/// touched. So the sums are those of all accounts each time. A few accounts more are looked at each time, in
/// turn, so that one which changed without being named is found too. The order inside a side of a book is for
/// the full check alone; that it is not crossed is looked at here.
/// </summary>
public sealed class InvariantWatch
{
    /// <summary>Accounts that are looked at in turn each time.</summary>
    internal const int Swept = 256;

    private readonly VenueState _state;
    private readonly VenueSums _sums = new();
    private readonly List<AccountShare> _shares = [];
    private int _next;

    /// <summary>Counts all accounts once, as they are.</summary>
    public InvariantWatch(VenueState state)
    {
        _state = state;
        for (var i = 0; i < state.Accounts.Count; i++)
        {
            Count(i);
        }
    }

    /// <summary>Accounts that the last check looked at.</summary>
    internal int Looked { get; private set; }

    /// <summary>
    /// One sentence a violation; empty when all is well. Everything is looked at that was named since the
    /// look or the check before.
    /// </summary>
    /// <param name="changes">All that was named since then.</param>
    public IReadOnlyList<string> Check(ChangeSet changes)
    {
        Looked = 0;
        var violations = new List<string>();
        Look(changes, violations);
        Sweep(violations);
        _sums.Check(_state, violations);
        foreach (var market in _state.Markets)
        {
            BookInvariants.CheckTop(market, violations);
        }

        return violations;
    }

    /// <summary>
    /// What was named so far, before the collection starts anew; the sums are left to the next
    /// <see cref="Check"/>.
    /// </summary>
    public IReadOnlyList<string> Look(ChangeSet changes)
    {
        var violations = new List<string>();
        Look(changes, violations);
        return violations;
    }

    private void Look(ChangeSet changes, List<string> violations)
    {
        Looked += changes.Accounts.Count;
        foreach (var index in changes.Accounts)
        {
            Count(index);
            AccountInvariants.Check(_state, _state.AccountAt(index), violations);
        }

        foreach (var touch in changes.Orders)
        {
            var market = _state.MarketOf(touch.Market);
            if (market.Book.Find(touch.Order) is { } order && order.Place == touch.Place)
            {
                BookInvariants.CheckOrder(_state, market, touch.Side, order, violations);
            }
        }

        WaitingInvariants.Check(_state, changes, violations);
    }

    private void Count(int index)
    {
        while (_shares.Count <= index)
        {
            _shares.Add(AccountShare.None);
        }

        _sums.Remove(_shares[index]);
        _shares[index] = AccountShare.Of(_state.AccountAt(index));
        _sums.Add(_shares[index]);
    }

    private void Sweep(List<string> violations)
    {
        for (var i = 0; i < Swept && i < _state.Accounts.Count; i++, Looked++)
        {
            _next = _next < _state.Accounts.Count ? _next : 0;
            var known = _next < _shares.Count ? _shares[_next] : AccountShare.None;
            if (!AccountShare.Of(_state.AccountAt(_next)).IsSame(known))
            {
                violations.Add($"account {_next} has changed, and nothing has named it");
            }

            AccountInvariants.Check(_state, _state.AccountAt(_next), violations);
            _next++;
        }
    }
}
