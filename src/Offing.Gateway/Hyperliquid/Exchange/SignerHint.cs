using Offing.Primitives;

namespace Offing.Gateway.Hyperliquid.Exchange;

/// <summary>
/// Who signed last on one connection, HTTP or WebSocket. A signature does not say whose it is, and only a
/// guess lets a known key be used; a wrong one costs time and nothing else. For any thread.
/// </summary>
internal sealed class SignerHint
{
    private volatile Last _last = new(default, IsRepeated: false);

    /// <summary>Whom to guess; null when the last two differ.</summary>
    public Address? Guess => _last is { IsRepeated: true } last ? last.Key : null;

    /// <summary>Tells who it was.</summary>
    public void Learn(Address key)
    {
        var last = _last;
        if (last.Key != key || !last.IsRepeated)
        {
            _last = new Last(key, last.Key == key);
        }
    }

    private sealed record Last(Address Key, bool IsRepeated);
}
