using Offing.Primitives;

namespace Offing.Settlement.Deployments;

/// <summary>
/// What is fixed for ever when a venue is deployed. The figures of both profiles: spec/terms.json.
/// </summary>
/// <param name="MinimumBond">Micro-USDC without which no batch is accepted.</param>
/// <param name="FinalityWindow_S">From a batch's last chunk to its finality.</param>
/// <param name="ForcedDeadline_S">Within which a request must be served.</param>
/// <param name="Silence_S">Without a batch, after which the venue may be frozen.</param>
/// <param name="ClaimPhase_S">Of an escape.</param>
/// <param name="CapPeriod_S">In which ordinary claims take a tenth of the vault.</param>
/// <param name="OperatorDelay_S">From the announcement of another operator to its first moment.</param>
public sealed record DeploymentTerms(
    Hash32 GenesisHash,
    Hash32 GenesisRoot,
    Hash32 RulesHash,
    ulong MinimumBond,
    uint FinalityWindow_S,
    uint ForcedDeadline_S,
    uint Silence_S,
    uint ClaimPhase_S,
    uint CapPeriod_S,
    uint OperatorDelay_S)
{
    /// <summary>The silence that ends a venue on a development chain.</summary>
    public const uint DevelopmentSilence_S = 60;

    /// <summary>Of the sequencer's bond.</summary>
    public ReceiptBondTerms Receipts { get; init; } =
        ReceiptBondTerms.Development(DevelopmentKeys.Sequencer.Address);

    /// <summary>Who posts at first; it hands its place over by itself.</summary>
    public Address Operator { get; init; } = DevelopmentKeys.Operator.Address;

    /// <summary>Keys that may together refuse a batch, ascending; fixed for ever.</summary>
    public IReadOnlyList<Address> Watchers { get; init; } =
        [.. DevelopmentKeys.Watchers.Select(key => key.Address)];

    /// <summary>So many of them must sign.</summary>
    public byte WatchersNeeded { get; init; } = 2;

    /// <summary>The figures of a venue with money of value: everything in days.</summary>
    // An operator follows no sooner than a change of parameters does: whoever does not want it has left.
    public static DeploymentTerms Production(Hash32 genesisHash, Hash32 genesisRoot, Hash32 rulesHash) =>
        new(
            genesisHash, genesisRoot, rulesHash, 1_000_000_000_000, Day_S, Day_S, Day_S / 2, 7 * Day_S,
            Day_S, 8 * Day_S);

    /// <summary>The figures of a development chain: everything in a minute.</summary>
    public static DeploymentTerms Development(Hash32 genesisHash, Hash32 genesisRoot, Hash32 rulesHash) =>
        new(
            genesisHash, genesisRoot, rulesHash, 100_000_000_000, 5, 60, DevelopmentSilence_S, 60, 6, 60);

    /// <summary>What the contracts would refuse, and what they cannot see, before anything is sent.</summary>
    /// <exception cref="DeploymentException">A figure does not fit the others.</exception>
    public void Check()
    {
        Require(FinalityWindow_S <= ForcedDeadline_S, "the finality window is longer than the deadline");
        Require(Silence_S <= ForcedDeadline_S, "the silence that is allowed is longer than the deadline");
        Require(CapPeriod_S > 0, "the cap on claims has no period");
        Require(ClaimPhase_S > 0, "the claim phase has no time");
        Require(
            OperatorDelay_S >= ForcedDeadline_S,
            "another operator would follow sooner than a forced exit is served");
        Require(
            WatchersNeeded <= Watchers.Count && (WatchersNeeded > 0 || Watchers.Count == 0),
            "the number of watchers needed is not one of those there are");
        Require(!Watchers.Contains(Operator), "the operator's key is a watcher's");
    }

    private const uint Day_S = 86_400;

    private static void Require(bool holds, string otherwise)
    {
        if (!holds)
        {
            throw new DeploymentException($"{otherwise}: change the terms; nothing was deployed");
        }
    }
}
