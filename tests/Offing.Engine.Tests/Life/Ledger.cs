using System.Numerics;
using Offing.Primitives;

namespace Offing.Engine.Tests.Life;

/// <summary>The checker's own books: what each account contributes to the sums of the venue.</summary>
internal sealed class Ledger(VenueState state)
{
    // More than a life lists.
    private const int MarketsMost = 10_000;

    private readonly long[] _sizes = new long[MarketsMost];
    private readonly long[] _longs = new long[MarketsMost];
    private readonly ulong[] _settlements = new ulong[MarketsMost];
    private readonly List<AccountCopy> _counted = [];
    private Int128 _balance;

    /// <summary>Micro-USDC, by the events.</summary>
    public Int128 Deposits { get; set; } = state.DepositsCredited;

    /// <summary>Micro-USDC, by the events.</summary>
    public Int128 Withdrawals { get; set; } = state.WithdrawalsDebited;

    public void Settled(MarketId market) => _settlements[market.Value]++;

    /// <summary>An account is like this now.</summary>
    public void Put(int account, AccountCopy copy)
    {
        while (_counted.Count <= account)
        {
            _counted.Add(AccountCopy.Empty);
        }

        Add(_counted[account], -1);
        Add(copy, 1);
        _counted[account] = copy;
    }

    /// <summary>I1, I2 and the open interest.</summary>
    public void Check()
    {
        StepChecker.That(
            _balance == Deposits - Withdrawals,
            $"I1: {_balance} of {Deposits} less {Withdrawals}", state);
        for (var i = 0; i < state.Markets.Count; i++)
        {
            StepChecker.That(_sizes[i] == 0, $"I2: market {i} sums to {_sizes[i]}", state);
            StepChecker.That(
                _longs[i] == state.Markets[i].OpenInterest.Value,
                $"open interest of {i} is {_longs[i]}", state);
        }
    }

    /// <summary>Every account is as it was counted: whatever changed was named.</summary>
    public void CheckNamed()
    {
        for (var i = 0; i < state.Accounts.Count; i++)
        {
            var now = AccountCopy.Of(state.Accounts[i]);
            StepChecker.That(
                now.Collateral == _counted[i].Collateral && now.Slots.SequenceEqual(_counted[i].Slots),
                $"account {i} changed and nothing named it", state);
        }
    }

    /// <summary>
    /// I8: a pool is what is still due, and a fraction for each settlement, of which whole ones may be swept.
    /// </summary>
    public void CheckPools()
    {
        foreach (var market in state.Markets)
        {
            BigInteger exact = 0;
            foreach (var copy in _counted)
            {
                foreach (var slot in copy.Slots)
                {
                    exact -= slot.Market == market.Id
                        ? slot.Size * (BigInteger)(market.FundingIndex - slot.Checkpoint)
                        : 0;
                }
            }

            var pool = _counted[market.Pool.Index].Collateral * (BigInteger)1_000_000_000;
            var most = _settlements[market.Id.Value] * (BigInteger)1_000_000_000;
            StepChecker.That(
                pool - exact >= 0 && pool - exact <= most,
                $"I8: market {market.Id.Value} holds {pool} against {exact}", state);
        }
    }

    private void Add(AccountCopy copy, int times)
    {
        _balance += times * copy.Balance;
        foreach (var slot in copy.Slots)
        {
            _sizes[slot.Market.Value] += times * slot.Size;
            _longs[slot.Market.Value] += times * Math.Max(0, slot.Size);
        }
    }
}
