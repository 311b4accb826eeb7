using System.Numerics;
using Offing.Engine.Accounts;
using Offing.Engine.Margin;
using Offing.Engine.Tests.Naive;
using Offing.Engine.Tests.Properties;
using Offing.Protocol.Entries;
using Offing.Protocol.Events;

namespace Offing.Engine.Tests.Life;

/// <summary>
/// After each entry: the accounts that it touched against the naive model, and the global sums by the
/// checker's own books. Every so often everything from scratch.
/// </summary>
internal sealed class LifeChecker : IWatcher
{
    private readonly VenueState _state;
    private readonly Shadows _shadows;
    private readonly Ledger _ledger;
    private readonly StepChecker _steps;
    private readonly SplitMix _random = new(77);
    private readonly int _everythingEach;

    public LifeChecker(VenueState state, int everythingEach)
    {
        (_state, _everythingEach) = (state, everythingEach);
        state.Changes.Drain();
        _shadows = new Shadows(state);
        _ledger = new Ledger(state);
        _steps = new StepChecker(state, _shadows, _ledger);
        foreach (var account in state.Accounts)
        {
            _ledger.Put(account.Index, AccountCopy.Of(account));
        }
    }

    public EventSink Sink => _steps;

    public int Entries { get; private set; }

    public Dictionary<string, int> Seen => _steps.Seen;

    /// <summary>Of what was asked.</summary>
    public Reached Reached { get; } = new();

    public void Applied(Entry entry)
    {
        Entries++;
        Reached.See(entry);
        if (entry is QueueRequest { Type: >= RequestType.Withdraw and <= RequestType.Revoke } demand)
        {
            StepChecker.That(
                _steps.Answered.Contains(demand.Index), $"demand {demand.Index} has no answer", _state);
        }

        _steps.Answered.Clear();
        foreach (var index in _state.Changes.Drain().Accounts)
        {
            var account = _state.Accounts[index];
            CheckUntold(account);
            _ledger.Put(index, _shadows[index]);
            CheckMargins(account);
        }

        _ledger.Check();
        if (Entries % _everythingEach == 0)
        {
            CheckEverything();
        }
    }

    // Money that moved without an event: only accounts of the venue, whose side the events of others tell.
    private void CheckUntold(Account account)
    {
        var (_, _, gain) = _shadows.Renew(account);
        StepChecker.That(
            gain.IsZero || account.IsExempt,
            $"account {account.Index} has {gain}e-9 more, and no event says why", _state);
    }

    private void CheckMargins(Account account)
    {
        var naive = NaiveRisk.Of(_state, account);
        CheckBucket(account, naive, Bucket.Of(_state, account));
        foreach (var slot in account.Slots)
        {
            if (slot.IsIsolated)
            {
                var market = _state.MarketOf(slot.Market);
                CheckBucket(
                    account, NaiveRisk.Isolated(account, market, market.Mark.Value),
                    Bucket.Of(_state, account, slot));
            }
        }
    }

    private void CheckBucket(Account account, NaiveRisk naive, in Bucket engine) => StepChecker.That(
        naive.Equity == engine.Equity && naive.Initial == engine.Initial
            && naive.Maintenance == engine.Maintenance && naive.Reserved == engine.Reserved
            && naive.Notional == engine.Notional && naive.Withdrawable == engine.Withdrawable,
        $"account {account.Index} is {naive}, and the engine says {engine}", _state);

    private void CheckEverything()
    {
        foreach (var account in _state.Accounts)
        {
            CheckMargins(account);
            CheckDanger(account);
        }

        _ledger.CheckNamed();
        _ledger.CheckPools();
        CheckMint();
        var violations = Invariants.Check(_state);
        StepChecker.That(violations.Count == 0, string.Join("; ", violations), _state);
    }

    // Whoever is endangered by the naive model is known to the index, unless he changed since its last look.
    private void CheckDanger(Account account)
    {
        var copy = _shadows[account.Index];
        var buckets = copy.Slots.Where(slot => slot.IsIsolated).Select(slot => (uint?)slot.Market.Value)
            .Prepend(null);
        foreach (var isolated in buckets)
        {
            var health = copy.Health(_state, isolated is { } m ? new Primitives.MarketId(m) : null);
            var key = ((ulong)(uint)account.Index << 32) | (isolated + 1UL ?? 0);
            var isEndangered = !account.IsExempt && health.Equity < health.Maintenance;
            StepChecker.That(
                isEndangered == _state.Danger.Endangered.Contains(key) || account.IsDangerStale
                    || _state.LiquidationCursor != 0,
                $"account {account.Index} at {health} in the index: {!isEndangered}", _state);
        }
    }

    // At any marks: closing all positions there pays out what was paid in, and not a micro-dollar more.
    private void CheckMint()
    {
        Int128 sum = 0;
        var marks = _state.Markets.Select(market => (Int128)(1 + (_random.Wild() >> 32))).ToArray();
        foreach (var account in _state.Accounts)
        {
            var copy = _shadows[account.Index];
            sum += copy.Balance;
            foreach (var slot in copy.Slots)
            {
                sum += slot.Size * marks[slot.Market.Value];
            }
        }

        StepChecker.That(
            sum + _ledger.Withdrawals == _ledger.Deposits, $"closing all would pay out {sum}", _state);
    }
}
