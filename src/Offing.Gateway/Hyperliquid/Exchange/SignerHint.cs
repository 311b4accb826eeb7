using Offing.Primitives;
using Offing.Protocol.Entries;

namespace Offing.Gateway.Hyperliquid.Exchange;

/// <summary>
/// Who signed last on one connection. A signature does not say whose it is, and only a guess lets a known key
/// be used; a wrong one costs time and nothing else. For any thread.
/// </summary>
internal sealed class SignerHint
{
    // A table pays after a hundred signatures or so; whoever changes keys all the time gets none.
    private const int TableFrom = 64;
    private const int GuessFrom = 2;
    private volatile Run _last = new(default, default, 0);

    /// <summary>Whom to guess; false when the last two differ.</summary>
    public bool TryGuess(out Address key, out SigningScheme scheme)
    {
        var last = _last;
        (key, scheme) = (last.Key, last.Scheme);
        return last.Count >= GuessFrom;
    }

    /// <summary>Tells who it was; true when so many in a row were by one key that a table pays.</summary>
    public bool Learn(Address key, SigningScheme scheme)
    {
        var last = _last;
        var count = last.Key == key && last.Scheme == scheme ? Math.Min(last.Count, TableFrom) + 1 : 1;
        if (count <= TableFrom)
        {
            _last = new Run(key, scheme, count);
        }

        return count >= TableFrom;
    }

    private sealed record Run(Address Key, SigningScheme Scheme, int Count);
}
