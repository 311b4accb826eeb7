using Offing.Engine.Accounts;

namespace Offing.Engine.Matching;

/// <summary>What a trade changes of one side: as it stands, or as a preview has it.</summary>
/// <param name="Collateral">Micro-USDC.</param>
/// <param name="Size">Signed lots.</param>
/// <param name="EntryNotional">Signed micro-USDC.</param>
internal readonly record struct PositionState(long Collateral, long Size, long EntryNotional)
{
    public static PositionState Of(Account account, Slot? slot) => new(
        account.Collateral.Value, slot?.Size.Value ?? 0, slot?.EntryNotional.Value ?? 0);
}
