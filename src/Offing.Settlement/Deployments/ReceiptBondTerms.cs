using Offing.Primitives;

namespace Offing.Settlement.Deployments;

/// <summary>What is fixed for ever when the sequencer's bond is deployed; times in blocks.</summary>
/// <param name="Sequencer">The key that signs receipts.</param>
/// <param name="Minimum">Micro-USDC that the bond is at least, unless it is zero.</param>
/// <param name="ChallengeBond">Micro-USDC that a challenge costs until it is won.</param>
/// <param name="DeadlineBlocks">How far ahead deadlines are promised at most.</param>
/// <param name="AnswerBlocks">For which a challenge may be answered.</param>
/// <param name="WithdrawalBlocks">From the announcement of the bond's withdrawal to the withdrawal.</param>
public sealed record ReceiptBondTerms(
    Address Sequencer, ulong Minimum, ulong ChallengeBond, uint DeadlineBlocks, uint AnswerBlocks,
    uint WithdrawalBlocks)
{
    /// <summary>A day to post and a day to answer, at a block every 12 s; two weeks to withdraw.</summary>
    public static ReceiptBondTerms Production(Address sequencer) =>
        new(sequencer, 100_000_000_000, 100_000_000, 7_200, 7_200, 100_800);

    /// <summary>Of a development chain, with a block a second and one for each transaction.</summary>
    public static ReceiptBondTerms Development(Address sequencer) =>
        new(sequencer, 100_000_000_000, 20_000_000, 600, 100, 1_200);
}
