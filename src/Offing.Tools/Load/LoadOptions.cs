namespace Offing.Tools.Load;

/// <summary>How a signed load is to be sent, and to whom.</summary>
public sealed record LoadOptions
{
    /// <summary>Made by LoadSigning.</summary>
    public required string File { get; init; }

    /// <summary>A folder to be made for the venue's log, on the file system to measure; removed.</summary>
    public required string Folder { get; init; }

    /// <summary>Orders and cancels a second; 0: as many as the venue takes.</summary>
    public long Rate { get; init; }

    /// <summary>Hundredths of the maximum, each a phase of its own behind it.</summary>
    public IReadOnlyList<int> Percents { get; init; } = [];

    public TimeSpan Warm { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Each phase, without its warming.</summary>
    public TimeSpan Lasts { get; init; } = TimeSpan.FromSeconds(20);

    /// <summary>HTTP connections with a request each instead of WebSockets with many.</summary>
    public bool OverHttp { get; init; }

    public int Connections { get; init; } = 8;

    /// <summary>Unanswered requests over all connections when looking for the maximum.</summary>
    public int InFlight { get; init; } = 256;

    /// <summary>A venue that runs already; null: one of its own.</summary>
    public Uri? Url { get; init; }

    /// <summary>The chain of that venue.</summary>
    public int ChainPort { get; init; } = 8545;

    /// <summary>Own venue: a batch is cut so often.</summary>
    public int Batch_Seconds { get; init; } = 10;

    /// <summary>Own venue: takes each request's word for who signed it.</summary>
    public bool WithoutSignatures { get; init; }

    /// <summary>Own venue on the first core, the load on the second.</summary>
    public bool Pins { get; init; } = true;

    /// <summary>After each phase, how long the state tree may take to catch up.</summary>
    public TimeSpan Drain { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>For plots and series; null: none.</summary>
    public string? Report { get; init; }
}
