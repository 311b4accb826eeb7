using System.Numerics;
using Offing.Engine.Accounts;
using Offing.Engine.Tests.Naive;
using Offing.Primitives;

namespace Offing.Engine.Tests.Life;

/// <summary>One market of an account as it was at some moment.</summary>
/// <param name="Cost">Signed entry notional, micro-USDC.</param>
/// <param name="Own">Collateral of its own, of an isolated one.</param>
internal readonly record struct SlotCopy(
    MarketId Market, bool IsIsolated, uint Leverage, long Size, long Cost, Int128 Checkpoint, long Own);

/// <summary>
/// What an account owned at some moment, copied, so that it can be held against what it has later.
/// </summary>
internal sealed class AccountCopy(long collateral, SlotCopy[] slots)
{
    private static readonly BigInteger One = 1_000_000_000;

    public static AccountCopy Empty { get; } = new(0, []);

    public long Collateral => collateral;

    public IReadOnlyList<SlotCopy> Slots => slots;

    /// <summary>Sum of collateral - cost: what of I1 is this account's.</summary>
    public Int128 Balance => slots.Aggregate((Int128)collateral, (sum, slot) => sum + slot.Own - slot.Cost);

    public static AccountCopy Of(Account account)
    {
        var count = 0;
        foreach (var slot in account.Slots)
        {
            count += slot.IsFree ? 0 : 1;
        }

        var slots = new SlotCopy[count];
        foreach (var slot in account.Slots)
        {
            if (!slot.IsFree)
            {
                slots[--count] = new SlotCopy(
                    slot.Market, slot.Mode == MarginMode.Isolated, slot.Leverage, slot.Size.Value,
                    slot.EntryNotional.Value, slot.FundingCheckpoint, slot.IsolatedCollateral.Value);
            }
        }

        return new AccountCopy(account.Collateral.Value, slots);
    }

    /// <summary>With so much more collateral, micro-USDC.</summary>
    public AccountCopy Plus(long amount) => new(collateral + amount, slots);

    /// <summary>Signed lots.</summary>
    public long SizeIn(MarketId market)
    {
        foreach (var slot in slots)
        {
            if (slot.Market == market)
            {
                return slot.Size;
            }
        }

        return 0;
    }

    /// <summary>The bucket in which a market lies: null is the cross bucket.</summary>
    public MarketId? BucketOf(MarketId market) =>
        slots.Any(slot => slot.Market == market && slot.IsIsolated) ? market : null;

    /// <summary>All that it would have if each position were closed at mark, 1e-9 micro-USDC.</summary>
    public BigInteger Wealth_Nano(VenueState state)
    {
        BigInteger wealth = collateral * One;
        foreach (var slot in slots)
        {
            var market = state.MarketOf(slot.Market);
            var moved = (BigInteger)(market.FundingIndex - slot.Checkpoint);
            wealth += (((BigInteger)slot.Size * market.Mark.Value) - slot.Cost + slot.Own) * One;
            wealth -= slot.Size * moved;
        }

        return wealth;
    }

    /// <param name="isolated">Null: the cross bucket.</param>
    public NaiveHealth Health(VenueState state, MarketId? isolated)
    {
        BigInteger equity = isolated is null ? collateral : 0;
        BigInteger initial = 0, maintenance = 0, total = 0;
        foreach (var slot in slots)
        {
            if (slot.IsIsolated ? isolated != slot.Market : isolated is not null)
            {
                continue;
            }

            var market = state.MarketOf(slot.Market);
            BigInteger mark = market.Mark.Value;
            var notional = BigInteger.Abs(slot.Size) * mark;
            equity += (slot.Size * mark) - slot.Cost + slot.Own + Due(slot, market.FundingIndex);
            if (slot.Size != 0)
            {
                initial += NaiveMargin.Initial(market, mark, notional, slot.Leverage);
                maintenance += NaiveMargin.Maintenance(market.Parameters, notional);
                total += notional;
            }
        }

        return new NaiveHealth(equity, initial, maintenance, total);
    }

    /// <summary>floor(-(size x moved) / 1e9); -floor(-x) is the ceiling.</summary>
    public static BigInteger Due(in SlotCopy slot, Int128 index) => index == slot.Checkpoint
        ? 0
        : -NaiveMargin.Up(slot.Size * (BigInteger)(index - slot.Checkpoint), One);

    /// <summary>Whether a position of the bucket is larger, or on the other side, than before.</summary>
    public bool HasGrownSince(AccountCopy before, MarketId? isolated)
    {
        foreach (var slot in slots)
        {
            if (slot.Size != 0 && (slot.IsIsolated ? isolated == slot.Market : isolated is null))
            {
                var was = before.SizeIn(slot.Market);
                if (Math.Abs(slot.Size) > Math.Abs(was) || Math.Sign(slot.Size) != Math.Sign(was))
                {
                    return true;
                }
            }
        }

        return false;
    }
}
