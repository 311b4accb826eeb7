using Offing.Primitives;

namespace Offing.Settlement.Deployments;

/// <summary>What is fixed for ever when a venue is deployed.</summary>
/// <param name="MinimumBond">Micro-USDC without which no batch is accepted.</param>
/// <param name="FinalityWindow_S">From a batch's last chunk to its finality.</param>
/// <param name="ForcedDeadline_S">Within which a request must be served.</param>
/// <param name="Silence_S">Without a batch, after which the venue may be frozen.</param>
/// <param name="ClaimPhase_S">Of an escape.</param>
public sealed record DeploymentTerms(
    Hash32 GenesisHash,
    Hash32 GenesisRoot,
    Hash32 RulesHash,
    ulong MinimumBond,
    uint FinalityWindow_S,
    uint ForcedDeadline_S,
    uint Silence_S,
    uint ClaimPhase_S)
{
    /// <summary>The silence that ends a venue on a development chain.</summary>
    public const uint DevelopmentSilence_S = 60;

    /// <summary>Of the sequencer's bond.</summary>
    public ReceiptBondTerms Receipts { get; init; } =
        ReceiptBondTerms.Development(DevelopmentKeys.Sequencer.Address);

    /// <summary>Keys that may together refuse a batch, ascending; fixed for ever.</summary>
    public IReadOnlyList<Address> Watchers { get; init; } =
        [.. DevelopmentKeys.Watchers.Select(key => key.Address)];

    /// <summary>So many of them must sign.</summary>
    public byte WatchersNeeded { get; init; } = 2;

    /// <summary>The figures of a development chain: everything in a minute.</summary>
    public static DeploymentTerms Development(Hash32 genesisHash, Hash32 genesisRoot, Hash32 rulesHash) =>
        new(genesisHash, genesisRoot, rulesHash, 100_000_000_000, 5, 60, DevelopmentSilence_S, 60);
}
