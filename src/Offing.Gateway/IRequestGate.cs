using System.Net;
using Offing.Primitives;

namespace Offing.Gateway;

/// <summary>
/// Where the limits of an address stand: asked once for each request or message, before it is read.
/// </summary>
public interface IRequestGate
{
    /// <summary>False: the client is answered 429 and nothing else is done.</summary>
    /// <param name="client">The address of the connection; null when the transport has none.</param>
    /// <param name="kind">What is asked for.</param>
    bool TryPass(IPAddress? client, RequestKind kind);

    /// <summary>What a request that passed has cost, told as soon as that is known.</summary>
    void Charge(IPAddress? client, int weight)
    {
    }

    /// <summary>A WebSocket that passed has ended.</summary>
    void Closed(IPAddress? client)
    {
    }

    /// <summary>A WebSocket subscribes to what concerns one user; for any thread.</summary>
    /// <returns>False: the client follows as many others as it may, on all its WebSockets.</returns>
    /// <param name="client">As above.</param>
    /// <param name="user">Counted once, however often the client follows it.</param>
    /// <param name="most">So many.</param>
    bool TryFollow(IPAddress? client, Address user, out int most)
    {
        most = int.MaxValue;
        return true;
    }

    /// <summary>Such a subscription has ended.</summary>
    void Unfollow(IPAddress? client, Address user)
    {
    }
}

/// <summary>Kinds of requests that cost differently.</summary>
public enum RequestKind
{
    /// <summary>POST /info.</summary>
    Info,

    /// <summary>POST /exchange and the native calls that change anything.</summary>
    Exchange,

    /// <summary>What publishers and the operator sign: prices and kill switches.</summary>
    Report,

    /// <summary>The native calls that only read.</summary>
    Native,

    /// <summary>A new WebSocket.</summary>
    Connection,

    /// <summary>A message on a WebSocket.</summary>
    Message,
}

/// <summary>Lets everything pass; the fixed limits of <see cref="VenueServerOptions"/> still hold.</summary>
public sealed class OpenGate : IRequestGate
{
    /// <inheritdoc/>
    public bool TryPass(IPAddress? client, RequestKind kind) => true;
}
