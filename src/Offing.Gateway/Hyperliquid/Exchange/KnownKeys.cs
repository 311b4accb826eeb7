using System.Diagnostics.CodeAnalysis;
using Offing.Primitives;
using Offing.Signing;

namespace Offing.Gateway.Hyperliquid.Exchange;

/// <summary>
/// The tables of the keys that sign most, shared by all connections and bounded: the one that was not asked
/// for the longest goes. For any thread.
/// </summary>
internal sealed class KnownKeys(int most = KnownKeys.Most_Keys)
{
    /// <summary>Of 152 KiB each.</summary>
    public const int Most_Keys = 128;

    private readonly Lock _turn = new();
    private readonly Dictionary<Address, Row> _rows = [];
    private long _clock;

    /// <summary>The table of a key, if it is kept.</summary>
    public bool TryFind(Address key, [NotNullWhen(true)] out KnownKey? known)
    {
        lock (_turn)
        {
            known = null;
            if (_rows.TryGetValue(key, out var row))
            {
                row.Asked = ++_clock;
                known = row.Known;
            }

            return known is not null;
        }
    }

    /// <summary>Makes and keeps the table of a key.</summary>
    public void Add(PublicKey key)
    {
        // Outside of the turn: it takes a millisecond or two, and to make one twice does no harm.
        if (KnownKey.Prepare(key) is not { } known)
        {
            return;
        }

        lock (_turn)
        {
            if (_rows.Count >= most && !_rows.ContainsKey(known.Address))
            {
                _rows.Remove(_rows.MinBy(row => row.Value.Asked).Key);
            }

            _rows[known.Address] = new Row(known) { Asked = ++_clock };
        }
    }

    private sealed class Row(KnownKey known)
    {
        public KnownKey Known => known;

        public long Asked { get; set; }
    }
}
