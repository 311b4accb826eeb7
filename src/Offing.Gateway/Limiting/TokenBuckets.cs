namespace Offing.Gateway.Limiting;

/// <summary>
/// A bucket of tokens for each of many, filled steadily up to a minute's worth. Whoever has any left passes,
/// and may owe what it spent beyond that: so nothing that costs much is refused for ever. For any thread.
/// </summary>
/// <param name="perMinute">Tokens that come in a minute, and the most that a bucket holds.</param>
/// <param name="most">Buckets that are kept; one that is full needs not be.</param>
internal sealed class TokenBuckets<T>(long perMinute, int most = 10_000)
    where T : notnull
{
    // Of a token: so many come in a millisecond as tokens in a minute.
    private const long Parts = 60_000;

    private readonly Lock _turn = new();
    private readonly Dictionary<T, Bucket> _buckets = [];

    private long Full => perMinute * Parts;

    /// <summary>Whether anything is left.</summary>
    public bool HasAny(T of, long now_Ms)
    {
        lock (_turn)
        {
            return !_buckets.TryGetValue(of, out var bucket) || At(bucket, now_Ms) > 0;
        }
    }

    /// <summary>Takes so many, whatever is left.</summary>
    public void Spend(T of, long tokens, long now_Ms)
    {
        lock (_turn)
        {
            var isThere = _buckets.TryGetValue(of, out var bucket);
            var left = isThere ? At(bucket, now_Ms) : Full;
            if (!isThere && _buckets.Count >= most)
            {
                MakeRoom(now_Ms);
            }

            _buckets[of] = new Bucket(left - (tokens * Parts), now_Ms);
        }
    }

    /// <summary>Takes so many if anything is left.</summary>
    public bool TrySpend(T of, long tokens, long now_Ms)
    {
        if (!HasAny(of, now_Ms))
        {
            return false;
        }

        Spend(of, tokens, now_Ms);
        return true;
    }

    private long At(in Bucket bucket, long now_Ms) =>
        (long)Int128.Min(Full, bucket.Parts + ((Int128)Math.Max(0, now_Ms - bucket.At_Ms) * perMinute));

    // When there are too many that are not full, all begin anew: memory is bounded first.
    private void MakeRoom(long now_Ms)
    {
        foreach (var (of, bucket) in _buckets.ToArray())
        {
            if (At(bucket, now_Ms) == Full)
            {
                _buckets.Remove(of);
            }
        }

        if (_buckets.Count >= most)
        {
            _buckets.Clear();
        }
    }

    private readonly record struct Bucket(long Parts, long At_Ms);
}
