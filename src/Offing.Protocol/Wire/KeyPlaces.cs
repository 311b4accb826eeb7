using System.Text;

namespace Offing.Protocol.Wire;

/// <summary>
/// Where the keys of one object stand in what is being written, so that one that comes twice is found. Few
/// are compared one by one; where there are many, a set takes over.
/// </summary>
internal ref struct KeyPlaces(Span<(int Start, int Length)> places)
{
    /// <summary>More than any action's object has.</summary>
    public const int Few = 16;

    private readonly Span<(int Start, int Length)> _places = places;
    private HashSet<string>? _many;

    /// <summary>Keys so far.</summary>
    public int Count { get; private set; }

    /// <summary>Adds the key that has just been written; false when it was there.</summary>
    /// <param name="written">All bytes so far.</param>
    /// <param name="start">Where the key begins, its head included.</param>
    public bool TryAdd(ReadOnlySpan<byte> written, int start)
    {
        var key = written[start..];
        if (Count < _places.Length)
        {
            foreach (var (place, length) in _places[..Count])
            {
                if (written.Slice(place, length).SequenceEqual(key))
                {
                    return false;
                }
            }

            _places[Count++] = (start, key.Length);
            return true;
        }

        if (_many is null)
        {
            _many = new HashSet<string>(StringComparer.Ordinal);
            foreach (var (place, length) in _places)
            {
                _many.Add(Encoding.Latin1.GetString(written.Slice(place, length)));
            }
        }

        Count++;
        return _many.Add(Encoding.Latin1.GetString(key));
    }
}
