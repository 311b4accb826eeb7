using Offing.Signing;

namespace Offing.Settlement.Deployments;

/// <summary>Keys that everybody knows, for chains without value.</summary>
public static class DevelopmentKeys
{
    /// <summary>Posts batches and pays the bond.</summary>
    public static PrivateKey Operator { get; } = Of("operator");

    /// <summary>Signs receipts, and answers challenges of them.</summary>
    public static PrivateKey Sequencer { get; } = Of("sequencer");

    /// <summary>Creates the contracts, and so fixes their addresses.</summary>
    public static PrivateKey Deployer { get; } = Of("deployer");

    /// <summary>Mints dollars and pays deposits for others.</summary>
    public static PrivateKey Faucet { get; } = Of("faucet");

    /// <summary>Three who may refuse a batch, by ascending address.</summary>
    public static IReadOnlyList<PrivateKey> Watchers { get; } =
        [.. Enumerable.Range(0, 3).Select(i => Of($"watcher {i}")).OrderBy(key => key.Address)];

    /// <summary>The key of any other role.</summary>
    public static PrivateKey Of(string role) => PrivateKey.FromSeed("offing development " + role);
}
