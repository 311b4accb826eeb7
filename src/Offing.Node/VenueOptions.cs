using Offing.Gateway.Limiting;
using Offing.Log;
using Offing.Settlement.Deployments;
using Offing.Signing;

namespace Offing.Node;

/// <summary>How to run a development venue.</summary>
public sealed record VenueOptions
{
    /// <summary>Holds log, chain and deployment; made when it is missing.</summary>
    public required string DataFolder { get; init; }

    /// <summary>The repository's contracts folder, with installed packages and compiled contracts.</summary>
    public required string ContractsFolder { get; init; }

    /// <summary>Read at the first start; later starts use the copy in the data folder.</summary>
    public required string GenesisFile { get; init; }

    /// <summary>Port of HTTP and WebSocket on 127.0.0.1.</summary>
    public required int HttpPort { get; init; }

    /// <summary>Port of the chain on 127.0.0.1.</summary>
    public required int ChainPort { get; init; }

    /// <summary>
    /// A batch is cut and posted when the last one is so old; at the latest after a quarter of the silence
    /// that ends a venue.
    /// </summary>
    public TimeSpan BatchInterval { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>
    /// How long a batch may wait for the chain before only reduce-only orders are taken; zero: for ever.
    /// </summary>
    public TimeSpan PostingLag { get; init; }

    /// <summary>Posts batches: the chain's operator's, or that of who was announced to follow.</summary>
    public PrivateKey OperatorKey { get; init; } = DevelopmentKeys.Operator;

    /// <summary>Holds the key that signs receipts; null: the development key.</summary>
    public string? SequencerKeyFile { get; init; }

    /// <summary>The log is not the node's own complete one: see spec/receipts.md.</summary>
    public bool IsRestored { get; init; }

    /// <summary>
    /// The first request that a reorg took from the chain and that is taken back at the start; null: none is.
    /// </summary>
    public ulong? ReverseFrom { get; init; }

    /// <summary>
    /// Rates that addresses, keys and accounts are held to: "off", "wire", or so many times those of the
    /// wire.
    /// </summary>
    public string Limits { get; init; } = "off";

    /// <exception cref="VenueStartException">They are none of these.</exception>
    internal RateLimits? Rates() => Limits switch
    {
        "off" => null,
        "wire" => new RateLimits(),
        _ when int.TryParse(Limits, out var factor) && factor is >= 1 and <= 1_000_000 =>
            new RateLimits().Times(factor),
        _ => throw new VenueStartException(
            $"--limits {Limits}: must be off, wire, or a number from 1 to 1000000"),
    };

    // An idle venue posts an empty batch in time: one late or replaced still breaks the silence.
    internal ulong Interval_Ms => Math.Min(
        (ulong)BatchInterval.TotalMilliseconds, DeploymentTerms.DevelopmentSilence_S * 1_000 / 4);

    /// <summary>A snapshot is made when so many entries came since the last; 0: only at the stop.</summary>
    public ulong SnapshotEvery { get; init; } = SnapshotEveryDefault;

    /// <summary>A million: less than three seconds of replay.</summary>
    public const ulong SnapshotEveryDefault = 1_000_000;

    /// <summary>Whether the beginning of the log goes when snapshots and the chain stand for it.</summary>
    public bool Prunes { get; init; }

    /// <summary>
    /// Makes a snapshot in another process, given the data folder; fails with what is wrong. Null: none is
    /// made while the venue runs.
    /// </summary>
    public Func<string, CancellationToken, Task>? MakeSnapshot { get; init; }

    /// <summary>Bytes of a new segment of the log; small ones only where pruning is tried out.</summary>
    public long SegmentMax_Bytes { get; init; } = LogLimits.SegmentMax_Bytes;

    /// <summary>Removes what an earlier venue left in the data folder, first.</summary>
    public bool Reset { get; init; }
}

/// <summary>The venue cannot start; the message is one line that says what to do.</summary>
public sealed class VenueStartException(string message, Exception? inner = null) : Exception(message, inner);
