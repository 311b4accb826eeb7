using Offing.Engine.Accounts;
using Offing.Engine.Markets;
using Offing.Primitives;

namespace Offing.Engine.Auditing;

/// <summary>What one position is of the sums of its market.</summary>
/// <param name="Size">Signed lots.</param>
/// <param name="Base">Size x checkpoint, 1e-9 micro-USDC, modulo 2^128.</param>
internal readonly record struct PositionShare(MarketId Market, long Size, Int128 Base);

/// <summary>What one account is of the sums over all accounts.</summary>
/// <param name="Balance">Collateral less signed entry notional, micro-USDC.</param>
internal readonly record struct AccountShare(Int128 Balance, PositionShare[] Positions)
{
    public static AccountShare None { get; } = new(0, []);

    public static AccountShare Of(Account account)
    {
        Int128 balance = account.Collateral.Value;
        var count = 0;
        for (var i = 0; i < account.Slots.Count; i++)
        {
            var slot = account.SlotAt(i);
            balance += slot.IsolatedCollateral.Value - (Int128)slot.EntryNotional.Value;
            count += IsPosition(slot) ? 1 : 0;
        }

        var positions = count == 0 ? [] : new PositionShare[count];
        for (var i = 0; count > 0 && i < account.Slots.Count; i++)
        {
            if (account.SlotAt(i) is var slot && IsPosition(slot))
            {
                positions[--count] = new PositionShare(
                    slot.Market, slot.Size.Value, unchecked(slot.Size.Value * slot.FundingCheckpoint));
            }
        }

        return new AccountShare(balance, positions);
    }

    public bool IsSame(in AccountShare other) =>
        Balance == other.Balance && Positions.AsSpan().SequenceEqual(other.Positions);

    private static bool IsPosition(Slot slot) => !slot.IsFree && !slot.Size.IsZero;
}

/// <summary>The sums over all accounts that the rules fix: money, positions, open interest, pools.</summary>
internal sealed class VenueSums
{
    private Int128 _balance;
    private MarketSums[] _markets = [];

    public void Add(in AccountShare share)
    {
        _balance += share.Balance;
        foreach (var position in share.Positions)
        {
            ref var market = ref Of(position.Market);
            market.Size += position.Size;
            market.Longs += Math.Max(0, position.Size);
            market.Base = unchecked(market.Base + position.Base);
        }
    }

    public void Remove(in AccountShare share)
    {
        _balance -= share.Balance;
        foreach (var position in share.Positions)
        {
            ref var market = ref Of(position.Market);
            market.Size -= position.Size;
            market.Longs -= Math.Max(0, position.Size);
            market.Base = unchecked(market.Base - position.Base);
        }
    }

    public void Check(VenueState state, List<string> violations)
    {
        var net = state.DepositsCredited - state.WithdrawalsDebited;
        if (_balance != net)
        {
            violations.Add($"I1: balances sum to {_balance}, deposits less withdrawals are {net}");
        }

        foreach (var market in state.Markets)
        {
            Check(market, Of(market.Id), violations);
        }
    }

    // What is due in all is the sum of size x (checkpoint - index). Each product may be large and the sum is
    // not: modulo 2^128 it is exact.
    private static void Check(MarketState market, in MarketSums sums, List<string> violations)
    {
        if (sums.Size != 0)
        {
            violations.Add($"I2: positions of market {market.Id.Value} sum to {sums.Size}");
        }

        if (sums.Longs != market.OpenInterest.Value)
        {
            violations.Add($"open interest of market {market.Id.Value} is not the sum of its long positions");
        }

        var due = unchecked(sums.Base - (sums.Size * market.FundingIndex));
        var surplus = ((Int128)market.Pool.Collateral.Value * Nano.One) - due;
        if (surplus != market.FundingDust || surplus < 0
            || surplus > (Int128)market.FundingSettlements * Nano.One)
        {
            violations.Add(
                $"I8: the pool of market {market.Id.Value} is {surplus} over what is due after "
                + $"{market.FundingSettlements} settlements");
        }
    }

    private ref MarketSums Of(MarketId market)
    {
        if (market.Value >= (uint)_markets.Length)
        {
            Array.Resize(ref _markets, (int)market.Value + 1);
        }

        return ref _markets[market.Value];
    }

    private record struct MarketSums(Int128 Size, Int128 Longs, Int128 Base);
}
