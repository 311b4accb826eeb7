using System.Net;
using Offing.Primitives;

namespace Offing.Gateway.Limiting;

/// <summary>The gate as one client meets it.</summary>
/// <param name="client">The address of its connection; null when the transport has none.</param>
internal sealed class ClientGate(IRequestGate gate, IPAddress? client)
{
    /// <inheritdoc cref="IRequestGate.TryPass"/>
    public bool TryPass(RequestKind kind) => gate.TryPass(client, kind);

    /// <inheritdoc cref="IRequestGate.Charge"/>
    public void Charge(int weight) => gate.Charge(client, weight);

    /// <inheritdoc cref="IRequestGate.TryFollow"/>
    public bool TryFollow(Address user, out int most) => gate.TryFollow(client, user, out most);

    /// <inheritdoc cref="IRequestGate.Unfollow"/>
    public void Unfollow(Address user) => gate.Unfollow(client, user);
}
