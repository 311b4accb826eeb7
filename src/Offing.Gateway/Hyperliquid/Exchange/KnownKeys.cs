using System.Diagnostics.CodeAnalysis;
using Offing.Primitives;
using Offing.Protocol.Entries;
using Offing.Signing;

namespace Offing.Gateway.Hyperliquid.Exchange;

/// <summary>
/// The tables of the keys that sign most, shared by all connections and bounded: one that was not asked for
/// in a long time makes room. For any thread.
/// </summary>
internal sealed class KnownKeys(int most = KnownKeys.Most_Keys)
{
    /// <summary>Of 152 KiB each.</summary>
    public const int Most_Keys = 512;

    /// <summary>A table pays after a hundred signatures or so; who signs seldom gets none.</summary>
    public const int TableFrom_Signatures = 64;

    private const int Candidates = 4_096;

    private readonly Lock _turn = new();
    private readonly Dictionary<Address, Row> _rows = [];
    private readonly Dictionary<Address, int> _seen = [];
    private long _clock;

    /// <summary>The table of a key, if it is kept, and how the key signed last.</summary>
    public bool TryFind(Address key, [NotNullWhen(true)] out KnownKey? known, out SigningScheme scheme)
    {
        lock (_turn)
        {
            (known, scheme) = (null, default);
            if (_rows.TryGetValue(key, out var row))
            {
                row.Asked = ++_clock;
                (known, scheme) = (row.Known, row.Scheme);
            }

            return known is not null;
        }
    }

    /// <summary>
    /// An action by this key was let in; true when it has signed so many that its table pays, and there is
    /// room for it.
    /// </summary>
    public bool Learn(Address key, SigningScheme scheme)
    {
        lock (_turn)
        {
            if (_rows.TryGetValue(key, out var row))
            {
                row.Scheme = scheme;
                return false;
            }

            // Who is forgotten only begins to be counted anew.
            if (_seen.Count >= Candidates && !_seen.ContainsKey(key))
            {
                _seen.Clear();
            }

            var count = _seen[key] = _seen.GetValueOrDefault(key) + 1;
            return count % TableFrom_Signatures == 0 && (_rows.Count < most || Oldest() is not null);
        }
    }

    /// <summary>Makes and keeps the table of a key, while there is room.</summary>
    public void Add(PublicKey key, SigningScheme scheme)
    {
        // Outside of the turn: it takes a millisecond or two, and to make one twice does no harm.
        if (KnownKey.Prepare(key) is not { } known)
        {
            return;
        }

        lock (_turn)
        {
            _seen.Remove(known.Address);
            if (_rows.Count >= most && !_rows.ContainsKey(known.Address))
            {
                if (Oldest() is not { } oldest)
                {
                    return;
                }

                _rows.Remove(oldest);
            }

            _rows[known.Address] = new Row(known) { Asked = ++_clock, Scheme = scheme };
        }
    }

    // The one that was not asked for the longest, unless that is not long: when more keys sign all the time
    // than there are tables, to make and forget them in turn would cost more than it saves.
    private Address? Oldest()
    {
        var (oldest, row) = _rows.MinBy(each => each.Value.Asked);
        return _clock - row.Asked >= (long)most * TableFrom_Signatures ? oldest : null;
    }

    private sealed class Row(KnownKey known)
    {
        public KnownKey Known => known;

        public long Asked { get; set; }

        public SigningScheme Scheme { get; set; }
    }
}
