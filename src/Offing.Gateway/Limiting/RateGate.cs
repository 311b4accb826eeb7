using System.Net;
using Offing.Primitives;

namespace Offing.Gateway.Limiting;

/// <summary>The limits of an address.</summary>
/// <param name="clock">Milliseconds that never go back.</param>
internal sealed class RateGate(RateLimits limits, Func<long> clock) : IRequestGate
{
    private readonly TokenBuckets<IPAddress> _weights = new(limits.AddressWeight_PerMinute);
    private readonly TokenBuckets<IPAddress> _reports = new(limits.Reports_PerMinute);
    private readonly TokenBuckets<IPAddress> _connections = new(limits.Connections_PerMinute);
    private readonly TokenBuckets<IPAddress> _messages = new(limits.Messages_PerMinute);
    private readonly Dictionary<IPAddress, int> _open = [];

    // Subscriptions to each user; as many as open WebSockets hold at most.
    private readonly Dictionary<IPAddress, Dictionary<Address, int>> _followed = [];

    /// <inheritdoc/>
    public bool TryPass(IPAddress? client, RequestKind kind)
    {
        var (of, now) = (client ?? IPAddress.None, clock());
        return kind switch
        {
            RequestKind.Connection => TryOpen(of, now),
            RequestKind.Message => _messages.TrySpend(of, 1, now),
            RequestKind.Report => _reports.TrySpend(of, 1, now),
            _ => _weights.HasAny(of, now),
        };
    }

    /// <inheritdoc/>
    public void Charge(IPAddress? client, int weight) =>
        _weights.Spend(client ?? IPAddress.None, weight, clock());

    /// <inheritdoc/>
    public void Closed(IPAddress? client)
    {
        var of = client ?? IPAddress.None;
        lock (_open)
        {
            if (_open.TryGetValue(of, out var count) && count > 1)
            {
                _open[of] = count - 1;
            }
            else
            {
                _open.Remove(of);
            }
        }
    }

    /// <inheritdoc/>
    public bool TryFollow(IPAddress? client, Address user, out int most)
    {
        var of = client ?? IPAddress.None;
        most = limits.UsersPerAddress;
        lock (_followed)
        {
            var users = _followed.GetValueOrDefault(of) ?? [];
            var count = users.GetValueOrDefault(user);
            if (count == 0 && users.Count >= most)
            {
                return false;
            }

            users[user] = count + 1;
            _followed[of] = users;
            return true;
        }
    }

    /// <inheritdoc/>
    public void Unfollow(IPAddress? client, Address user)
    {
        var of = client ?? IPAddress.None;
        lock (_followed)
        {
            var users = _followed[of];
            if (--users[user] == 0)
            {
                users.Remove(user);
            }

            if (users.Count == 0)
            {
                _followed.Remove(of);
            }
        }
    }

    private bool TryOpen(IPAddress of, long now)
    {
        lock (_open)
        {
            var count = _open.GetValueOrDefault(of);
            if (count >= limits.ConnectionsPerAddress || !_connections.TrySpend(of, 1, now))
            {
                return false;
            }

            _open[of] = count + 1;
            return true;
        }
    }
}
