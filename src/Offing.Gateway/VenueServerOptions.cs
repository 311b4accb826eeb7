using Offing.Gateway.Limiting;

namespace Offing.Gateway;

/// <summary>Limits of the server's edge. The defaults are for production; tests shorten the times.</summary>
public sealed record VenueServerOptions
{
    /// <summary>Port on 127.0.0.1; 0 takes a free one.</summary>
    public required int Port { get; init; }

    /// <summary>Rates of addresses, keys and accounts; null: whatever comes is let in.</summary>
    public RateLimits? Limits { get; init; }

    /// <summary>Asked where <see cref="Limits"/> are not set.</summary>
    public IRequestGate Gate { get; init; } = new OpenGate();

    /// <summary>Who tells whose signature it is; anything but the real one is for measuring only.</summary>
    public ISignatures Signatures { get; init; } = new Secp256k1Signatures();

    /// <summary>An action of the largest size and what stands around it.</summary>
    public int RequestMax_Bytes { get; init; } = Primitives.Limits.ActionMax_Bytes + 4_096;

    /// <summary>Request line and headers together.</summary>
    public int HeadersMax_Bytes { get; init; } = 16 * 1_024;

    /// <summary>Open connections, WebSockets included.</summary>
    public int Connections { get; init; } = 1_024;

    /// <summary>Of one WebSocket.</summary>
    public int SubscriptionsPerSocket { get; init; } = 1_000;

    /// <summary>Posts of one WebSocket that are not answered yet.</summary>
    public int PostsInFlight { get; init; } = 100;

    /// <summary>Messages that may wait for a slow reader before it is cut off.</summary>
    public int RingMessages { get; init; } = 4_096;

    /// <summary>How old the oldest waiting message may get before the reader is cut off.</summary>
    public TimeSpan ReaderLag { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>
    /// Told of every exception that no input should cause: a bug of ours. The client gets 500 or an error.
    /// </summary>
    public Action<Exception> OnDefect { get; init; } = Console.Error.WriteLine;

    /// <summary>A WebSocket that says nothing for so long is closed.</summary>
    public TimeSpan Silence { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>Longest wait for an outcome; then the client is told that it is unknown.</summary>
    public TimeSpan OutcomeWait { get; init; } = TimeSpan.FromSeconds(10);
}
