namespace Offing.Settlement.Posting;

/// <summary>How patiently the poster waits.</summary>
public sealed record PosterOptions
{
    /// <summary>Transactions sent and not mined yet, at most; they share one chain of nonces.</summary>
    public int InFlight { get; init; } = 8;

    /// <summary>
    /// A transaction that is not mined is handed to the pool again after so long: pools forget.
    /// </summary>
    public ulong Rebroadcast_Ms { get; init; } = 5_000;

    /// <summary>After so long it is replaced by one that pays more.</summary>
    public ulong Replace_Ms { get; init; } = 60_000;

    /// <summary>
    /// How long a nonce may be used by nothing that we know, or not be the next one, before the position is
    /// read again.
    /// </summary>
    public ulong LostNonce_Ms { get; init; } = 2_000;
}
