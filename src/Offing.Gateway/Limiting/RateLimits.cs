namespace Offing.Gateway.Limiting;

/// <summary>
/// How much is let in, as the wire has it unless another number is said. What is over a limit is refused for
/// the moment and never banned.
/// </summary>
public sealed record RateLimits
{
    /// <summary>Of an address: /info costs 2, 20 or 60, an action 1 and 1 more for each 40 items.</summary>
    public long AddressWeight_PerMinute { get; init; } = 1_200;

    /// <summary>
    /// Reports of publishers and switches of the operator from an address, beside all else that comes from
    /// there: a busy client must not silence the prices.
    /// </summary>
    public long Reports_PerMinute { get; init; } = 1_200;

    /// <summary>Of a key that signs: an action costs as above.</summary>
    public long KeyWeight_PerMinute { get; init; } = 1_200;

    /// <summary>Open WebSockets of an address.</summary>
    public int ConnectionsPerAddress { get; init; } = 10;

    /// <summary>WebSockets that an address opens.</summary>
    public long Connections_PerMinute { get; init; } = 30;

    /// <summary>Messages over all WebSockets of an address.</summary>
    public long Messages_PerMinute { get; init; } = 2_000;

    /// <summary>Users that an address follows at once, over all its WebSockets.</summary>
    public int UsersPerAddress { get; init; } = 10;

    /// <summary>
    /// Orders and cancels that an account may send before it has traded; one more for each USDC that it has.
    /// </summary>
    public long AccountBuffer { get; init; } = 10_000;

    /// <summary>Beyond that, one action in so long.</summary>
    public long AccountPause_Ms { get; init; } = 10_000;

    /// <summary>Cancels may go so far beyond, and at most to twice as many.</summary>
    public long CancelsBeyond { get; init; } = 100_000;

    /// <summary>All of it so many times; pauses as they are.</summary>
    public RateLimits Times(int factor) => this with
    {
        AddressWeight_PerMinute = AddressWeight_PerMinute * factor,
        Reports_PerMinute = Reports_PerMinute * factor,
        KeyWeight_PerMinute = KeyWeight_PerMinute * factor,
        ConnectionsPerAddress = ConnectionsPerAddress * factor,
        Connections_PerMinute = Connections_PerMinute * factor,
        Messages_PerMinute = Messages_PerMinute * factor,
        UsersPerAddress = UsersPerAddress * factor,
        AccountBuffer = AccountBuffer * factor,
        CancelsBeyond = CancelsBeyond * factor,
    };
}
