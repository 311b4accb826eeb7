using Offing.Engine.Accounts;
using Offing.Engine.Funding;
using Offing.Engine.Markets;

namespace Offing.Engine.Matching;

/// <summary>What a trade changes of one side: as it stands, or as a preview has it.</summary>
/// <param name="Collateral">
/// Of the bucket of the position, micro-USDC, the funding that is due in this market included.
/// </param>
/// <param name="Size">Signed lots.</param>
/// <param name="EntryNotional">Signed micro-USDC.</param>
internal readonly record struct PositionState(Int128 Collateral, long Size, long EntryNotional)
{
    /// <summary>Whether the bucket is that of this position alone.</summary>
    public bool IsIsolated { get; init; }

    /// <summary>Collateral of the cross bucket beside an isolated one.</summary>
    public Int128 CrossCollateral { get; init; }

    /// <summary>Whether what is due can be settled: else the position cannot change.</summary>
    public bool IsSettleable { get; init; } = true;

    public static PositionState Of(VenueState state, MarketState market, Account account, Slot? slot)
    {
        if (slot is null)
        {
            return market.Parameters.IsolatedOnly
                ? new PositionState(0, 0, 0) { IsIsolated = true, CrossCollateral = account.Collateral.Value }
                : new PositionState(account.Collateral.Value, 0, 0);
        }

        var held = new PositionState(slot.Purse.Value, slot.Size.Value, slot.EntryNotional.Value);
        if (slot.IsIsolated)
        {
            held = held with { IsIsolated = true, CrossCollateral = account.Collateral.Value };
        }

        return slot.FundingCheckpoint == market.FundingIndex && !market.IsFundingBroken ? held : held with
        {
            Collateral = held.Collateral + FundingSettlement.Due(market, slot),
            IsSettleable = FundingSettlement.CanSettle(state, market, slot),
        };
    }
}
