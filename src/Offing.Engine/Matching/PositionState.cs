using Offing.Engine.Accounts;
using Offing.Engine.Funding;
using Offing.Engine.Markets;

namespace Offing.Engine.Matching;

/// <summary>What a trade changes of one side: as it stands, or as a preview has it.</summary>
/// <param name="Collateral">Micro-USDC, the funding that is due in this market included.</param>
/// <param name="Size">Signed lots.</param>
/// <param name="EntryNotional">Signed micro-USDC.</param>
internal readonly record struct PositionState(Int128 Collateral, long Size, long EntryNotional)
{
    /// <summary>Whether what is due can be settled: else the position cannot change.</summary>
    public bool IsSettleable { get; init; } = true;

    public static PositionState Of(VenueState state, MarketState market, Account account, Slot? slot)
    {
        if (slot is null)
        {
            return new PositionState(account.Collateral.Value, 0, 0)
            {
                IsSettleable = !market.IsFundingBroken,
            };
        }

        var held = new PositionState(account.Collateral.Value, slot.Size.Value, slot.EntryNotional.Value);
        return slot.FundingCheckpoint == market.FundingIndex && !market.IsFundingBroken ? held : held with
        {
            Collateral = held.Collateral + FundingSettlement.Due(market, slot),
            IsSettleable = FundingSettlement.CanSettle(state, market, slot),
        };
    }
}
