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

    /// <summary>A batch is cut and posted when the last one is so old.</summary>
    public TimeSpan BatchInterval { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Holds the key that signs receipts; null: the development key.</summary>
    public string? SequencerKeyFile { get; init; }

    /// <summary>The log is not the node's own complete one: see spec/receipts.md.</summary>
    public bool IsRestored { get; init; }

    /// <summary>Removes what an earlier venue left in the data folder, first.</summary>
    public bool Reset { get; init; }
}

/// <summary>The venue cannot start; the message is one line that says what to do.</summary>
public sealed class VenueStartException(string message, Exception? inner = null) : Exception(message, inner);
