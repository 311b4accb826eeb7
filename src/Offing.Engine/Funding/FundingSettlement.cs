using Offing.Engine.Accounts;
using Offing.Engine.Markets;
using Offing.Primitives;
using Offing.Protocol.Events;

namespace Offing.Engine.Funding;

/// <summary>
/// Funding between an account and the funding pool of a market, settled lazily: a payment only moves the
/// market's index, and what it means for an account is due until something is about to change its position or
/// to take money out. What is due is part of the equity all the while.
/// </summary>
internal static class FundingSettlement
{
    /// <summary>
    /// Most that is settled at once; what is past it stays due. A quarter of all that the venue may hold, so
    /// that sixteen of them and the most of a collateral together are inside 64 bits.
    /// </summary>
    private const long DueMax_MicroUsd = Limits.AmountMax_MicroUsd / 4;

    /// <summary>
    /// Micro-USDC that the slot has to get, negative when it has to pay: floor(-size x moved / 1e9).
    /// </summary>
    // 2^40 lots by the index of a century at the highest rate and price (2^77) are inside 128 bits.
    public static Int128 Due(MarketState market, Slot slot) => slot.FundingCheckpoint == market.FundingIndex
        ? 0
        : Due(slot.Size.Value, market.FundingIndex - slot.FundingCheckpoint);

    /// <summary>Likewise of a position of <paramref name="size"/> lots.</summary>
    public static Int128 Due(long size, Int128 moved) => WideMath.FloorDiv(Exact(size, moved), Nano.One);

    /// <summary>What is due without rounding, 1e-9 micro-USDC.</summary>
    public static Int128 Exact(long size, Int128 moved) => -(size * moved);

    /// <summary>Whether what is due is known and can be written: all sums stay inside 64 bits.</summary>
    public static bool CanSettle(VenueState state, MarketState market, Slot slot)
    {
        var due = Due(market, slot);
        return !market.IsFundingBroken && (due == 0 || (Int128.Abs(due) <= DueMax_MicroUsd
            && Math.Abs(market.Pool.Collateral.Value) <= Account.CollateralMax_MicroUsd
            && Int128.Abs(slot.Purse.Value + due) <= Account.CollateralMax_MicroUsd));
    }

    /// <summary>Likewise for all buckets of an account.</summary>
    public static bool CanSettle(VenueState state, Account account)
    {
        foreach (var slot in account.Slots)
        {
            if (slot.IsIsolated && !CanSettle(state, account, slot))
            {
                return false;
            }
        }

        return CanSettle(state, account, isolated: null);
    }

    /// <summary>Likewise of one bucket.</summary>
    /// <param name="isolated">Null: the cross bucket.</param>
    public static bool CanSettle(VenueState state, Account account, Slot? isolated)
    {
        if (isolated is not null)
        {
            return CanSettle(state, state.MarketOf(isolated.Market), isolated);
        }

        Int128 cross = account.Collateral.Value;
        foreach (var slot in account.Slots)
        {
            if (slot.Mode == MarginMode.Cross && !slot.Size.IsZero)
            {
                var market = state.MarketOf(slot.Market);
                if (!CanSettle(state, market, slot))
                {
                    return false;
                }

                cross += Due(market, slot);
            }
        }

        return Int128.Abs(cross) <= Account.CollateralMax_MicroUsd;
    }

    /// <summary>Settles a bucket that <see cref="CanSettle(VenueState, Account, Slot)"/>.</summary>
    public static void MustSettleBucket(EntryContext context, Account account, Slot? isolated)
    {
        foreach (var slot in account.Slots)
        {
            if (isolated is null ? slot.Mode == MarginMode.Cross : slot == isolated)
            {
                MustSettle(context, account, slot);
            }
        }
    }

    /// <summary>Settles every slot of an account that <see cref="CanSettle(VenueState, Account)"/>.</summary>
    public static void MustSettle(EntryContext context, Account account)
    {
        foreach (var slot in account.Slots)
        {
            if (!slot.IsFree)
            {
                MustSettle(context, account, slot);
            }
        }
    }

    /// <summary>
    /// Settles the slot, where <see cref="CanSettle(VenueState, MarketState, Slot)"/>. Called before anything
    /// changes its size.
    /// </summary>
    // Rounded down for the account: the pool keeps the fraction, which is counted so that it can be swept.
    public static void MustSettle(EntryContext context, Account account, Slot slot)
    {
        var market = context.State.MarketOf(slot.Market);
        if (slot.FundingCheckpoint == market.FundingIndex)
        {
            return;
        }

        var exact = Exact(slot.Size.Value, market.FundingIndex - slot.FundingCheckpoint);
        slot.FundingCheckpoint = market.FundingIndex;
        if (exact == 0)
        {
            return;
        }

        var due = WideMath.FloorDiv(exact, Nano.One);
        var paid = new MicroUsd((long)due);
        slot.Purse += paid;
        market.Pool.Collateral -= paid;
        market.FundingDust += exact - (due * Nano.One);
        market.FundingSettlements++;
        context.Emit(new FundingPaid(account.Owner, market.Id, slot.Size, paid));
    }

    /// <summary>
    /// What the pool of a market holds beyond what is still due goes to the insurance fund; the micro-USDC
    /// that is there only in part stays.
    /// </summary>
    /// <returns>Micro-USDC that were moved.</returns>
    public static MicroUsd Sweep(VenueState state, MarketState market)
    {
        var (pool, insurance) = (market.Pool, state.Insurance);
        var whole = market.FundingDust / Nano.One;
        if (whole == 0 || whole > DueMax_MicroUsd
            || insurance.Collateral.Value > Account.CollateralMax_MicroUsd - whole
            || pool.Collateral.Value < whole - Account.CollateralMax_MicroUsd)
        {
            return MicroUsd.Zero;
        }

        var swept = new MicroUsd((long)whole);
        pool.Collateral -= swept;
        insurance.Collateral += swept;
        market.FundingDust -= whole * Nano.One;
        market.FundingSettlements = market.FundingDust == 0 ? 0UL : 1;
        return swept;
    }
}
